"""Batch scoring: pasted lines or a file, scored in a process of its own while the page stays responsive."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core.data.tables.text_table import MOST_ROWS
from core.errors import InputError
from core.runs.jobs import batch_job
from core.runs.jobs.batch_job import BatchJob, BatchRequest
from core.runs.run import Run
from pages.score.batch.file_form import file_form
from pages.score.batch.result import result
from pages.shared.session import cache
from pages.shared.ui import error_box, fragments
from pages.shared.ui.formats import count, seconds

JOB = "many_job"  # id of the job that this session has started or opened
_ADDRESS = "many"
_LINES, _SOURCE = "many_lines", "many_source"
_MESSAGE = "many_message"  # shown at the button until the next attempt, plain text
_EXPIRED = "This result has expired. Score the texts again."
_NO_LINES = "No texts yet. Paste one text per line."
_SOURCES = {"paste": "Paste lines", "file": "File"}
_SECONDS_BETWEEN_LOOKS = 1.0


def many(runs: Sequence[Run]) -> None:
    """The form, the progress or the result, whichever this session is at."""
    job = _known_job()
    if job is None:
        _form(runs)
    elif job.status == "running":
        fragments.live(_progress, _SECONDS_BETWEEN_LOOKS, job.job_id)
    else:
        _ended(job)


def _known_job() -> BatchJob | None:
    job_id = st.session_state.get(JOB) or st.query_params.get(_ADDRESS, "")
    job = batch_job.find(cache.store().jobs, job_id)
    if job is None:
        _forget()
        if job_id:
            st.session_state[_MESSAGE] = _EXPIRED
    else:
        st.session_state[JOB] = st.query_params[_ADDRESS] = job_id  # the address survives a reload, the session a page
    return job


def _form(runs: Sequence[Run]) -> None:
    st.segmented_control(
        "Texts", list(_SOURCES), default="paste", required=True, key=_SOURCE, format_func=_SOURCES.__getitem__,
        label_visibility="collapsed",
    )  # fmt: skip
    if st.session_state[_SOURCE] == "paste":
        _lines()
        ready = bool(runs)
        start: Callable[[], None] = partial(_start_lines, _ids(runs))
    else:
        request = file_form(runs)
        ready = request is not None
        start = partial(_start, request) if request else lambda: None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Score all", type="primary", icon=":material/play_arrow:", key="many_start", disabled=not ready,
            on_click=start,
        )  # fmt: skip
        st.caption(f"Up to {count(MOST_ROWS)} rows. You can leave the page meanwhile.")
    if message := st.session_state.get(_MESSAGE):
        st.text(message)


def _lines() -> None:
    st.text_area(
        "One text per line", key=_LINES, height=160, placeholder="One text per line", label_visibility="collapsed"
    )


def _ids(runs: Sequence[Run]) -> tuple[str, ...]:
    return tuple(run.run_id for run in runs)


def _start_lines(run_ids: tuple[str, ...]) -> None:
    """Read the lines at the click, so that the button works before the box loses focus."""
    lines = st.session_state[_LINES]
    if lines.strip():
        _start(BatchRequest(run_ids, lines=lines))
    else:
        st.session_state[_MESSAGE] = _NO_LINES


def _start(request: BatchRequest) -> None:
    st.session_state.pop(_MESSAGE, None)
    with error_box.remember_errors():
        st.session_state[JOB] = batch_job.start(cache.store().jobs, request).job_id


def _progress(job_id: str) -> None:
    job = batch_job.find(cache.store().jobs, job_id)
    if job is None or job.status != "running":
        st.rerun()
    text = f"{job.step} …"
    if job.total:
        text = f"{job.step}: {count(job.done)} of {count(job.total)} rows"
    if job.total and job.remaining_seconds is not None:
        text += f", {seconds(job.remaining_seconds)} left"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(job.done / job.total if job.total else 0.0, text=text)
        st.button("Cancel", icon=":material/stop_circle:", key="many_cancel", on_click=_cancel, args=(job_id,))


def _cancel(job_id: str) -> None:
    batch_job.cancel(cache.store().jobs, job_id)


def _ended(job: BatchJob) -> None:
    if job.status == "finished":
        result(job)
    elif job.status == "failed":
        error = job.error or InputError("The scoring failed.", "It ends with a result.", "Score the texts again.")
        error_box.error_box(error_box.error_parts(error), key="many_error")
    else:
        st.text(f"Cancelled after {count(job.done)} of {count(job.total)} rows; the result was discarded.")
    st.button("Score other texts", icon=":material/restart_alt:", key="many_again", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(JOB, None)
    st.query_params.pop(_ADDRESS, None)
