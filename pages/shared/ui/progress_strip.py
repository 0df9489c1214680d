"""The strip of running and queued runs under the title of every page."""

import streamlit as st

from core.directions import DIRECTION_ARROWS
from core.runs.run import Run
from pages.shared.access import visitor
from pages.shared.runs import submission
from pages.shared.session import cache
from pages.shared.ui import error_box, fragments
from pages.shared.ui.formats import seconds, short

# Steps of core.runs.jobs.pipeline after the last epoch.
_AFTER_TRAINING = ("exporting to ONNX", "testing", "calibrating the probabilities")


def show() -> None:
    """The strip, refreshed every second while a run is active."""
    with error_box.remember_errors():  # the page below shows them
        statuses = _active_statuses()
        fragments.live(_strip, 1.0 if statuses else None, statuses)


def _active_statuses() -> dict[str, str]:
    """The status of every active run; a search between two trials is active, too."""
    store = cache.store()
    statuses: dict[str, str] = {run.run_id: run.status for run in store.list(("running", "queued"))}
    return statuses | {search.search_id: "searching" for search in store.searches.unfinished()}


def _strip(statuses: dict[str, str]) -> None:
    runs = cache.store().list(("running", "queued"))
    if statuses and _active_statuses() != statuses:
        st.rerun()  # a run has started or ended: the whole page changes
    running = [run for run in reversed(runs) if run.status == "running"]
    for run in running:
        _progress_line(run)
    if rest := len(runs) - len(running):
        st.caption(f"{rest} queued")


def _progress_line(run: Run) -> None:
    """A running run's name, progress, remaining time and Cancel on one line."""
    progress = run.progress
    step = f"epoch {progress.epoch} of {progress.epochs}" if progress.epochs else progress.step or "starting"
    left = "" if progress.remaining_seconds is None else f" · {seconds(progress.remaining_seconds)} left"
    with st.container(horizontal=True, vertical_alignment="center", key=f"strip_{run.run_id}"):
        st.text(f"{DIRECTION_ARROWS[run.config.model.direction]} {short(run.name)}")
        done = 1.0 if progress.step in _AFTER_TRAINING else progress.fraction
        st.progress(done, text=f"{step}{left}")
        st.button(
            "Stopping …" if run.cancel_requested else "Cancel",
            key=f"strip_cancel_{run.run_id}",
            icon=":material/stop_circle:",
            **visitor.permit_change([run.owner], run.cancel_requested),
            on_click=submission.cancel_run,
            args=(run.run_id,),
        )
