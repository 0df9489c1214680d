"""What one run, or several laid over each other, look like: progress, numbers, curves, settings, layers, log."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import streamlit as st

from core.comparison import run_frames
from core.config import DatasetConfig, RunConfig, flatten
from core.evaluation import forward_ceiling
from core.models import architecture
from core.reports.figures import training_curves
from core.runs.run import ENDED, Run
from core.system.formatting import noun
from pages.shared.session import cache, dataset_cache
from pages.shared.ui import fragments
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import count, loss, percent, seconds

_LOG_BYTES = 40_000
_VALIDATED = (
    "Thick: validation. Thin: training. The ring marks the epoch with the lowest validation loss, whose weights are "
    "kept."
)
_UNVALIDATED = "There is no validation part: the lines are training, and the last epoch's weights are kept."
_SOME_VALIDATED = "Thin lines alone are runs with no validation part; the last epoch's weights are kept of them."
_ZOOM = "Drag to zoom, double-click to go back."
_METRIC_NAMES = {"test_accuracy": "test accuracy", "train_accuracy": "training accuracy"}


def live(run: Run) -> None:
    """What happened to a run, its numbers and curves; they renew themselves until it has ended."""
    fragments.live(_live, None if run.status in ENDED else 1.0, run.run_id)


def live_curves(runs: Sequence[Run], key: str) -> None:
    """The curves of several runs laid over each other; they renew themselves until all have ended."""
    active = any(run.status not in ENDED for run in runs)
    fragments.live(_live_curves, 1.0 if active else None, [run.run_id for run in runs], key)


def curves(runs: pd.DataFrame, epochs: pd.DataFrame, key: str, task: DatasetConfig | None = None) -> None:
    """Accuracy and loss side by side, and the same numbers one click away.

    Args:
        task: the sums that all the runs learn, whose forward ceiling is drawn in; None where there is none.
    """
    if epochs.empty:
        st.caption("The curves begin when the first epoch is done.")
        return
    left, right = st.columns(2, gap="medium")
    names = ", ".join(runs["name"])
    best_forward = (
        None if task is None or task.task == "past" else forward_ceiling.forward_ceiling(task.task, task.num_steps)
    )
    with left:
        chart(
            training_curves.curves(runs, epochs, "accuracy", best_forward),
            f"{key}_accuracy",
            f"Accuracy by epoch of {names}",
        )
    with right:
        chart(training_curves.curves(runs, epochs, "loss"), f"{key}_loss", f"Loss by epoch of {names}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{_lines_note(runs)} {_ZOOM} {training_curves.axis_note(epochs, best_forward)}")
        with st.popover("Numbers", icon=":material/table:", key=f"{key}_numbers"):
            _epoch_table(runs, epochs)
    if task is not None:
        st.caption(forward_ceiling.ceiling_sentence(task))


def summary(run: Run, row: pd.Series) -> None:
    """The numbers one asks for first, in one line."""
    tested = "" if pd.isna(row["num_test"]) else f"of {count(row['num_test'])} {noun([row['kind']])}"
    part, prefix = ("validation", "val_") if row["validated"] else ("training", "")
    best, last = row[f"best_{prefix}accuracy"], row[f"last_{prefix}accuracy"]
    unvalidated = "" if row["validated"] else "; no validation part"
    numbers = (
        ("Test accuracy", percent(row["test_accuracy"]), tested),
        (f"Best {part} accuracy", percent(best), _at_epoch(row[f"best_{prefix}accuracy_epoch"])),
        (f"Last {part} accuracy", percent(last), _at_epoch(row["last_epoch"]) + unvalidated),
        ("Test loss", loss(row["test_loss"]), ""),
        ("Parameters", count(run.num_params), ""),
        ("Training time", seconds(run.seconds), ""),
    )
    for place, (label, value, description) in zip(st.columns(len(numbers)), numbers, strict=True):
        with place, st.container(gap=None):
            st.metric(label, value)
            st.caption(description)


def published(run: Run, found: run_frames.Published | None) -> None:
    """The figures that were published for the run's recipe, beside what was measured here."""
    if found is None:
        return
    st.text(" · ".join([found.recipe.name, *map(_beside, found.figures)]))
    if found.differs:
        st.caption(f"This run has other settings than the recipe: {', '.join(f'`{name}`' for name in found.differs)}.")


def settings(config: RunConfig) -> None:
    """Every setting of a run."""
    values = {name: "–" if value is None else str(value) for name, value in flatten(config).items()}
    st.dataframe(pd.DataFrame({"Setting": values.keys(), "Value": values.values()}), hide_index=True, alt="Settings")


def layer_table(config: RunConfig) -> None:
    """The network's layers with shapes and parameters."""
    table = architecture.layer_table(config, dataset_cache.num_classes(config))
    rows = [(row.name, row.layer, str(row.output_shape).replace("None", "any"), count(row.num_params)) for row in table]
    rows.append(("all", "", "", count(architecture.num_params(table))))
    st.dataframe(
        pd.DataFrame(rows, columns=["Name", "Layer", "Output shape", "Parameters"]), hide_index=True, alt="Layers"
    )


def log(run: Run) -> None:
    """The end of what the training process wrote."""
    text = _tail(run.folder / "log.txt")
    st.code(text or "Nothing has been written yet.", language=None, height=320)


def _live(run_id: str) -> None:
    run = cache.store().get(run_id)
    epochs = cache.store().epochs([run_id])
    frame = run_frames.runs_frame([run], epochs)
    if run.message:
        icon = ":material/error:" if run.status == "failed" else ":material/info:"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(run.status, icon=icon, color="red" if run.status == "failed" else "gray")
            st.text(run.message)
    summary(run, frame.iloc[0])
    published(run, run_frames.published(run, epochs[run_id]))
    curves(frame, run_frames.epochs_frame(epochs), f"curves_{run_id}", _shared_task([run]))


def _live_curves(run_ids: list[str], key: str) -> None:
    store = cache.store()
    runs = [store.get(run_id) for run_id in run_ids]
    epochs = store.epochs(run_ids)
    curves(run_frames.runs_frame(runs, epochs), run_frames.epochs_frame(epochs), key, _shared_task(runs))


def _shared_task(runs: Sequence[Run]) -> DatasetConfig | None:
    """The task of runs that all learn the same sums."""
    tasks = {(run.config.dataset.name, run.config.dataset.task, run.config.dataset.num_steps) for run in runs}
    dataset = runs[0].config.dataset
    return dataset if len(tasks) == 1 and dataset.kind == "sequence" else None


def _lines_note(runs: pd.DataFrame) -> str:
    if runs["validated"].all():
        return _VALIDATED
    return f"{_VALIDATED} {_SOME_VALIDATED}" if runs["validated"].any() else _UNVALIDATED


def _beside(figure: run_frames.PublishedFigure) -> str:
    number = "" if figure.number is None else f" of {count(figure.number)}"
    here = "not measured yet" if figure.measured is None else f"{percent(figure.measured)}{number}"
    return f"{_METRIC_NAMES[figure.metric]}: published {percent(figure.published)}, here {here}"


def _epoch_table(runs: pd.DataFrame, epochs: pd.DataFrame) -> None:
    named = epochs.merge(runs[["run_id", "name"]], on="run_id")
    columns = ["name", "epoch", "accuracy", "val_accuracy", "loss", "val_loss", "seconds"]
    shares = named[columns].assign(accuracy=named["accuracy"] * 100, val_accuracy=named["val_accuracy"] * 100)
    number = st.column_config.NumberColumn
    st.dataframe(
        shares,
        placeholder="no validation part",
        hide_index=True,
        width=640,
        alt="Accuracy and loss by epoch",
        column_config={
            "name": st.column_config.TextColumn("Run", width=170),
            "accuracy": number("Training accuracy", format="%.1f %%"),
            "val_accuracy": number("Validation accuracy", format="%.1f %%"),
            "loss": number("Training loss", format="%.3f"),
            "val_loss": number("Validation loss", format="%.3f"),
            "seconds": number("Seconds", format="%.1f"),
        },
    )


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
