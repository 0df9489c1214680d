"""Score: type a sentence, draw a digit or enter numbers, and compare the predictions of up to four networks."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.runs.demo import bundled
from core.runs.run import Run
from pages.score import number_inputs, presenter, score_history
from pages.score.cards import card_row, text_card
from pages.score.compatible_runs import group_by_input, input_kind, selection_notes, unique_names
from pages.score.explain.why import why
from pages.score.inputs.text import BOX, clear, hint, text_input
from pages.score.link import copy_link
from pages.score.panels import panels
from pages.score.token_cards import cut_choice, token_cards
from pages.shared.runs import picker
from pages.shared.session import cache, state

MAX_RUNS = 4
PICKER = "score_runs"
NUMBERS = {"image": number_inputs.images, "sequence": number_inputs.sequences, "series": number_inputs.series}


def selected_runs(finished: Sequence[Run]) -> list[Run]:
    """The runs that the address names; the showcase when the page is opened without any."""
    by_id = {run.run_id: run for run in finished}
    if PICKER not in st.session_state and not state.runs_in_address(by_id):
        state.put_runs_in_address([*state.runs_in_address(), *(run.run_id for run in cache.showcase_runs())])
    return [by_id[run_id] for run_id in state.runs_in_address(by_id)[:MAX_RUNS]]


def network_picker(finished: Sequence[Run]) -> None:
    shipped = [run.run_id for run in finished if bundled.is_demo(run)]
    picker.run_picker("Networks", finished, PICKER, max_selections=MAX_RUNS, always=shipped)


def networks(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    network_picker(finished)
    selection_notes(finished, runs, others, MAX_RUNS)


def text_cards(runs: Sequence[Run], text: str | None, columns: int = 2) -> None:
    if input_kind(runs) == "tokens":
        scores: list[Any] = token_cards(runs, unique_names(runs), text)
    else:
        scores = card_row(runs, text_card, text, columns=columns)
    score_history.add_submitted(runs, text, scores)


def texts(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    text = text_input(runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(hint(runs, text))
        with st.popover("Networks", icon=":material/tune:", key="score_networks"):
            network_picker(finished)
        cut_choice(runs)
        st.button("Undo", icon=":material/undo:", key="score_undo", on_click=score_history.undo, args=(BOX,),
                  disabled=not score_history.can_undo(BOX))  # fmt: skip
        st.button("Clear", icon=":material/backspace:", key="score_clear", on_click=clear)
        st.button("Present", icon=":material/co_present:", key="score_present", on_click=presenter.present,
                  shortcut="Alt+P", disabled=not runs)  # fmt: skip
        copy_link()
    selection_notes(finished, runs, others, MAX_RUNS)
    if runs:
        text_cards(runs, text)
        panels(runs, text)


def presentation(runs: Sequence[Run]) -> None:
    with st.container(key="score_presenting"):
        hint_place = presenter.controls(runs)
        text = text_input(runs, chips=False)
        hint_place.caption(hint(runs, text))
        visible = presenter.visible_runs(runs)
        text_cards(visible, text, columns=len(visible))
        if text:
            why(visible, text, closable=True)
        copy_link(hidden=True)


@st.fragment
def score(finished: Sequence[Run]) -> None:
    runs, others = group_by_input(selected_runs(finished))
    kind = input_kind(runs)
    if kind in ("text", "tokens") and runs and presenter.is_open():
        presentation(runs)
    elif kind in NUMBERS:
        NUMBERS[kind](runs, lambda: networks(finished, runs, others))
    else:
        texts(finished, runs, others)


score(cache.scoreable_runs())
