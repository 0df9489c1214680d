"""The draft: the settings a person is putting together, carried from page to page as plain values."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.config import RunConfig

_DRAFT = "draft"
_ORIGIN = "draft_origin"


def values() -> dict[str, dict[str, Any]]:
    """The draft itself, part by part; changing it changes what will be trained."""
    if _DRAFT not in st.session_state:
        st.session_state[_DRAFT] = RunConfig().to_dict()
    return st.session_state[_DRAFT]


def replace(config: RunConfig, origin: str = "") -> None:
    """Start over from a checked config; `origin` says in a few words where it comes from."""
    st.session_state[_DRAFT] = config.to_dict()
    st.session_state[_ORIGIN] = origin
    _forget_widgets(config.to_dict())


def change(part: str, settings: Mapping[str, Any]) -> None:
    """Change some settings of one part from outside their controls."""
    values()[part].update(settings)
    _forget_widgets({part: settings})


def origin() -> str:
    """Where the draft was started from; empty for the defaults."""
    return st.session_state.get(_ORIGIN, "")


def config() -> RunConfig:
    """The draft as a checked config.

    Raises:
        ConfigError: when the settings are impossible together.
    """
    return RunConfig.from_dict(values())


def _forget_widgets(parts: Mapping[str, Mapping[str, Any]]) -> None:
    for part, settings in parts.items():
        for key in settings:
            st.session_state.pop(f"{part}.{key}", None)  # its control is seeded from the draft again
