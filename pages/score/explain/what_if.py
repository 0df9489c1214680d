"""What if: a text changed step by step, a tree of changes with what each of them does to every network."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.errors import BothwaysError
from core.inference.explain.sentences import signed
from core.runs.run import Run
from pages.shared.runs.score_address import MAX_CHARACTERS
from pages.shared.session import cache
from pages.shared.ui.formats import percent, short

if TYPE_CHECKING:
    from core.inference.explain.counterfactuals import Counterfactual

_STATE = "what_if"  # plain values: the original and its edits, each with its text, what was done and to which text
_BASE, _WORD, _CHANGE, _NEW, _FREE = (f"what_if_{name}" for name in ("base", "word", "change", "new", "free"))
_ROUND = "what_if_round"  # grows with each other text that the controls are about
_CHANGES = {"delete": "Delete", "swap": "Swap with the next", "negate": "Negate", "replace": "Replace",
            "free": "Edit freely"}  # fmt: skip
_KEPT, _MOST_KEPT = "what_if_kept", 20  # the edits of texts that were left, by original
_MOST_WORDS, _MOST_NEW = 500, 200
_WIDTHS = {"Change": 180, "Text": 215}  # pixels
_WIDTH = 330  # of each network's column; two of them fit a small screen
_INDENT = "\N{EM SPACE}"  # ordinary spaces are drawn as one, and not at all at the beginning


def what_if(runs: Sequence[Run], text: str) -> None:
    """Change a text and see what each change does to the score of each run; the original stays.

    Args:
        runs: trained on texts; of others nothing is shown.
        text: the original; another one begins anew, and one that comes back brings its changes.
    """
    runs = [run for run in runs if run.config.dataset.kind == "text"]
    if not runs or not text.strip():
        return
    if st.session_state.get(_STATE, {}).get("original") != text:
        st.session_state[_STATE] = {"original": text, "edits": _kept_edits(text)}
        _start_from_the_original()
    _controls()
    _rows(runs)


def _kept_edits(text: str) -> list[dict[str, Any]]:
    """The changes that were made to a text before; those of the text that is left are kept."""
    kept, left = dict(st.session_state.get(_KEPT, {})), st.session_state.get(_STATE)
    edits = kept.pop(text, [])
    if left and left["edits"]:
        kept[left["original"]] = left["edits"]
    st.session_state[_KEPT] = dict(list(kept.items())[-_MOST_KEPT:])
    return edits


def _controls() -> None:
    edits = st.session_state[_STATE]["edits"]
    names = {way[-1]: _row_name(way) for way in _tree()}
    left, middle, right = st.columns([4, 3, 8], vertical_alignment="bottom")
    with left:
        st.selectbox("Start from", list(names), key=_BASE, format_func=names.get, on_change=_forget)
    base = _texts()[st.session_state[_BASE]]
    with right:
        change = st.segmented_control(
            "Change", list(_CHANGES), key=_CHANGE, default="delete", required=True, format_func=_CHANGES.get
        )
    with middle:
        words = _words(base)
        st.selectbox(
            "Word", range(len(words)), key=_key(_WORD), disabled=change == "free" or not words,
            format_func=lambda place: f"{place + 1} · {short(words[place], 30)}", placeholder="no word",
            help=f"The first {_MOST_WORDS} words can be chosen." if len(words) == _MOST_WORDS else None,
        )  # fmt: skip
    with st.form("what_if_form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        if change == "replace":
            st.text_input("Instead", key=_NEW, placeholder="Another word", max_chars=_MOST_NEW)
        elif change == "free":
            st.text_input("The text", value=base, key=_key(_FREE), max_chars=MAX_CHARACTERS)
        st.form_submit_button("Try it", icon=":material/play_arrow:", type="primary", on_click=_try)
    if edits:
        with st.container(horizontal=True):
            st.button("Undo", icon=":material/undo:", on_click=_undo, key="what_if_undo")
            st.button("Clear", icon=":material/delete:", on_click=_clear, key="what_if_clear")


def _rows(runs: Sequence[Run]) -> None:
    texts, tree = _texts(), _tree()
    frame = pd.DataFrame({"Change": map(_row_name, tree), "Text": [texts[way[-1]] for way in tree]})
    for run, name in zip(runs, _names(runs), strict=True):
        try:
            label, told = _scores(run)
            frame[f"{name}: {label}"] = told
        except BothwaysError as error:
            st.text(f"{name}: {error}")
    st.dataframe(
        frame, hide_index=True, key="what_if_rows",
        alt="The original and beneath it the tree of its changes, with every network's score",
        column_config={name: st.column_config.TextColumn(width=_WIDTHS.get(name, _WIDTH)) for name in frame},
    )  # fmt: skip
    st.caption(
        "Exact: every changed text is scored. A change is told against the text it was made from, in brackets against "
        "the original. A point is a hundredth of the probability."
    )


def _scores(run: Run) -> tuple[str, list[str]]:
    """The class that a run's probabilities are of, and its cell in each row."""
    from core.inference.explain.counterfactuals import score_counterfactuals

    texts = _texts()
    effects = score_counterfactuals(cache.scorer(run), texts[0], texts)
    cells = [_told([effects[number] for number in way]) for way in _tree()]
    return short(effects[0].label, 24), cells


def _told(way: Sequence["Counterfactual"]) -> str:
    """The probability at the end of a way through the tree, and how it changed on the last step and on all of it."""
    *earlier, last = way
    told = [percent(last.probability)]
    if not earlier:
        return told[0]
    base = earlier[-1]
    if last.verdict != base.verdict:
        told.append(f"now {last.verdict}")
    points, log_odds = last.probability_change, last.log_odds_change
    told.append(f"{_points(points - base.probability_change)} points")
    told.append(f"log-odds {signed(log_odds - base.log_odds_change)}")
    if len(earlier) > 1:
        told[-2] += f" ({_points(points)})"
        told[-1] += f" ({signed(log_odds)})"
    return " · ".join(told)


def _points(change: float) -> str:
    return f"{'▲' if change >= 0 else '▼'} {signed(100 * change, 1)}"


def _names(runs: Sequence[Run]) -> list[str]:
    """Names that tell the runs apart, as column titles must."""
    names = [short(run.name, 28) for run in runs]
    return [
        name if names.count(name) == 1 else f"{name} {run.run_id}" for name, run in zip(names, runs, strict=True)
    ]  # fmt: skip


def _try() -> None:
    """Add the chosen change as a row; for the form's `on_click`."""
    number = st.session_state[_BASE]
    base = _texts()[number]
    change, place = st.session_state[_CHANGE], st.session_state[_key(_WORD)]
    if change == "free":
        done, text = "edited", st.session_state[_key(_FREE)]
    elif place is None or place >= len(words := _words(base)):
        return
    else:
        done, text = _changed(change, base, place, words)
    if text != base:
        state, edit = st.session_state[_STATE], {"base": number, "done": done, "text": text}
        st.session_state[_STATE] = {**state, "edits": [*state["edits"], edit]}


def _changed(change: str, base: str, place: int, words: Sequence[str]) -> tuple[str, str]:
    """What was done, in words, and the text it makes."""
    from core.inference.explain import counterfactuals

    word = short(words[place], 24)
    if change == "swap":
        place = min(place, len(words) - 2)
        if place < 0:
            return "", base
        return f"swapped “{short(words[place], 24)}” and “{short(words[place + 1], 24)}”", counterfactuals.swap(
            base, place
        )
    if change == "replace":
        new = st.session_state[_NEW].strip()
        return f"“{word}” replaced by “{short(new, 24)}”", counterfactuals.replace(base, place, new) if new else base
    verb, edit = {"delete": ("deleted", counterfactuals.delete), "negate": ("negated", counterfactuals.negate)}[change]
    return f"{verb} “{word}”", edit(base, place)


def _undo() -> None:
    state = st.session_state[_STATE]
    st.session_state[_STATE] = {**state, "edits": state["edits"][:-1]}
    _start_from_the_original()


def _clear() -> None:
    st.session_state[_STATE] = {**st.session_state[_STATE], "edits": []}
    _start_from_the_original()


def _start_from_the_original() -> None:
    st.session_state[_BASE] = 0
    _forget()


def _forget() -> None:
    """Let the controls begin anew, as other ones: the browser would go on holding what belongs to another text."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _key(name: str) -> str:
    return f"{name}_{st.session_state[_ROUND]}"


def _texts() -> list[str]:
    """The original and its changes."""
    state = st.session_state[_STATE]
    return [state["original"], *(edit["text"] for edit in state["edits"])]


def _words(text: str) -> list[str]:
    """The first words of a text, as typed."""
    from core.inference.explain.word_spans import word_places

    return [text[start:end] for start, end in word_places(text)[:_MOST_WORDS]]


def _tree() -> list[tuple[int, ...]]:
    """The rows from top to bottom, each as the way to it."""
    from core.inference.explain.counterfactuals import tree

    return tree([edit["base"] for edit in st.session_state[_STATE]["edits"]])


def _row_name(way: Sequence[int]) -> str:
    """A row by its depth, its number and what was done; numbers tell rows apart at which the same was done."""
    number = way[-1]
    if not number:
        return "Original"
    return f"{_INDENT * (len(way) - 2)}└ {number} · {st.session_state[_STATE]['edits'][number - 1]['done']}"
