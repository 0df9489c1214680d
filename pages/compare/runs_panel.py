"""The panels about single runs: their metrics, and the settings in which they differ."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.comparison.presentation.display_tables import run_metric_table
from core.reports.figures import training_curves
from core.runs.run import Run
from pages.shared.runs import run_table
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import percent, short

_number = st.column_config.NumberColumn
_percent = partial(st.column_config.NumberColumn, format="%.1f %%", width=74)


def metrics(runs: Sequence[Run]) -> None:
    """All metrics of the runs as a table, and their test accuracy as dots with intervals."""
    frame = run_frames.metrics_frame(run_table.frame_of(runs))
    _metric_table(frame)
    if names := [short(name) for name in frame["name"][~frame["validated"]]]:
        st.text(f"No validation set: {', '.join(names)}. Compare these runs by test accuracy only.")
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with left:
        _accuracy_dots(frame[frame["test_accuracy"].notna()])
    with right:
        st.caption("Bars are 95 % intervals: the uncertainty that the number of test examples leaves for each network.")
        if run_frames.num_seeds([run.config for run in runs]) == 1:
            st.caption(
                "Each network was trained with one seed. That says nothing certain about the architecture: another "
                "seed can reverse the order."
            )


def settings(runs: Sequence[Run]) -> None:
    """The settings of each run side by side."""
    st.subheader("Settings", anchor=False)
    only_differences = st.toggle("Only differences", value=True, key="only_differences", bind="query-params")
    names = run_frames.column_names(runs)
    configs = {name: run.config for name, run in zip(names, runs, strict=True)}
    stand_ins = {name for name, run in zip(names, runs, strict=True) if run.data.get("stand_in")}
    frame = run_frames.settings_frame(configs, only_differences, stand_ins)
    if frame.empty:
        st.caption("These runs have the same settings.")
    else:
        st.dataframe(frame.map(lambda value: "–" if value is None else str(value)), alt="Settings of each run")


def _accuracy_dots(tested: pd.DataFrame) -> None:
    if tested.empty:
        st.caption("None of these runs has test results yet.")
        return
    rows = zip(tested["name"], tested["test_accuracy"], strict=True)
    values = "; ".join(f"{name}: {percent(share)}" for name, share in rows)
    chart(training_curves.accuracy_dots(tested), "accuracy_dots", f"Test accuracy. {values}")


def _metric_table(frame: pd.DataFrame) -> None:
    columns = {
        "name": st.column_config.TextColumn("Run", width=190),
        "test_accuracy": _percent("Test", help="Test accuracy."),
        "num_test": _number("N", help="Texts, images or sequences in the test set.", format="localized", width=70),
        "test_loss": _number("Loss", help="Log loss on the test set.", format="%.3f", width=62),
        "test_f1": _percent("F1", help="Macro F1: each class counts the same."),
        "best_val_accuracy": _percent("Best", help="Highest validation accuracy."),
        "best_val_accuracy_epoch": _number("epoch", help="The first epoch with the best accuracy.", width=58),
        "last_val_accuracy": _percent("Last", help="Validation accuracy of the last epoch."),
        "last_accuracy": _percent("Training", help="Training accuracy of the last epoch."),
        "last_epoch": _number("epoch", help="The last epoch.", width=58),
        "num_params": _number("Parameters", format="localized", width=90),
        "seconds": _number("Time", format="localized", help="Training time.", width=96),
        "seed": _number("Seed", format="%d", width=58),
    }
    validated = frame["validated"]
    hidden = {"last_accuracy"} if validated.all() else set()
    if not validated.any():
        hidden = {"best_val_accuracy", "best_val_accuracy_epoch", "last_val_accuracy"}
    st.dataframe(
        run_metric_table(frame),
        hide_index=True,
        column_order=[name for name in columns if name not in hidden],
        column_config=columns,
        placeholder="–",
        alt="Metrics of each run",
    )
