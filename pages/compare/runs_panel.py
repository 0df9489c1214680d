"""How runs beside each other are told: the difference in words, the numbers, the settings that differ."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.reports.figures import training_curves
from core.runs.run import Run
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import percent, short


def numbers(runs: Sequence[Run], frame: pd.DataFrame) -> None:
    """All measured numbers as a table, test accuracy as dots with intervals, and what they cannot tell."""
    metrics = run_frames.metrics_frame(frame)
    _metric_table(metrics)
    if without := [
        short(name) for name, validated in zip(frame["name"], frame["validated"], strict=True) if not validated
    ]:
        st.text(f"No validation part: {', '.join(without)}. Training says how they learned; only Test compares them.")
    left, right = st.columns([3, 2], gap="medium", vertical_alignment="center")
    with left:
        _accuracy_dots(metrics[metrics["test_accuracy"].notna()])
    with right:
        st.caption(
            "The bars are 95 % intervals: what the number of test examples leaves open about each trained network."
        )
        if run_frames.num_seeds([run.config for run in runs]) == 1:
            st.caption(
                "Each network was trained with one seed. One run per network says nothing certain about the "
                "architecture: another seed changes the numbers and can turn their order around."
            )


def _accuracy_dots(tested: pd.DataFrame) -> None:
    if tested.empty:
        st.caption("None of these runs has been tested yet.")
        return
    told = "; ".join(f"{run.name}: {percent(run.test_accuracy)}" for run in tested.itertuples())
    chart(training_curves.accuracy_dots(tested), "accuracy_dots", f"Test accuracy. {told}")


def settings(runs: Sequence[Run]) -> None:
    """The settings of each run side by side."""
    st.subheader("Settings", anchor=False)
    only_differences = st.toggle("Only what differs", value=True, key="only_differences", bind="query-params")
    names = run_frames.column_names(runs)
    frame = run_frames.settings_frame(
        {name: run.config for name, run in zip(names, runs, strict=True)}, only_differences
    )
    if frame.empty:
        st.caption("These runs have the same settings.")
    else:
        st.dataframe(frame.map(lambda value: "–" if value is None else str(value)), alt="Settings of each run")


def _metric_table(metrics: pd.DataFrame) -> None:
    validated = metrics["validated"]
    shares = ["test_accuracy", "test_f1", "best_val_accuracy", "last_val_accuracy", "last_accuracy"]
    table = metrics.assign(**{name: metrics[name] * 100 for name in shares})
    table["seconds"] = pd.to_timedelta(metrics["seconds"].round(), unit="s")
    share = {"format": "%.1f %%", "width": 74}
    number = st.column_config.NumberColumn
    columns = {
        "name": st.column_config.TextColumn("Run", width=190),
        "test_accuracy": number("Test", help="Accuracy on the test part.", **share),
        "num_test": number("of", help="Texts, images or sequences in the test part.", format="localized", width=70),
        "test_loss": number("Loss", help="Log loss on the test part.", format="%.3f", width=62),
        "test_f1": number("F1", help="Macro F1: each class counts the same.", **share),
        "best_val_accuracy": number("Best", help="Highest validation accuracy.", **share),
        "best_val_accuracy_epoch": number("epoch", help="The first epoch that reached the best.", width=58),
        "last_val_accuracy": number("Last", help="Validation accuracy at the end.", **share),
        "last_accuracy": number("Training", help="Training accuracy at the end.", **share),
        "last_epoch": number("epoch", help="The last epoch.", width=58),
        "num_params": number("Parameters", format="localized", width=90),
        "seconds": number("Time", format="localized", help="Training time.", width=96),
        "seed": number("Seed", format="%d", width=58),
    }
    hidden = {"last_accuracy"} if validated.all() else set()
    if not validated.any():
        hidden = {"best_val_accuracy", "best_val_accuracy_epoch", "last_val_accuracy"}
    st.dataframe(
        table,
        hide_index=True,
        column_order=[name for name in columns if name not in hidden],
        column_config=columns,
        placeholder="–",
        alt="Numbers of each run",
    )
