"""Class editor: a line for each label of the user's file, with its rows and a box for the class that it becomes."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.config import DatasetConfig
from core.config.class_rules import rules_text
from core.config.parts.class_settings import ClassSettings
from core.data.reading import Reading
from core.data.tables.labels import classes_by_label
from core.errors import BothwaysError
from core.system.formatting import counted
from pages.shared.session import draft
from pages.shared.ui.formats import count, literal, short

_HEIGHT = 350  # of the lines, in pixels; more of them scroll, and the cut one says so
_WITHOUT_SCROLLING = 7
_ONE_CLASS = "one_class"  # in the session: the files and columns whose spellings are right as one class


def editor(dataset: Mapping[str, Any], reading: Reading, error: BothwaysError | None) -> None:
    """Rename, merge or drop labels one by one, which writes `dataset.classes`; nothing where there are too many.

    Args:
        error: what is wrong with the data, shown here when it names a setting of classes.
    """
    if reading.label_counts:
        classes = classes_by_label(reading.label_counts, DatasetConfig.model_construct(**dataset))
        num_labels = len(classes)
        labels = counted(num_labels, "label", "labels")
        st.caption(f"{labels}. Give several the same class to merge them. Empty a box to drop its rows.")
        with st.container(height=_HEIGHT if num_labels > _WITHOUT_SCROLLING else "content", border=False, gap="xsmall"):
            for place, (label, name) in enumerate(classes.items()):
                _line(place, label, name, reading.label_counts[label], classes)
    if error and any(f"dataset.{key}" in f"{error.problem} {error.hint}" for key in ClassSettings.model_fields):
        st.markdown(f":red[:material/error:] {literal(f'{error.problem} {error.hint}')}")


def spelling_question(reading: Reading, dataset: Mapping[str, Any]) -> None:
    """Whether spellings that differ by case or space are one class, until it is answered."""
    column = f"{dataset['path']} {reading.label_column}"
    if not reading.spellings or column in st.session_state.get(_ONE_CLASS, []):
        return
    with st.container(border=True, key="doubt_spellings", gap="xsmall"):
        st.markdown(f":orange[:material/help:] {literal(reading.spellings_sentence)}")
        with st.container(horizontal=True, gap="small"):
            st.button("One class is right", key="merge_spellings", on_click=_accept, args=(column,))
            st.button(
                "Keep them apart", key="keep_spellings", on_click=draft.change,
                args=(draft.DATA, "dataset", {"merge_spellings": False}),
            )  # fmt: skip


def _line(place: int, label: str, name: str | None, number: int, classes: Mapping[str, str | None]) -> None:
    left, right = st.columns(2, gap="small", vertical_alignment="center")
    left.text(f"{short(label, 40)} ({count(number)})")
    key = f"class_{place}"
    st.session_state[key] = name or ""  # the rules may have been changed elsewhere
    right.text_input(
        f"Class of {literal(short(label, 40))}", key=key, placeholder="dropped", label_visibility="collapsed",
        on_change=_change, args=(key, label, classes),
    )  # fmt: skip


def _change(key: str, label: str, classes: Mapping[str, str | None]) -> None:
    changed = {**classes, label: st.session_state[key].strip() or None}
    rules = {one: name for one, name in changed.items() if name != one}
    draft.change(draft.DATA, "dataset", {"classes": rules_text(rules) or None})


def _accept(column: str) -> None:
    st.session_state[_ONE_CLASS] = [*st.session_state.get(_ONE_CLASS, []), column]
