"""What is opened beneath the verdicts by choice; a panel that is closed computes nothing."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.runs.run import Run
from pages.score import score_history
from pages.score.batch.form import many
from pages.score.explain.what_if import what_if
from pages.score.explain.why import WHY, why
from pages.score.inputs.text import BOX
from pages.shared.runs.download_buttons import model_button
from pages.shared.ui.formats import short

_PANEL, _MANY = "panel", "many"
_NAMES = {"why": "Why", "what_if": "What if", "many": "Many", "history": "History", "download": "Download"}

_OLD_DOWNLOAD = "Take away"  # the panel's name in links made by version 0.1


def panels(runs: Sequence[Run], text: str | None) -> None:
    """The choice of a panel, and the chosen one about these runs and this text."""
    if st.query_params.get(_PANEL) == _OLD_DOWNLOAD:
        del st.query_params[_PANEL]
        st.session_state[_PANEL] = "download"
    if _PANEL not in st.session_state and _MANY in st.query_params and _PANEL not in st.query_params:
        st.session_state[_PANEL] = _MANY  # the address names a result of many texts
    chosen = st.segmented_control("More", list(_NAMES), key=_PANEL, bind="query-params", format_func=_NAMES.get,
                                  label_visibility="collapsed", on_change=_begin)  # fmt: skip
    draw: dict[str, Callable[[], None]] = {
        "why": lambda: _about(text, lambda: why(runs, text)),
        "what_if": lambda: _about(text, lambda: what_if(runs, text)),
        "many": lambda: many(runs),
        "history": lambda: score_history.history(BOX),
        "download": lambda: _downloads(runs),
    }
    if chosen:
        draw[chosen]()


def _begin() -> None:
    """Open Why with the words, which explain themselves."""
    if st.session_state[_PANEL] == "why" and not st.session_state.get(WHY):
        st.session_state[WHY] = "words"


def _about(text: str | None, draw: Callable[[], None]) -> None:
    if not text or not text.strip():
        st.caption("Type a sentence first.")
    else:
        draw()


def _downloads(runs: Sequence[Run]) -> None:
    st.caption("Download a network to score without Bothways: it needs only numpy and onnxruntime.")
    for run in runs:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(short(run.name), width=260)
            model_button(run)
