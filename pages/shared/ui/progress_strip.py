"""The strip of running and queued runs at the bottom of every page, and the notice that one has ended."""

from collections.abc import Mapping
from contextlib import suppress

import streamlit as st

from core.directions import DIRECTION_ARROWS
from core.errors import RunNotFoundError
from core.runs.run import Run
from pages.shared.access import visitor
from pages.shared.runs import submission
from pages.shared.session import cache, state
from pages.shared.ui import error_box, fragments
from pages.shared.ui.badges import STATUS_SIGNS
from pages.shared.ui.formats import literal, seconds, short

# Steps of core.runs.jobs.pipeline after the last epoch.
_AFTER_TRAINING = ("exporting to ONNX", "testing", "calibrating the probabilities")
_MOST_NOTICES = 3  # of runs that ended at the same time; of more, a notice says how many


def show() -> None:
    """The strip, refreshed every second while a run is active; the page above it does not move."""
    with error_box.remember_errors():  # the page below shows them
        statuses = _active_statuses()
        _announce(statuses)
        if statuses:
            with st.bottom:
                fragments.live(_strip, 1.0, statuses)


def tab_title() -> str:
    """The beginning of the browser tab's title: how many runs are running, or that all have ended; else empty."""
    with suppress(Exception):  # the strip says it where the store cannot be read
        statuses = _active_statuses()
        num_running = sum(status == "running" for status in statuses.values())
        if num_running:
            return f"▶ {num_running} running · "
        return "✓ finished · " if _ended(statuses) else ""
    return ""


def _active_statuses() -> dict[str, str]:
    """The status of every active run; a search between two trials is active, too."""
    store = cache.store()
    statuses: dict[str, str] = {run.run_id: run.status for run in store.list(("running", "queued"))}
    return statuses | {search.search_id: "searching" for search in store.searches.unfinished()}


def _ended(statuses: Mapping[str, str]) -> list[Run]:
    """The runs that were active when the page was drawn last and are not any more."""
    ended = []
    for run_id in st.session_state.get(state.ACTIVE, []):
        if run_id not in statuses:
            try:
                ended.append(cache.store().get(run_id))
            except RunNotFoundError:  # it was deleted, or is a search
                continue
    return ended


def _announce(statuses: Mapping[str, str]) -> None:
    ended = _ended(statuses)
    st.session_state[state.ACTIVE] = list(statuses)
    for run in ended[:_MOST_NOTICES]:
        st.toast(f"{STATUS_SIGNS[run.status]}: {literal(short(run.name))}", duration="long")
    if (more := len(ended) - _MOST_NOTICES) > 0:
        st.toast(f"{more} more runs have ended.", duration="long")


def _strip(statuses: dict[str, str]) -> None:
    runs = cache.store().list(("running", "queued"))
    if statuses and _active_statuses() != statuses:
        st.rerun()  # a run has started or ended: the whole page changes
    running = [run for run in reversed(runs) if run.status == "running"]
    num_queued = len(runs) - len(running)
    for run in running:
        _progress_line(run, num_queued if run == running[-1] else 0)
    if num_queued and not running:
        st.caption(f"{num_queued} queued")


def _progress_line(run: Run, num_queued: int) -> None:
    """A running run's name, progress, remaining time, how many wait after it, and Cancel on one line."""
    progress = run.progress
    step = f"epoch {progress.epoch} of {progress.epochs}" if progress.epochs else progress.step or "starting"
    left = "" if progress.remaining_seconds is None else f" · {seconds(progress.remaining_seconds)} left"
    with st.container(horizontal=True, vertical_alignment="center", key=f"strip_{run.run_id}"):
        st.text(f"{DIRECTION_ARROWS[run.config.model.direction]} {short(run.name)}")
        done = 1.0 if progress.step in _AFTER_TRAINING else progress.fraction
        waiting = f" · {num_queued} queued" if num_queued else ""
        st.progress(done, text=f"{step}{left}{waiting}")
        st.button(
            "Stopping …" if run.cancel_requested else "Cancel",
            key=f"strip_cancel_{run.run_id}",
            icon=":material/stop_circle:",
            **visitor.permit_change([run.owner], run.cancel_requested),
            on_click=submission.cancel_run,
            args=(run.run_id,),
        )
