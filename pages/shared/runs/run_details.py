"""The details of one run: numbers, curves, settings, layers and log."""

from pathlib import Path

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.comparison.listing.published import Published, PublishedFigure, published_figures
from core.config import flatten
from core.evaluation.calibration import calibration_sentence
from core.inference.decision_rule import read_rule
from core.models import architecture
from core.runs.job import ENDED
from core.runs.run import Run
from core.system.formatting import noun
from pages.shared.access import visitor
from pages.shared.runs import run_curves
from pages.shared.session import cache, dataset_cache
from pages.shared.ui import fragments
from pages.shared.ui.formats import count, literal, loss, percent, seconds

_LOG_BYTES = 40_000
_METRIC_NAMES = {"test_accuracy": "test accuracy", "train_accuracy": "training accuracy", "test_span_f1": "span F1"}


def live(run: Run) -> None:
    """A run's message, curves and numbers, refreshed until it has ended."""
    fragments.live(_live, None if run.status in ENDED else 1.0, run.run_id)


def summary(run: Run, row: pd.Series) -> None:
    """The most important numbers in one line."""
    tested = "" if pd.isna(row["num_test"]) else f"of {count(row['num_test'])} {noun([row['kind']])}"
    split, prefix = ("validation", "val_") if row["validated"] else ("training", "")
    kept, last = row[f"kept_{prefix}accuracy"], row[f"last_{prefix}accuracy"]
    unvalidated = "" if row["validated"] else "; no validation set"
    numbers = (
        ("Test accuracy", percent(row["test_accuracy"]), tested),
        (f"Saved {split} accuracy", percent(kept), _at_epoch(row["kept_epoch"])),
        (f"Last {split} accuracy", percent(last), _at_epoch(row["last_epoch"]) + unvalidated),
        ("Test loss", loss(row["test_loss"]), ""),
        ("Parameters", count(run.num_params), ""),
        ("Training time", seconds(run.seconds), ""),
    )
    for column, (label, value, description) in zip(st.columns(len(numbers)), numbers, strict=True):
        with column, st.container(gap=None):
            st.metric(label, value)
            st.caption(description)


def published(comparison: Published | None) -> None:
    """The figures published for the run's recipe next to this run's."""
    if comparison is None:
        return
    st.text(" · ".join([comparison.recipe.name, *map(_figure_pair, comparison.figures)]))
    if comparison.differs:
        names = ", ".join(f"`{name}`" for name in comparison.differs)
        st.caption(f"Settings that differ from the recipe: {names}.")


def settings(run: Run) -> None:
    """Every setting of a run, with the versions and the processor that trained it."""
    values = {name: "–" if value is None else str(value) for name, value in flatten(run.config).items()}
    st.dataframe(pd.DataFrame({"Setting": values.keys(), "Value": values.values()}), hide_index=True, alt="Settings")
    if note := run.near_duplicates_note:
        st.caption(literal(note))
    for environment in run.environments:
        st.caption(literal(environment.sentence))


def layer_table(run: Run) -> None:
    """The network's layers with their shapes and numbers of parameters."""
    known = len(run.data.get("class_names", ())) if run.config.model.head == "softmax" else 0
    table = architecture.layer_table(run.config, known or dataset_cache.num_classes(run.config))
    rows = [(row.name, row.layer, str(row.output_shape).replace("None", "any"), count(row.num_params)) for row in table]
    rows.append(("all", "", "", count(architecture.num_params(table))))
    st.dataframe(
        pd.DataFrame(rows, columns=["Name", "Layer", "Output shape", "Parameters"]), hide_index=True, alt="Layers"
    )


def log(run: Run) -> None:
    """The last lines that the training process wrote."""
    if not visitor.actor().may_change(run.owner):
        st.caption("Only the run's owner and admins see its log: it names folders of the server.")
        return
    text = _tail(run.folder / "log.txt")
    st.code(text or "The log appears here once training starts.", language=None, height=320)


def _live(run_id: str) -> None:
    run = cache.store().get(run_id)
    epochs = cache.store().epochs([run_id])
    frame = run_frames.runs_frame([run], epochs)
    if run.message:
        icon = ":material/error:" if run.status == "failed" else ":material/info:"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(run.status, icon=icon, color="red" if run.status == "failed" else "gray")
            st.text(run.message)
    run_curves.curves(frame, run_frames.epochs_frame(epochs), f"curves_{run_id}", run_curves.shared_task([run]))
    summary(run, frame.iloc[0])
    if run.status == "finished":
        rule = read_rule(run.folder)
        decisions = f" Decisions use {literal(rule.words)}." if rule else ""
        st.caption(f"{calibration_sentence(run.metrics, run.config)}{decisions}")
    published(published_figures(run, epochs[run_id]))


def _figure_pair(figure: PublishedFigure) -> str:
    number = "" if figure.number is None else f" of {count(figure.number)}"
    here = "not measured yet" if figure.measured is None else f"{percent(figure.measured)}{number}"
    return f"{_METRIC_NAMES[figure.metric]}: published {percent(figure.published)}, here {here}"


def _at_epoch(epoch: float) -> str:
    return "" if pd.isna(epoch) else f"at epoch {epoch}"


def _tail(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        start = max(0, file.seek(0, 2) - _LOG_BYTES)
        file.seek(start)
        text = file.read(_LOG_BYTES).decode("utf-8", errors="replace")
    return f"…\n{text.partition(chr(10))[2]}" if start else text
