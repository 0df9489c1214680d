"""Drafts: the settings a person is putting together, kept as plain values while pages come and go."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.config import RunConfig

TRAIN = "draft"  # what the Train page will train; its controls are keyed `draft.model.units`
DATA = "data"  # what the Data page looks at, until it is carried to the Train page
_ORIGIN = "draft_origin"


def values(form: str) -> dict[str, dict[str, Any]]:
    """A draft part by part, with what was changed in its controls since the last run of the page.

    The Data page's draft begins as a copy of the Train page's. Changing the values changes the draft.
    """
    if form not in st.session_state:
        st.session_state[form] = RunConfig.from_dict(values(TRAIN)).to_dict() if form == DATA else RunConfig().to_dict()
    parts = st.session_state[form]
    for part, settings in parts.items():
        for key in settings:
            settings[key] = st.session_state.get(f"{form}.{part}.{key}", settings[key])
    return parts


def replace(form: str, config: RunConfig, origin: str = "") -> None:
    """Start a draft over from a checked config; `origin` says in a few words where it comes from."""
    parts = config.to_dict()
    for part, settings in parts.items():
        _forget_controls(form, part, settings)
    st.session_state[form] = parts
    st.session_state[_ORIGIN] = origin


def change(form: str, part: str, settings: Mapping[str, Any]) -> None:
    """Change some settings of one part from outside their controls."""
    values(form)[part].update(settings)
    _forget_controls(form, part, settings)


def carry_data(num_classes: int) -> None:
    """Take what the Data page looks at over to the Train page, with a head that can tell so many classes apart."""
    looked_at = values(DATA)
    change(TRAIN, "dataset", looked_at["dataset"])
    change(TRAIN, "text", {key: looked_at["text"][key] for key in ("num_words", "maxlen")})
    fit_head(num_classes)


def fit_head(num_classes: int) -> None:
    """Choose softmax where a sigmoid head could not tell the classes apart."""
    if num_classes != 2 and values(TRAIN)["model"]["head"] == "sigmoid":
        change(TRAIN, "model", {"head": "softmax"})


def origin() -> str:
    """Where the Train page's draft was started from; empty for the defaults."""
    return st.session_state.get(_ORIGIN, "")


def _forget_controls(form: str, part: str, settings: Mapping[str, Any]) -> None:
    for key in settings:
        st.session_state.pop(f"{form}.{part}.{key}", None)  # its control is seeded from the draft again
