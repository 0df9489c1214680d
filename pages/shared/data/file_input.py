"""File input: the file of a source, by upload or by its path on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.catalog import SOURCES, source_key
from core.config import DatasetConfig, FileSettings
from core.config.parts.class_settings import ClassSettings
from core.config.parts.column_settings import ColumnSettings
from core.data.uploads import keep_upload
from core.source import Source, SourceFile
from pages.shared.access import visitor
from pages.shared.data import upload_list
from pages.shared.session import draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import short

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

COLUMNS = {"text_column": None, "label_column": None}
_STORED_UPLOAD = "stored_upload"
_LAST_FILES = "last_files"  # by key of the source: path and reading last chosen for it in this session
_READING = (FileSettings, ColumnSettings, ClassSettings)  # how one file is read says nothing of another
_NO_FILE: dict[str, Any] = {"path": None, "series_column": None, "time_column": None, "num_channels": None} | {
    key: field.default for part in _READING for key, field in part.model_fields.items()
}
_DEFAULT_TASK = DatasetConfig.model_fields["task"].default
_NO_PATHS = "Paths cannot be typed here: that needs the role editor."
_KEYS = {draft.DATA: ("upload", "csv_path"), draft.TRAIN: ("train_upload", "train_path")}


def choose(file: SourceFile, dataset: dict[str, Any], form: str) -> None:
    """Draw the controls that choose a source's file: an uploader where it may be uploaded, and a box for its path."""
    upload_key, _ = _KEYS[form]
    source = source_key(dataset)
    place = st.container() if form == draft.DATA or not file.uploads else None
    left, right = (place, place) if place else st.columns(2, vertical_alignment="bottom")
    if file.uploads:
        upload = left.file_uploader(
            "Drop the file here", type=list(file.uploads), key=upload_key, **visitor.permit("editor")
        )
        if upload and st.session_state.get(_STORED_UPLOAD) != upload.file_id:
            with error_box.remember_errors():
                path = keep_upload(upload.getvalue(), upload.name, visitor.uploads_folder())
                st.session_state[_STORED_UPLOAD] = upload.file_id
                choose_file(form, source, str(path))
                dataset["path"] = str(path)
        with left:
            upload_list.choose(file.uploads, upload_key, lambda path: choose_file(form, source, path))
    if visitor.may_type_paths():
        _path_box(right, form, source, file, dataset["path"])
    else:
        right.caption(_NO_PATHS)
    if dataset["path"]:
        st.text(f"Selected file: {short(Path(dataset['path']).name)}")


def saved_upload(upload: "UploadedFile", key: str) -> str:
    """The path of an upload's copy; its content is read once, not at every rerun of the page.

    Args:
        key: of the session state, where the id of the upload and the path of its copy are.
    """
    file_id, path = st.session_state.get(key, ("", ""))
    if file_id != upload.file_id or not Path(path).is_file():
        path = str(keep_upload(upload.getvalue(), upload.name, visitor.uploads_folder()))
        st.session_state[key] = (upload.file_id, path)
    return path


def _path_box(place: DeltaGenerator, form: str, source: str, file: SourceFile, path: str | None) -> None:
    path_key = _KEYS[form][1]
    source_of_box = f"{path_key}_source"  # another source has another path in the same box
    if st.session_state.get(source_of_box) != source or path_key not in st.session_state:
        st.session_state[path_key] = _path_in_box(path)
        st.session_state[source_of_box] = source
    place.text_input(
        file.path_label,
        key=path_key,
        placeholder=file.placeholder,
        on_change=lambda: choose_file(form, source, st.session_state[path_key].strip()),
    )


def choose_file(form: str, source: str, path: str) -> None:
    """Make this the file of the draft's source; nothing, where the path is empty."""
    draft.change(form, "dataset", {**SOURCES[source].dataset, **_NO_FILE, "path": path or None})
    remember(draft.values(form)["dataset"])


def remember(dataset: dict[str, Any]) -> None:
    """Store the file of a data set with how it is read, to return to it from another source."""
    st.session_state.setdefault(_LAST_FILES, {})[source_key(dataset)] = {key: dataset[key] for key in _NO_FILE}


def last_file(source: str) -> str | None:
    """The file that was last chosen for a source in this session."""
    return st.session_state.get(_LAST_FILES, {}).get(source, _NO_FILE)["path"]


def choose_source(form: str, source: Source) -> None:
    """Change a draft to another source, with the file last chosen for it; another kind of data uses all rows."""
    dataset = draft.values(form)["dataset"]
    if SOURCES[source_key(dataset)].file:
        remember(dataset)
    chosen = {"task": _DEFAULT_TASK, **source.dataset}
    settings = {**chosen, **st.session_state.get(_LAST_FILES, {}).get(source_key({**dataset, **chosen}), _NO_FILE)}
    if draft.kind_of(draft.values(form)) != source.kind:
        settings["num_rows"] = None
    draft.change(form, "dataset", settings)


def _path_in_box(path: str | None) -> str:
    """What the box of the path contains; the path of an upload was not typed."""
    uploads = visitor.uploads_folder()
    return "" if path is None or Path(path).is_relative_to(uploads) else path
