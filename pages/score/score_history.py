"""The texts scored in this session: undo, and a table with every network's prediction, to pin and to download."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.inference.scored_texts import Prediction, ScoredText, scored_texts_csv, scored_texts_table
from core.runs.run import Run
from pages.shared.runs.score_html import shape_of

if TYPE_CHECKING:
    from core.inference.inputs.tagged_sentence import TaggedSentence
    from core.inference.scorer import Score

MAX_ENTRIES, MAX_STEPS = 100, 50
ENTRIES, STEPS, _SUBMITTED = "score_history", "score_steps", "score_submitted"  # plain values
_TABLE, _TABLE_VERSION = "score_history_table", "score_history_version"


def replace(box: str, text: str) -> None:
    """Put another text into the box; `undo` restores the earlier one, and the new one is added to the history."""
    _add_step(st.session_state.get(box, ""))
    st.session_state[box] = text
    submit(text)


def submit(text: str) -> None:
    """Mark a text as complete; once it is scored, `add_submitted` adds it to the history."""
    _add_step(text)
    st.session_state[_SUBMITTED] = text


def undo(box: str) -> None:
    """Restore the text before this one; for buttons' `on_click`."""
    steps = list(st.session_state.get(STEPS, []))
    if steps and steps[-1] == st.session_state.get(box, ""):
        steps.pop()
    st.session_state[box] = steps[-1] if steps else ""
    st.session_state[STEPS] = steps


def can_undo(box: str) -> bool:
    """Whether there is an earlier text."""
    steps = st.session_state.get(STEPS, [])
    return any(step != st.session_state.get(box, "") for step in ("", *steps)) if steps else False


def add_submitted(runs: Sequence[Run], text: str | None, scores: "Sequence[Score | TaggedSentence | None]") -> None:
    """Add a submitted text with the predictions of the runs to the history, as the newest entry, and only once."""
    if text is None or st.session_state.get(_SUBMITTED) != text:
        return
    del st.session_state[_SUBMITTED]
    predictions = {
        run.run_id: _prediction(run, score) for run, score in zip(runs, scores, strict=True) if score is not None
    }
    if not predictions:
        return
    entries = st.session_state.get(ENTRIES, [])
    pinned = any(entry["pinned"] for entry in entries if entry["text"] == text)
    others = [entry for entry in entries if entry["text"] != text]
    recent = [entry for number, entry in enumerate(others) if entry["pinned"] or number < MAX_ENTRIES - 1]
    st.session_state[ENTRIES] = [{"text": text, "pinned": pinned, "predictions": predictions}, *recent]
    _clear_selection()


def _prediction(run: Run, score: "Score | TaggedSentence") -> Prediction:
    """What the history says of a prediction; of a sentence, its labels and the probability of the least certain one."""
    from core.inference.inputs.restored_text import restored_text
    from core.inference.inputs.tagged_sentence import TaggedSentence

    if not isinstance(score, TaggedSentence):
        return {"name": run.name, "shape": shape_of(score), "label": score.label, "probability": score.probability}
    label = restored_text(score, run.config.dataset.name) or score.line
    return {"name": run.name, "shape": "●", "label": label, "probability": score.lowest_probability}


def history(box: str) -> None:
    """The table of scored texts, pinned ones first, with what can be done with a row."""
    entries = sorted_entries()
    if not entries:
        st.caption("No texts yet. Press Enter or choose an example to add one.")
        return
    selected = st.session_state.get(_table_key(), {}).get("selection", {}).get("rows", [])
    entry = entries[selected[0]] if selected and selected[0] < len(entries) else None
    with st.container(horizontal=True, vertical_alignment="center"):
        pinned = entry is not None and entry["pinned"]
        text = entry["text"] if entry else ""
        st.button("Open", icon=":material/north_west:", key="score_open", disabled=entry is None, on_click=reopen,
                  args=(box, text))  # fmt: skip
        st.button("Unpin" if pinned else "Pin", icon=":material/keep:", key="score_pin", disabled=entry is None,
                  on_click=toggle_pin, args=(text,))  # fmt: skip
        st.button("Clear history", icon=":material/delete:", key="score_forget", on_click=clear_history,
                  help="Removes all texts that are not pinned.")  # fmt: skip
        st.download_button("Download CSV", lambda: scored_texts_csv(entries), "scores.csv", "text/csv",
                           key="score_download", icon=":material/download:", on_click="ignore")  # fmt: skip
        if entry is None:
            st.caption("Choose a row to open or pin it.")
    st.dataframe(
        scored_texts_table(entries), hide_index=True, key=_table_key(), on_select="rerun",
        selection_mode="single-row", row_height=40, placeholder="–",
        alt="The texts scored in this session with every network's prediction",
        column_config={"Text": st.column_config.TextColumn(width=520)},
    )  # fmt: skip


def sorted_entries() -> list[ScoredText]:
    """The history with the pinned texts first, the newest of each first."""
    return sorted(st.session_state.get(ENTRIES, []), key=lambda entry: not entry["pinned"])


def reopen(box: str, text: str) -> None:
    """Put a text of the history into the box; for buttons' `on_click`."""
    _clear_selection()
    replace(box, text)


def toggle_pin(text: str) -> None:
    """Pin or unpin a text; for buttons' `on_click`."""
    _clear_selection()
    st.session_state[ENTRIES] = [
        {**entry, "pinned": not entry["pinned"]} if entry["text"] == text else entry
        for entry in st.session_state.get(ENTRIES, [])
    ]


def clear_history() -> None:
    """Remove all texts that are not pinned; for buttons' `on_click`."""
    _clear_selection()
    st.session_state[ENTRIES] = [entry for entry in st.session_state.get(ENTRIES, []) if entry["pinned"]]


def _clear_selection() -> None:
    """Draw the table under another key: its rows move, and the browser keeps the selected position of a key."""
    st.session_state[_TABLE_VERSION] = st.session_state.get(_TABLE_VERSION, 0) + 1


def _table_key() -> str:
    return f"{_TABLE}_{st.session_state.get(_TABLE_VERSION, 0)}"


def _add_step(text: str) -> None:
    steps = st.session_state.get(STEPS, [])
    if text != (steps[-1] if steps else ""):
        st.session_state[STEPS] = [*steps, text][-MAX_STEPS:]
