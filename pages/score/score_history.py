"""What was scored in this session: undo, and a table of texts with every network's verdict, to pin and to keep."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.runs.run import Run
from pages.shared.runs.score_html import shape_of
from pages.shared.ui.formats import percent, short

if TYPE_CHECKING:
    from core.inference.scorer import Score

MOST_ENTRIES, MOST_STEPS = 100, 50
ENTRIES, STEPS, _ASKED = "score_history", "score_steps", "score_asked"  # plain values
_TABLE, _ROUND = "score_history_table", "score_history_round"


def replace(box: str, text: str) -> None:
    """Put another text into the box, so that `undo` brings the earlier one back and the new one is remembered."""
    _step(st.session_state.get(box, ""))
    st.session_state[box] = text
    settle(text)


def settle(text: str) -> None:
    """Take note of a text that stands still; once it is scored, `remember` adds it to the history."""
    _step(text)
    st.session_state[_ASKED] = text


def undo(box: str) -> None:
    """Bring back the text before this one; for buttons' `on_click`."""
    steps = list(st.session_state.get(STEPS, []))
    if steps and steps[-1] == st.session_state.get(box, ""):
        steps.pop()
    st.session_state[box] = steps[-1] if steps else ""
    st.session_state[STEPS] = steps


def can_undo(box: str) -> bool:
    """Whether there is a text to go back to."""
    steps = st.session_state.get(STEPS, [])
    return any(step != st.session_state.get(box, "") for step in ("", *steps)) if steps else False


def remember(runs: Sequence[Run], text: str | None, scores: Sequence["Score | None"]) -> None:
    """Add a text that stood still with what the runs said of it; the newest first, a text stands there once."""
    if text is None or st.session_state.get(_ASKED) != text:
        return
    del st.session_state[_ASKED]
    answers = {
        run.run_id: {"name": run.name, "shape": shape_of(score), "label": score.label,
                     "probability": score.probabilities[score.label]}
        for run, score in zip(runs, scores, strict=True) if score is not None
    }  # fmt: skip
    if not answers:
        return
    old = [entry for entry in st.session_state.get(ENTRIES, []) if entry["text"] == text]
    new = {"text": text, "pinned": any(entry["pinned"] for entry in old), "answers": answers}
    others = [entry for entry in st.session_state.get(ENTRIES, []) if entry["text"] != text]
    kept = [entry for number, entry in enumerate(others) if entry["pinned"] or number < MOST_ENTRIES - 1]
    st.session_state[ENTRIES] = [new, *kept]
    _drop_choice()


def history(box: str) -> None:
    """The table, and what can be done with it; pinned texts stand on top."""
    entries = shown_entries()
    if not entries:
        st.caption("Nothing yet: a text is kept here when you press Enter or take an example.")
        return
    chosen = st.session_state.get(_table_key(), {}).get("selection", {}).get("rows", [])
    entry = entries[chosen[0]] if chosen and chosen[0] < len(entries) else None
    with st.container(horizontal=True, vertical_alignment="center"):
        pinned = entry is not None and entry["pinned"]
        text = entry["text"] if entry else ""
        st.button("Open", icon=":material/north_west:", key="score_open", disabled=entry is None, on_click=open_again,
                  args=(box, text))  # fmt: skip
        st.button("Unpin" if pinned else "Pin", icon=":material/keep:", key="score_pin", disabled=entry is None,
                  on_click=pin, args=(text,))  # fmt: skip
        st.button("Clear history", icon=":material/delete:", key="score_forget", on_click=forget,
                  help="Pinned texts stay.")  # fmt: skip
        st.download_button("Download CSV", lambda: as_csv(entries), "scores.csv", "text/csv", key="score_download",
                           icon=":material/download:", on_click="ignore")  # fmt: skip
        if entry is None:
            st.caption("Choose a row to open or pin it.")
    st.dataframe(
        _table(entries), hide_index=True, key=_table_key(), on_select="rerun", selection_mode="single-row",
        alt="The texts scored in this session with every network's verdict", row_height=40, placeholder="–",
        column_config={"Text": st.column_config.TextColumn(width=520)},
    )  # fmt: skip


def shown_entries() -> list[dict[str, Any]]:
    """What was remembered, the pinned first, else the newest first."""
    return sorted(st.session_state.get(ENTRIES, []), key=lambda entry: not entry["pinned"])


def open_again(box: str, text: str) -> None:
    """Put a remembered text into the box; for buttons' `on_click`."""
    _drop_choice()
    replace(box, text)


def pin(text: str) -> None:
    """Pin a remembered text, or no longer; for buttons' `on_click`."""
    _drop_choice()
    st.session_state[ENTRIES] = [
        {**entry, "pinned": not entry["pinned"]} if entry["text"] == text else entry
        for entry in st.session_state.get(ENTRIES, [])
    ]


def forget() -> None:
    """Forget all that is not pinned; for buttons' `on_click`."""
    _drop_choice()
    st.session_state[ENTRIES] = [entry for entry in st.session_state.get(ENTRIES, []) if entry["pinned"]]


def as_csv(entries: Sequence[dict[str, Any]]) -> bytes:
    """Remembered texts as a CSV file in which no cell is run as a formula."""
    from core.system.csv_writer import write_csv

    columns: dict[str, list] = {"text": [entry["text"] for entry in entries],
                                "pinned": ["yes" if entry["pinned"] else "no" for entry in entries]}  # fmt: skip
    for run_id, name in _names(entries).items():
        answers = [entry["answers"].get(run_id, {}) for entry in entries]
        columns[f"{name}: verdict"] = [answer.get("label", "") for answer in answers]
        columns[f"{name}: probability"] = [answer.get("probability") for answer in answers]
    with tempfile.TemporaryDirectory(prefix="bothways-") as place:
        path = Path(place) / "scores.csv"
        write_csv(pd.DataFrame(columns), path)
        return path.read_bytes()


def _drop_choice() -> None:
    """Draw the table as another one: its rows move, and the browser would go on choosing the row of the same place."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _table_key() -> str:
    return f"{_TABLE}_{st.session_state.get(_ROUND, 0)}"


def _table(entries: Sequence[dict[str, Any]]) -> pd.DataFrame:
    signs = {True: "📌 ", False: ""}
    columns = {"Text": [signs[entry["pinned"]] + (short(entry["text"], 300) or "(empty)") for entry in entries]}
    for run_id, name in _names(entries).items():
        columns[name] = [_told(entry["answers"].get(run_id)) for entry in entries]
    return pd.DataFrame(columns)


def _told(answer: dict[str, Any] | None) -> str | None:
    return answer and f"{answer['shape']} {short(answer['label'], 24)} {percent(answer['probability'])}"


def _names(entries: Sequence[dict[str, Any]]) -> dict[str, str]:
    """A column title for each run that answered; equal names are told apart by their ids."""
    names = {run_id: short(answer["name"], 28) for entry in entries for run_id, answer in entry["answers"].items()}
    given = list(names.values())
    return {run_id: name if given.count(name) == 1 else f"{name} {run_id}" for run_id, name in names.items()}


def _step(text: str) -> None:
    steps = st.session_state.get(STEPS, [])
    if text != (steps[-1] if steps else ""):
        st.session_state[STEPS] = [*steps, text][-MOST_STEPS:]
