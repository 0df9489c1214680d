"""Columns panel: which columns of the user's file hold texts, labels and sets, and which classes the labels become."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.config.effective_settings import EFFECTS
from core.config.parts.class_settings import ClassSettings
from core.data.reading import Reading
from core.data.tables.columns import Columns
from core.data.uploads import keep_upload
from core.errors import BothwaysError
from core.system.formatting import counted
from pages.data import class_editor
from pages.shared.access import visitor
from pages.shared.data import file_input, file_options
from pages.shared.data.setting_field import setting
from pages.shared.session import draft
from pages.shared.ui import error_box
from pages.shared.ui.formats import literal, short

_MOST_CHOICES = 4
# Empty where they are not set.
_OF_COLUMNS = ("joined_columns", "split_column", "validation_path", "test_path", "series_column", "time_column")
_SET_FILES = {"validation_path": "Validation set from a file", "test_path": "Test set from a file"}


def pickers(dataset: dict[str, Any], columns: Columns) -> None:
    """The columns of texts and labels: guessed until the user changes them."""
    for key in file_input.COLUMNS:
        chosen = dataset[key] if dataset[key] in columns.names else getattr(columns, key)
        st.session_state[f"pick_{key}"] = chosen
        st.selectbox(key, columns.names, key=f"pick_{key}", on_change=_choose_columns)
    if _has_effect("sentence_column"):
        setting(dataset, draft.DATA, "dataset", "sentence_column", words=columns.names)


def other_labels(reading: Reading) -> None:
    """The other columns that may hold labels, a click each, where the column was guessed."""
    others = [(name, choice) for name, choice in reading.label_choices.items() if name != reading.label_column]
    if not others or not reading.label_reason:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="other_labels"):
        st.text("Or take the labels from:", width="content")
        for place, (name, choice) in enumerate(others[:_MOST_CHOICES]):
            conflicts = choice["num_conflicts"]
            st.button(
                f"{short(name, 30)} ({counted(choice['num_classes'], 'class', 'classes')})", key=f"labels_{place}",
                help=f"{counted(conflicts, 'text has', 'texts have')} different labels in it." if conflicts else None,
                on_click=draft.change, args=(draft.DATA, "dataset", {"label_column": name, "classes": None}),
            )  # fmt: skip


def options(dataset: dict[str, Any], columns: Columns | None, reading: Reading, error: BothwaysError | None) -> None:
    """What was detected as one line, and folded beneath it the settings of classes, columns, sets and of the format.

    Args:
        reading: how the file was read, as far as it is known when there is an error.
    """
    if detected := next(reading.file_notes(), ""):
        st.caption(literal(detected))
    others = {key: field.default for key, field in ClassSettings.model_fields.items()} | dict.fromkeys(_OF_COLUMNS)
    with st.expander(file_options.options_title(dataset, others), key="file_options", icon=":material/tune:"):
        classes, sets, file = st.tabs(["Classes", "Columns, sets", "Format"])
    with classes:
        for key in filter(_has_effect, ClassSettings.model_fields):
            if key == "classes":
                class_editor.editor(dataset, reading, error)
            setting(dataset, draft.DATA, "dataset", key)
    with sets:
        of_series = ("label_column", "series_column", "time_column", "missing")
        for key in filter(_has_effect, of_series if _has_effect("series_column") else _OF_COLUMNS[:2]):
            offered = reading.columns if key.endswith("_column") else ()
            setting(dataset, draft.DATA, "dataset", key, words=offered)
        for key, label in _SET_FILES.items():
            _set_file(dataset, key, label)
    with file:
        file_options.controls(dataset, draft.DATA)


def _set_file(dataset: dict[str, Any], key: str, label: str) -> None:
    """An uploader for the file of one set, and a box for its path where paths can be typed."""
    stored = f"stored_{key}"
    upload = st.file_uploader(label, key=f"upload_{key}", **visitor.permit("editor"))
    if upload and st.session_state.get(stored) != upload.file_id:
        with error_box.remember_errors():
            path = keep_upload(upload.getvalue(), upload.name, visitor.uploads_folder())
            st.session_state[stored] = upload.file_id
            _change({key: str(path)})
            dataset[key] = str(path)
    if visitor.may_type_paths():
        setting(dataset, draft.DATA, "dataset", key)


def _has_effect(key: str) -> bool:
    """Whether a setting changes how the file is read: sentences of tokens need fewer of them than texts."""
    return EFFECTS[f"dataset.{key}"](draft.unchecked_config(draft.values(draft.DATA)))


def _choose_columns() -> None:
    chosen = {key: st.session_state[f"pick_{key}"] for key in file_input.COLUMNS}
    is_other = chosen["label_column"] != draft.values(draft.DATA)["dataset"]["label_column"]
    _change(chosen | ({"classes": None} if is_other else {}))  # rules name the labels of one column


def _change(settings: Mapping[str, Any]) -> None:
    draft.change(draft.DATA, "dataset", settings)
