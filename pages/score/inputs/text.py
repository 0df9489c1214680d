"""The sentence to score: typed, taken from the examples, or from the address."""

from collections.abc import Sequence
from urllib.parse import quote

import streamlit as st

from core.runs.run import Run
from pages.score import score_history
from pages.score.inputs.examples import Example, examples_for
from pages.shared.session import state

MOST_CHARACTERS = 100_000
LONGEST_LINK = 2_000  # characters of a text that a link may carry
_LONGEST_ADDRESS = 7_000  # what they may come to in an address: servers refuse more than 8 kilobytes
_TEXT, BOX, _EXAMPLE = "text", "score_text", "score_example"
_KEPT, _TAKEN = "score_kept_text", "score_taken_example"  # plain values: they outlive their widgets, the box and pills
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_INVITATION = "Type a sentence or take an example: every network answers as you type."


def text_to_score(runs: Sequence[Run], chips: bool = True) -> str | None:
    """The box and the examples for these runs; the text, or None when there is none that can be scored.

    Args:
        chips: show the examples; without, they are called by `take_next_example`.
    """
    if BOX not in st.session_state:
        st.session_state[BOX] = st.query_params.get(_TEXT) or st.session_state.get(_KEPT, "")
    text = st.text_input(
        "A sentence", key=BOX, live="250ms", placeholder="Type a sentence", label_visibility="collapsed"
    )
    keep(text)
    examples = examples_for(runs)
    example = _chosen(examples, text)
    if example is None:
        st.session_state[_TAKEN] = None
    if chips:
        st.session_state[_EXAMPLE] = st.session_state[_TAKEN]
        st.pills("Examples", list(examples), key=_EXAMPLE, on_change=_take, args=(examples,),
                 label_visibility="collapsed", wrap=True)  # fmt: skip
    _put_in_address(text)
    if is_too_long(text):
        return None
    return text if text.strip() or example else None


def is_too_long(text: str) -> bool:
    """Whether a text has more characters than are read; if so, it is told."""
    too_long = len(text) > MOST_CHARACTERS
    if too_long:
        st.warning(f"The text has {len(text):,} characters; up to {MOST_CHARACTERS:,} are read. Shorten it.")
    return too_long


def address_of(run_ids: Sequence[str], text: str) -> dict[str, str]:
    """What leads to the Score page with these runs and this text; what no link carries, the session does."""
    address = {state.RUNS: ",".join(run_ids)}
    if text and fits_link(text):
        address[_TEXT] = text
    elif text:
        keep(text)
    return address


def hint(runs: Sequence[Run], text: str | None) -> str:
    """What the example in the box tests, or what to do next."""
    if text is None:
        return _INVITATION
    if not fits_link(text):
        return "Too long for a link: one that is copied opens the networks without the text."
    if _REPLACED in text:
        return f"{_REPLACED} stands for a character that could not be read."
    example = _chosen(examples_for(runs), text)
    return example.tests if example else "Enter keeps the text in the history."


def fits_link(text: str) -> bool:
    """Whether an address can carry a text."""
    return len(text) <= LONGEST_LINK and len(quote(text, errors="replace")) <= _LONGEST_ADDRESS


def take_next_example(runs: Sequence[Run]) -> None:
    """Put the example after the one in the box into it; for buttons' `on_click`."""
    examples = examples_for(runs)
    names = list(examples)
    shown = st.session_state.get(_TAKEN)
    place = names.index(shown) + 1 if shown in names else 0
    _put(names[place % len(names)], examples)


def clear() -> None:
    """Empty the box; for buttons' `on_click`."""
    st.session_state[_TAKEN] = None
    score_history.replace(BOX, "")


def keep(text: str) -> None:
    """Remember the text that the box opens with, unless the address names one."""
    st.session_state[_KEPT] = text


def _take(examples: dict[str, Example]) -> None:
    _put(st.session_state[_EXAMPLE], examples)


def _put(name: str | None, examples: dict[str, Example]) -> None:
    st.session_state[_TAKEN] = name
    if name:
        score_history.replace(BOX, examples[name].text)


def _chosen(examples: dict[str, Example], text: str) -> Example | None:
    """The example that is in the box; one that was typed over is none any more."""
    example = examples.get(st.session_state.get(_TAKEN) or "")
    return example if example is not None and example.text == text else None


def _put_in_address(text: str) -> None:
    if text and fits_link(text):
        st.query_params[_TEXT] = text
    else:
        st.query_params.pop(_TEXT, None)
