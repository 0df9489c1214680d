"""Training curves of one run or several overlaid, and the same numbers as a table one click away."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.comparison import run_frames
from core.comparison.listing.short_names import short_names
from core.config import DatasetConfig
from core.evaluation import forward_ceiling
from core.reports.figures import training_curves
from core.runs.job import ENDED
from core.runs.run import Run
from pages.shared.session import cache
from pages.shared.ui import fragments
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import percent

_VALIDATED = "Thick: validation. Thin: training. Ring: the epoch with the {best}, whose weights are saved."
_BEST = {
    "val_loss": "lowest validation loss", "val_accuracy": "highest validation accuracy",
    "val_macro_f1": "highest macro F1 of the validation set",
}  # fmt: skip
_UNVALIDATED = "Without a validation set, the lines show training and the last epoch's weights are saved."
_SOME_VALIDATED = "Runs with thin lines only have no validation set; their last epoch's weights are saved."
_ZOOM = "Drag to zoom, double-click to reset."
_SMOOTHING, _LOG_LOSS = "smoothing", "log_loss"  # in the address


def live_curves(runs: Sequence[Run], key: str) -> None:
    """The curves of these runs overlaid, refreshed until all have ended."""
    active = any(run.status not in ENDED for run in runs)
    fragments.live(_live_curves, 1.0 if active else None, [run.run_id for run in runs], key)


def curves(runs: pd.DataFrame, epochs: pd.DataFrame, key: str, task: DatasetConfig | None = None) -> None:
    """Accuracy and loss side by side, with a table of their numbers; below, macro F1 where it chose the best epoch.

    Args:
        task: the cumulative sums that all runs learn, for the best accuracy a forward network can reach; None else.
    """
    if epochs.empty:
        has_ended = runs["status"].isin(ENDED).all()
        st.caption("No epoch was completed." if has_ended else "The curves appear here after the first epoch.")
        return
    left, right = st.columns(2, gap="medium")
    below = st.container(horizontal=True, vertical_alignment="center")
    smoothing, log_loss = _appearance(below, key)
    names = ", ".join(runs["name"])
    ceiling = _ceiling(task)
    with left:
        accuracy = training_curves.curves(runs, epochs, "accuracy", ceiling, smoothing=smoothing)
        chart(accuracy, f"{key}_accuracy", f"Accuracy by epoch of {names}")
    with right:
        losses = training_curves.curves(runs, epochs, "loss", smoothing=smoothing, log_scale=log_loss)
        chart(losses, f"{key}_loss", f"Loss by epoch of {names}")
    if (runs["monitor"] == "val_macro_f1").any():
        scores = training_curves.curves(runs, epochs, "macro_f1", smoothing=smoothing)
        chart(scores, f"{key}_macro_f1", f"Macro F1 by epoch of {names}")
    with below.popover("Numbers", icon=":material/table:", key=f"{key}_numbers"):
        _epoch_table(runs, epochs)
    smoothed = f" Smoothed: earlier epochs weigh {percent(smoothing)}." if smoothing else ""
    st.caption(f"{_lines_note(runs)}{smoothed} {_ZOOM} {training_curves.axis_note(epochs, ceiling)}")
    if task is not None:
        st.caption(forward_ceiling.ceiling_sentence(task))


def shared_task(runs: Sequence[Run]) -> DatasetConfig | None:
    """The dataset of runs that all learn the same cumulative sums; None for any others."""
    tasks = {(run.config.dataset.name, run.config.dataset.target, run.config.dataset.num_steps) for run in runs}
    dataset = runs[0].config.dataset
    return dataset if len(tasks) == 1 and dataset.kind == "sequence" else None


def _ceiling(task: DatasetConfig | None) -> float | None:
    if task is None or task.target == "past":
        return None
    return forward_ceiling.forward_ceiling(task.target, task.num_steps)


def _live_curves(run_ids: list[str], key: str) -> None:
    store = cache.store()
    runs = [store.get(run_id) for run_id in run_ids]
    epochs = store.epochs(run_ids)
    frame = run_frames.runs_frame(runs, epochs).assign(name=short_names(tuple(runs)))
    curves(frame, run_frames.epochs_frame(epochs), key, shared_task(runs))


def _appearance(place: DeltaGenerator, key: str) -> tuple[float, bool]:
    """The smoothing of the curves, and whether the axis of losses is logarithmic; both live in the address."""
    with place.popover("Chart", icon=":material/show_chart:", key=f"{key}_chart"):
        smoothing = st.slider(
            "Smoothing", 0.0, 0.95, 0.0, 0.05, key=_SMOOTHING, bind="query-params",
            help="Weight of the earlier epochs in a moving average. Raise it to see the trend of noisy curves.",
        )  # fmt: skip
        log_loss = st.toggle(
            "Logarithmic loss", key=_LOG_LOSS, bind="query-params",
            help="Shows differences between small losses. A loss of zero keeps the axis linear.",
        )  # fmt: skip
    return smoothing, log_loss


def _lines_note(runs: pd.DataFrame) -> str:
    monitors = set(runs["monitor"])
    best = _BEST[monitors.pop()] if len(monitors) == 1 else "best value of the run's `monitor`"
    validated = _VALIDATED.format(best=best)
    if runs["validated"].all():
        return validated
    return f"{validated} {_SOME_VALIDATED}" if runs["validated"].any() else _UNVALIDATED


def _epoch_table(runs: pd.DataFrame, epochs: pd.DataFrame) -> None:
    named = epochs.merge(runs[["run_id", "name"]], on="run_id")
    columns = ["name", "epoch", "accuracy", "val_accuracy", "val_macro_f1", "loss", "val_loss", "seconds"]
    shares = ["accuracy", "val_accuracy", "val_macro_f1"]
    percentages = named[columns].assign(**{name: named[name] * 100 for name in shares})
    number = st.column_config.NumberColumn
    st.dataframe(
        percentages,
        placeholder="no validation set",
        hide_index=True,
        width=760,
        alt="Accuracy and loss by epoch",
        column_config={
            "name": st.column_config.TextColumn("Run", width=170),
            "epoch": number("Epoch", format="%d"),
            "accuracy": number("Training accuracy", format="%.1f %%"),
            "val_accuracy": number("Validation accuracy", format="%.1f %%"),
            "val_macro_f1": number("Validation macro F1", format="%.1f %%"),
            "loss": number("Training loss", format="%.3f"),
            "val_loss": number("Validation loss", format="%.3f"),
            "seconds": number("Seconds", format="%.1f"),
        },
    )
