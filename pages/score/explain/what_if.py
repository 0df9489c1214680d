"""What if: edit a text step by step, and see the effect of each edit on the prediction of every network."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.config import TextRules
from core.data.text.tokenization import rules_of
from core.errors import BothwaysError
from core.runs.run import Run
from pages.score.compatible_runs import unique_names
from pages.shared.runs.score_address import MAX_CHARACTERS
from pages.shared.session import cache
from pages.shared.ui.formats import short

_STATE = "what_if"  # plain values: the original and its edits, each with its text, description and base
_BASE, _WORD, _EDIT, _REPLACEMENT, _FREE_TEXT = (
    f"what_if_{name}" for name in ("base", "word", "change", "new", "free")
)
_VERSION = "what_if_round"  # of the controls: a number for each text that they have been about
_FREE = "free"
_EDIT_NAMES = {
    "delete": "Delete", "swap": "Swap with next", "negate": "Negate", "replace": "Replace", _FREE: "Edit freely",
}  # fmt: skip
_EARLIER, _MAX_EARLIER = "what_if_kept", 20  # the edits of earlier texts, by original
_MAX_REPLACEMENT = 200
_WIDTHS = {"Edit": 180, "Text": 215}  # pixels
_SCORE_WIDTH = 330  # of each network's column; two of them fit a small screen
_MAX_NAME = 28


def what_if(runs: Sequence[Run], text: str) -> None:
    """Edit a text and see how each edit changes the prediction of each run; the original stays.

    Args:
        runs: those trained on texts are scored; the rules of the first one cut the text into words.
        text: the original; each original has its own edits.
    """
    runs = [run for run in runs if run.config.dataset.kind == "text"]
    if not runs or not text.strip():
        return
    if st.session_state.get(_STATE, {}).get("original") != text:
        st.session_state[_STATE] = {"original": text, "edits": _restore_edits(text)}
        _start_from_original()
    _controls(_rules(runs[0]))
    _rows(runs)


def _rules(run: Run) -> TextRules:
    """How a network cuts texts; where its files cannot be read, as its settings say."""
    try:
        return cache.scorer(run).vocabulary.rules
    except BothwaysError:
        return rules_of(run.config)


def _restore_edits(text: str) -> list[dict[str, Any]]:
    """The edits that were made to a text earlier; those of the current text are stored."""
    earlier, current = dict(st.session_state.get(_EARLIER, {})), st.session_state.get(_STATE)
    edits = earlier.pop(text, [])
    if current and current["edits"]:
        earlier[current["original"]] = current["edits"]
    st.session_state[_EARLIER] = dict(list(earlier.items())[-_MAX_EARLIER:])
    return edits


def _controls(rules: TextRules) -> None:
    from core.inference.explain.edits import MAX_WORDS, editable_words

    labels = dict(zip((path[-1] for path in _tree()), _row_labels(), strict=True))
    left, middle, right = st.columns([4, 3, 8], vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Start from", list(labels), key=_BASE, format_func=lambda number: labels[number], on_change=_reset_controls
        )
    base = _texts()[st.session_state[_BASE]]
    with right:
        edit = st.segmented_control(
            "Edit", list(_EDIT_NAMES), key=_EDIT, default="delete", required=True,
            format_func=lambda name: _EDIT_NAMES[name],
        )  # fmt: skip
    with middle:
        words = editable_words(base, rules)
        st.selectbox(
            "Word", range(len(words)), key=_key(_WORD), disabled=edit == _FREE or not words,
            format_func=lambda position: f"{position + 1} · {short(words[position], 30)}", placeholder="No word",
            help=f"The first {MAX_WORDS} words can be edited." if len(words) == MAX_WORDS else None,
        )  # fmt: skip
    with st.form("what_if_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        if edit == "replace":
            st.text_input("Replacement", key=_REPLACEMENT, placeholder="Another word", max_chars=_MAX_REPLACEMENT)
        elif edit == _FREE:
            st.text_input("Text", value=base, key=_key(_FREE_TEXT), max_chars=MAX_CHARACTERS)
        st.form_submit_button("Try it", icon=":material/play_arrow:", type="primary", on_click=_add_edit, args=(rules,))
    if st.session_state[_STATE]["edits"]:
        with st.container(horizontal=True):
            st.button("Undo", icon=":material/undo:", on_click=_undo, key="what_if_undo")
            st.button("Clear", icon=":material/delete:", on_click=_clear, key="what_if_clear")


def _rows(runs: Sequence[Run]) -> None:
    texts = _texts()
    frame = pd.DataFrame({"Edit": _row_labels(), "Text": [texts[path[-1]] for path in _tree()]})
    widths = dict(_WIDTHS)
    for run, name in zip(runs, unique_names(runs, _MAX_NAME), strict=True):
        try:
            label, cells = _score_column(run)
        except BothwaysError as error:
            st.text(f"{name}: {error}")
        else:
            frame[f"{name}: {label}"] = cells
            widths[f"{name}: {label}"] = _SCORE_WIDTH
    st.dataframe(
        frame, hide_index=True, key="what_if_rows",
        alt="The original and the tree of its edits, with every network's score",
        column_config={title: st.column_config.TextColumn(width=width) for title, width in widths.items()},
    )  # fmt: skip
    st.caption(
        "Exact: every text is scored. An effect is relative to the text that was edited, in brackets relative to the "
        "original. A point is one percentage point of probability."
    )


def _score_column(run: Run) -> tuple[str, list[str]]:
    """The class whose probability is shown, and the cell of each row."""
    from core.inference.explain.counterfactuals import score_counterfactuals
    from core.inference.explain.edits import effect_summary

    texts = _texts()
    effects = score_counterfactuals(cache.scorer(run), texts[0], texts)
    cells = [effect_summary([effects[number] for number in path]) for path in _tree()]
    return short(effects[0].label, 24), cells


def _add_edit(rules: TextRules) -> None:
    """Add the chosen edit as a row; for the form's `on_click`."""
    from core.inference.explain.edits import apply_edit, editable_words

    number = st.session_state[_BASE]
    base = _texts()[number]
    edit, position = st.session_state[_EDIT], st.session_state[_key(_WORD)]
    if edit == _FREE:
        description, text = "edited", st.session_state[_key(_FREE_TEXT)]
    elif position is None or position >= len(editable_words(base, rules)):
        return
    else:
        replacement = st.session_state.get(_REPLACEMENT, "")
        description, text = apply_edit(edit, base, position, replacement, rules)
    if text != base:
        state = st.session_state[_STATE]
        edits = [*state["edits"], {"base": number, "description": description, "text": text}]
        st.session_state[_STATE] = {**state, "edits": edits}


def _undo() -> None:
    state = st.session_state[_STATE]
    st.session_state[_STATE] = {**state, "edits": state["edits"][:-1]}
    _start_from_original()


def _clear() -> None:
    st.session_state[_STATE] = {**st.session_state[_STATE], "edits": []}
    _start_from_original()


def _start_from_original() -> None:
    st.session_state[_BASE] = 0
    _reset_controls()


def _reset_controls() -> None:
    """Give the controls new keys: under the old ones the browser would keep the values for another text."""
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1


def _key(name: str) -> str:
    return f"{name}_{st.session_state[_VERSION]}"


def _texts() -> list[str]:
    """The original and its edits."""
    state = st.session_state[_STATE]
    return [state["original"], *(edit["text"] for edit in state["edits"])]


def _tree() -> list[tuple[int, ...]]:
    """The rows from top to bottom, each as its path from the original."""
    from core.inference.explain.counterfactuals import tree

    return tree([edit["base"] for edit in st.session_state[_STATE]["edits"]])


def _row_labels() -> list[str]:
    from core.inference.explain.edits import edit_label

    descriptions = [edit["description"] for edit in st.session_state[_STATE]["edits"]]
    return [edit_label(path, descriptions) for path in _tree()]
