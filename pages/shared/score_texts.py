"""The sentence to score: typed, taken from the examples, or from the address."""

from collections.abc import Sequence

import streamlit as st

from core.runs import Run
from pages.shared.example_texts import examples_for

MOST_CHARACTERS = 100_000
LONGEST_LINK = 1_500  # characters; a longer text would make an address that servers refuse
_PROJECTOR_STYLE = "<style>.st-key-score_text input { font-size: 1.35rem; }</style>"  # readable from the last row
_TEXT, _BOX, _EXAMPLE = "text", "score_text", "score_example"


def text_to_score(runs: Sequence[Run]) -> str | None:
    """The box and the examples for these runs; the sentence, or None when there is none that can be scored."""
    st.html(_PROJECTOR_STYLE)
    if _BOX not in st.session_state:
        st.session_state[_BOX] = st.query_params.get(_TEXT, "")
    text = st.text_input(
        "A sentence", key=_BOX, live="250ms", placeholder="Type a sentence", label_visibility="collapsed"
    )
    examples = examples_for(runs)
    st.pills("Examples", examples, key=_EXAMPLE, on_change=_take_example, label_visibility="collapsed", wrap=True)
    _put_in_address(text)
    if len(text) > MOST_CHARACTERS:
        st.warning(f"The text has {len(text):,} characters; up to {MOST_CHARACTERS:,} are read. Shorten it.")
        return None
    if not text.strip():
        st.caption("Type a sentence or take an example; every network answers as you type.")
        return None
    return text


def _take_example() -> None:
    if chosen := st.session_state[_EXAMPLE]:
        st.session_state[_BOX] = chosen
        st.session_state[_EXAMPLE] = None


def _put_in_address(text: str) -> None:
    if 0 < len(text) <= LONGEST_LINK:
        st.query_params[_TEXT] = text
    else:
        st.query_params.pop(_TEXT, None)
