"""The sentence to score: typed, an example, or from the address."""

from collections.abc import Sequence

import streamlit as st

from core.runs.run import Run
from pages.score import score_history
from pages.score.inputs.examples import Example, examples_for
from pages.shared.runs import score_address
from pages.shared.runs.score_address import fits_link, remember_text, remembered_text, warn_if_too_long

BOX, _PILLS = "score_text", "score_example"
_EXAMPLE = "score_example_name"  # a plain value: it outlives its widget, the pills
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def text_input(runs: Sequence[Run], chips: bool = True) -> str | None:
    """The text box and the examples for these runs; returns the text, or None when there is none to score.

    Args:
        chips: show the examples; without them, `put_next_example` goes through them.
    """
    if BOX not in st.session_state:
        st.session_state[BOX] = st.query_params.get(score_address.TEXT) or remembered_text()
    text = st.text_input("Sentence", key=BOX, live="250ms", placeholder="Type a sentence", label_visibility="collapsed")
    remember_text(text)
    examples = examples_for(runs)
    example = _current_example(examples, text)
    if example is None:
        st.session_state[_EXAMPLE] = None
    if chips:
        st.session_state[_PILLS] = st.session_state[_EXAMPLE]
        st.pills("Examples", list(examples), key=_PILLS, on_change=_put_chosen, args=(examples,),
                 label_visibility="collapsed", wrap=True)  # fmt: skip
    _put_in_address(text)
    if warn_if_too_long(text):
        return None
    return text if text.strip() or example else None


def hint(runs: Sequence[Run], text: str | None) -> str:
    """What the example in the box tests, or what to do next."""
    if text is None:
        return "Type a sentence to see a prediction, or choose an example."
    if not fits_link(text):
        return "This text is too long for a link: a copied link opens the networks without it."
    if _REPLACEMENT in text:
        return f"{_REPLACEMENT} replaces a character that could not be read."
    example = _current_example(examples_for(runs), text)
    return example.hint if example else "Press Enter to add the text to the history."


def put_next_example(runs: Sequence[Run]) -> None:
    """Put the example after the current one into the box; for buttons' `on_click`."""
    examples = examples_for(runs)
    names = list(examples)
    current = st.session_state.get(_EXAMPLE)
    position = names.index(current) + 1 if current in names else 0
    _put(names[position % len(names)], examples)


def clear() -> None:
    """Empty the box; for buttons' `on_click`."""
    st.session_state[_EXAMPLE] = None
    score_history.replace(BOX, "")


def _put_chosen(examples: dict[str, Example]) -> None:
    _put(st.session_state[_PILLS], examples)


def _put(name: str | None, examples: dict[str, Example]) -> None:
    st.session_state[_EXAMPLE] = name
    if name:
        score_history.replace(BOX, examples[name].text)


def _current_example(examples: dict[str, Example], text: str) -> Example | None:
    """The example in the box; None when its text has been edited."""
    example = examples.get(st.session_state.get(_EXAMPLE) or "")
    return example if example is not None and example.text == text else None


def _put_in_address(text: str) -> None:
    if text and fits_link(text):
        st.query_params[score_address.TEXT] = text
    else:
        st.query_params.pop(score_address.TEXT, None)
