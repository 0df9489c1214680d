"""Kept columns: the chosen columns of the table of runs, which each person's browser remembers."""

from collections.abc import Sequence

import streamlit as st

from core.system.assets import component_source

_KEY, _NAME = "kept_columns", "bothways.columns"

_kept_choice = st.components.v2.component(
    "bothways_kept_choice", html="<div></div>", js=component_source("runs/kept_choice.js")
)


def keep(columns: Sequence[str], key: str, possible: Sequence[str]) -> None:
    """Let the browser remember these columns; it chooses those of last time where none are chosen.

    Args:
        columns: the chosen ones, by their titles.
        key: of the widget that they are chosen with.
        possible: all titles; others that a browser remembers are left out.
    """

    def choose_kept() -> None:
        kept = st.session_state[_KEY].get("kept")
        if isinstance(kept, list):
            st.session_state[key] = [title for title in kept if title in possible]

    _kept_choice(key=_KEY, data={"name": _NAME, "chosen": list(columns)}, on_kept_change=choose_kept, height=1)
