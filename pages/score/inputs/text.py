"""The sentence to score: typed, taken from the examples, or from the address."""

from collections.abc import Sequence

import streamlit as st

from core.runs.run import Run
from pages.score import score_history
from pages.score.inputs.examples import Example, examples_for
from pages.shared.runs import score_address
from pages.shared.runs.score_address import fits_link, remember_text, remembered_text, warn_if_too_long

BOX, _EXAMPLE = "score_text", "score_example"
_TAKEN = "score_taken_example"  # a plain value: it outlives its widget, the pills
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_INVITATION = "Type a sentence or take an example: every network answers as you type."


def text_to_score(runs: Sequence[Run], chips: bool = True) -> str | None:
    """The box and the examples for these runs; the text, or None when there is none that can be scored.

    Args:
        chips: show the examples; without, they are called by `take_next_example`.
    """
    if BOX not in st.session_state:
        st.session_state[BOX] = st.query_params.get(score_address.TEXT) or remembered_text()
    text = st.text_input(
        "A sentence", key=BOX, live="250ms", placeholder="Type a sentence", label_visibility="collapsed"
    )
    remember_text(text)
    examples = examples_for(runs)
    example = _chosen(examples, text)
    if example is None:
        st.session_state[_TAKEN] = None
    if chips:
        st.session_state[_EXAMPLE] = st.session_state[_TAKEN]
        st.pills("Examples", list(examples), key=_EXAMPLE, on_change=_take, args=(examples,),
                 label_visibility="collapsed", wrap=True)  # fmt: skip
    _put_in_address(text)
    if warn_if_too_long(text):
        return None
    return text if text.strip() or example else None


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
        st.query_params[score_address.TEXT] = text
    else:
        st.query_params.pop(score_address.TEXT, None)
