"""File options: how the user's file is read, and a question for each thing that its content does not decide."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import streamlit as st

from core.config import FileSettings
from core.data.formats.doubt import Doubt
from pages.shared.data.setting_field import setting
from pages.shared.session import dataset_cache, draft
from pages.shared.ui.formats import literal, short

_MOST_CHOICES = 6
_BAD_ROWS = ("on_bad_rows", "max_bad_rows")  # which a person decides
_DETECTED = {key: field for key, field in FileSettings.model_fields.items() if key not in _BAD_ROWS}
_ANSWERS = {  # where the value of a setting says too little about what it does
    ("header", "yes"): "It is the header",
    ("header", "no"): "It is data",
    ("format", "csv"): "It is a table",
    ("format", "lines"): "Each line is a text",
}
_OTHER_READING = {"sheet": "Read"}


def questions(doubts: Sequence[Doubt], path: str | None, form: str) -> None:
    """What the file leaves open: each as a question, with a button for every reading that fits.

    Args:
        form: the draft that the answer changes.
    """
    for doubt in doubts:
        key = doubt.setting.removeprefix("dataset.")
        with st.container(border=True, key=f"doubt_{key}", gap="xsmall"):
            st.markdown(f":orange[:material/help:] {literal(doubt.problem)}")
            with st.container(horizontal=True, gap="small"):
                for place, choice in enumerate(doubt.choices[:_MOST_CHOICES]):
                    name = short(choice, 24)
                    usual = f"{name} is right" if place == 0 else f"{_OTHER_READING.get(key, 'Read with')} {name}"
                    st.button(
                        _ANSWERS.get((key, choice), usual),
                        key=f"answer_{key}_{place}", on_click=draft.change, args=(form, "dataset", {key: choice}),
                    )  # fmt: skip
            if key == "encoding" and path:
                _samples(path, doubt.choices)


def options(dataset: dict[str, Any], form: str) -> None:
    """The settings that say how the file is read, folded, and how many of those that can be detected are set."""
    with st.expander(options_title(dataset), key="file_options", icon=":material/tune:"):
        controls(dataset, form)


def options_title(dataset: Mapping[str, Any], others: Mapping[str, Any] = MappingProxyType({})) -> str:
    """What stands on the folded settings, with the number of those that are set.

    Args:
        others: further settings among them, with the value that each has where it is not set.
    """
    empty = {key: FileSettings.model_fields[key].default for key in _DETECTED} | dict(others)
    changed = [key for key, value in empty.items() if dataset[key] != value]
    return f"How the file is read ({len(changed)} set)" if changed else "How the file is read"


def controls(dataset: dict[str, Any], form: str) -> None:
    """The settings that say how the file is read; what is left empty, or `auto`, is detected."""
    changed = {key: field.default for key, field in _DETECTED.items() if dataset[key] != field.default}
    with st.grid(3, min_column_width=220, vertical_alignment="top"):
        for key in _DETECTED:
            if key != "decimal" or draft.kind_of(draft.values(form)) == "text":
                setting(dataset, form, "dataset", key)
    if changed:
        st.button(
            "Detect all again", key="detect_again", icon=":material/restart_alt:", on_click=draft.change,
            args=(form, "dataset", changed),
        )  # fmt: skip
    with st.grid(3, min_column_width=220, vertical_alignment="top"):
        for key in _BAD_ROWS:
            setting(dataset, form, "dataset", key)


def _samples(path: str, names: Sequence[str]) -> None:
    """A line of the file as each encoding reads it."""
    for choice in dataset_cache.encoding_choices(path):
        if choice.name in names:
            st.text(f"{choice.name}: {short(choice.line, 80)}")
