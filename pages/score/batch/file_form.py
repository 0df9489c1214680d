"""File form: the file to score, how it is read, and its columns of texts and of true labels."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.catalog import SOURCES
from core.config import FileSettings, RunConfig
from core.data.reading import Reading
from core.data.tables.columns import TableError
from core.data.tables.text_table import TO_SCORE
from core.errors import BothwaysError
from core.runs.jobs.batch_job import BatchRequest
from core.runs.run import Run
from pages.shared.access import visitor
from pages.shared.data import file_input, file_options
from pages.shared.session import dataset_cache, draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal, short

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_UPLOAD = "many_upload"
_SAVED = "many_kept_upload"  # the id of the upload and the path of its copy
_TYPES = list(file.uploads) if (file := SOURCES["file"].file) else []
_LONGEST_NAME = 40
_HELP = "A table as CSV, Excel, JSON, JSON lines or Parquet, or plain text with one text a line; also compressed."


def file_form(runs: Sequence[Run]) -> BatchRequest | None:
    """Draw the form; what to score, once there is a file that can be read."""
    upload = st.file_uploader(
        "A file of texts", _TYPES, key=_UPLOAD, label_visibility="collapsed",
        **visitor.permit("editor", help=_HELP),
    )  # fmt: skip
    if upload is None or not runs:
        return None
    request = None
    try:
        request = _request(upload, tuple(runs))
    except BothwaysError as error:
        if isinstance(error, TableError):  # which an answer may resolve
            file_options.questions(error.reading.doubts, None, draft.SCORE)
        error_box.error_box(error_box.error_parts(error), key="many_file_error")
    file_options.options(draft.values(draft.SCORE)["dataset"], draft.SCORE)
    if obstacle := draft.obstacle(draft.SCORE):
        st.caption(literal(obstacle))
        return None
    return request


def _request(upload: "UploadedFile", runs: tuple[Run, ...]) -> BatchRequest:
    path = _saved_path(upload)
    file = _checked(draft.values(draft.SCORE)["dataset"])
    reading = dataset_cache.beginning_to_score(path, runs, file)
    file_options.questions(reading.doubts, path, draft.SCORE)
    text_column, label_column = _columns(reading, upload.file_id)
    return BatchRequest(tuple(run.run_id for run in runs), None, path, text_column, label_column, file)


def _saved_path(upload: "UploadedFile") -> str:
    """The path of an upload's copy; of another upload than before, all is detected again."""
    if st.session_state.get(_SAVED, ("", ""))[0] != upload.file_id:
        draft.change(draft.SCORE, "dataset", TO_SCORE.model_dump())  # how one file is read says nothing of another
    return file_input.saved_upload(upload, _SAVED)


def _checked(settings: dict[str, Any]) -> FileSettings:
    """How the file is read.

    Raises:
        ConfigError: when a setting has an impossible value.
    """
    values = {key: settings[key] for key in FileSettings.model_fields}
    RunConfig.from_dict({"dataset": {"name": "file", "path": "-", **values}})
    return FileSettings(**values)


def _columns(reading: Reading, file_id: str) -> tuple[str | None, str | None]:
    """What was detected, and the columns of texts (None for those of the training) and of labels (None for none)."""
    for note in replace(reading, text_column=None, joined_columns=(), doubts=()).notes:
        st.text(f"· {note}")
    joined = " and ".join(short(column, _LONGEST_NAME) for column in reading.joined_columns)
    proposed = None if joined else reading.text_column

    def name_of(column: str | None) -> str:
        name = f"{joined}, joined" if column is None else column
        return f"{name}{reading.text_reason_words}" if column == proposed else name

    names = list(reading.columns)
    options: list[str | None] = [None, *names] if joined else [*names]
    key = f"{file_id}_{len(names)}_{names[0]}"  # other columns have boxes of their own
    left, right = st.columns(2)
    text_column = left.selectbox(
        "Texts", options, options.index(proposed), key=f"many_text_column_{key}", format_func=name_of
    )
    is_trained = text_column == proposed and reading.text_reason == "trained"
    used = reading.joined_columns if text_column is None else (text_column,)
    others = [None, *(name for name in names if name not in used)]
    label_column = right.selectbox(
        "True labels, if known", others,
        others.index(reading.label_column) if reading.label_column in others else 0,
        key=f"many_label_column_{key}", format_func=lambda name: "none" if name is None else name,
        help="Adds accuracy and a confusion matrix. Choose it when the file has the true classes.",
    )  # fmt: skip
    return None if is_trained else text_column, label_column
