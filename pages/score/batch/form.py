"""Batch scoring: pasted lines or a file, scored in a process of its own while the page stays responsive."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.catalog import SOURCES
from core.data.tables.text_table import MOST_ROWS
from core.data.uploads import keep_upload
from core.errors import BothwaysError, InputError
from core.runs.jobs import batch_job
from core.runs.jobs.batch_job import BatchJob, BatchRequest
from core.runs.run import Run
from pages.score.batch.result import result
from pages.shared.session import cache, dataset_cache
from pages.shared.ui import error_box, fragments
from pages.shared.ui.formats import count, seconds

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

JOB = "many_job"  # id of the job that this session has started or opened
_ADDRESS = "many"
_LINES, _UPLOAD, _SOURCE = "many_lines", "many_upload", "many_source"
_SAVED = "many_kept_upload"  # the id of the upload and the path of its copy
_MESSAGE = "many_message"  # shown at the button until the next attempt, plain text
_EXPIRED = "This result has expired. Score the texts again."
_NO_LINES = "No texts yet. Paste one text per line."
_SOURCES = {"paste": "Paste lines", "file": "File"}
_TYPES = list(file.uploads) if (file := SOURCES["file"].file) else []
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
        request = _file(runs)
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


def _file(runs: Sequence[Run]) -> BatchRequest | None:
    upload = st.file_uploader(
        "A file of texts", _TYPES, key=_UPLOAD, label_visibility="collapsed",
        help="A table as CSV, Excel, JSON, JSON lines or Parquet, or plain text with one text a line; also compressed.",
    )  # fmt: skip
    if upload is None or not runs:
        return None
    try:
        path = _saved_path(upload)
        guess = dataset_cache.csv_columns(path, tuple(cache.scorer(run).class_names for run in runs))
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="many_file_error")
        return None
    left, right = st.columns(2)
    trained = {run.reading.text_column for run in runs} & set(guess.names)
    first = trained.pop() if len(trained) == 1 else guess.text_column
    text_column = left.selectbox(
        "Texts", guess.names, guess.names.index(first), key=f"many_text_column_{upload.file_id}"
    )
    others = [None, *(name for name in guess.names if name != text_column)]
    label_column = right.selectbox(
        "True labels, if known", others,
        others.index(guess.label_column) if guess.label_column in others else 0,
        key=f"many_label_column_{upload.file_id}", format_func=lambda name: "none" if name is None else name,
        help="Adds accuracy and a confusion matrix. Choose it when the file has the true classes.",
    )  # fmt: skip
    return BatchRequest(_ids(runs), path=path, text_column=text_column, label_column=label_column)


def _saved_path(upload: "UploadedFile") -> str:
    """The path of an upload's copy; its content is read once, not at every rerun of the page."""
    file_id, path = st.session_state.get(_SAVED, ("", ""))
    if file_id != upload.file_id or not Path(path).is_file():
        path = str(keep_upload(upload.getvalue(), upload.name, cache.workspace().uploads_folder))
        st.session_state[_SAVED] = (upload.file_id, path)
    return path


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
