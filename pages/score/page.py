"""Score: type a sentence, draw a digit or take a sequence, and see what each network makes of it."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.evaluation import forward_ceiling
from core.runs.run import Run
from pages.score import presenter, score_history
from pages.score.cards import image_card, sequence_card, text_card
from pages.score.compatible_runs import different_names, name_left_out, name_unfitting, scored_together
from pages.score.explain.why import why
from pages.score.inputs.images import image_to_score
from pages.score.inputs.sequence_input import sequence_to_score
from pages.score.inputs.text import BOX, clear, hint, text_to_score
from pages.score.link import copy_link
from pages.score.panels import panels
from pages.shared.runs import picker
from pages.shared.session import cache, state

MOST_RUNS = 4
PICKER = "score_runs"


def chosen_runs(finished: Sequence[Run]) -> list[Run]:
    """Those the address names, or the shown ones when the page is opened without any."""
    by_id = {run.run_id: run for run in finished}
    if PICKER not in st.session_state and not state.runs_in_address(by_id):
        state.put_runs_in_address([*state.runs_in_address(), *(run.run_id for run in cache.showcase_runs())])
    return [by_id[run_id] for run_id in state.runs_in_address(by_id)[:MOST_RUNS]]


def network_picker(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    picker.run_picker("Networks", finished, PICKER, max_selections=MOST_RUNS)
    tell_choice(finished, runs, others)


def tell_choice(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    name_left_out(finished, MOST_RUNS)
    if not runs:
        st.caption("Choose at least one network.")
    else:
        name_unfitting(runs[0], others)


def cards(runs: Sequence[Run], card: Callable[..., Any], *given: object, columns: int = 2) -> list[Any]:
    told = []
    for column, run, name in zip(st.columns(max(columns, len(runs))), runs, different_names(runs), strict=False):
        with column:
            told.append(card(run, name, *given))
    return told


def texts(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    text = text_to_score(runs)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(hint(runs, text))
        with st.popover("Networks", icon=":material/tune:", key="score_networks"):
            picker.run_picker("Networks", finished, PICKER, max_selections=MOST_RUNS)
        st.button("Undo", icon=":material/undo:", key="score_undo", on_click=score_history.undo, args=(BOX,),
                  disabled=not score_history.can_undo(BOX))  # fmt: skip
        st.button("Clear", icon=":material/backspace:", key="score_clear", on_click=clear)
        st.button("Present", icon=":material/co_present:", key="score_present", on_click=presenter.present,
                  shortcut="Alt+P", disabled=not runs)  # fmt: skip
        copy_link()
    tell_choice(finished, runs, others)
    if runs:
        judged(runs, text)
        panels(runs, text)


def presented(runs: Sequence[Run]) -> None:
    with st.container(key="score_presenting"):
        beside_keys = presenter.controls(runs)
        text = text_to_score(runs, chips=False)
        beside_keys.caption(hint(runs, text))
        shown = presenter.presented_runs(runs)
        judged(shown, text, columns=len(shown))
        if text:
            why(shown, text, closable=True)
        copy_link(hidden=True)


def judged(runs: Sequence[Run], text: str | None, columns: int = 2) -> None:
    score_history.remember(runs, text, cards(runs, text_card, text, columns=columns))


def images(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    left, right = st.columns([4, 9], gap="medium")
    with left:
        image = image_to_score(runs[0].config.dataset)
    with right:
        network_picker(finished, runs, others)
        if image is not None:
            cards(runs, image_card, image.pixels, image.label)


def sequences(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    dataset = runs[0].config.dataset
    values = sequence_to_score(dataset)
    st.caption(forward_ceiling.ceiling_sentence(dataset))
    network_picker(finished, runs, others)
    if values is not None:
        cards(runs, sequence_card, values)


@st.fragment
def reading(finished: Sequence[Run]) -> None:
    runs, others = scored_together(chosen_runs(finished))
    kind = runs[0].config.dataset.kind if runs else "text"
    if kind == "text" and runs and presenter.is_presented():
        presented(runs)
        return
    {"text": texts, "image": images, "sequence": sequences}[kind](finished, runs, others)


reading(cache.scoreable_runs())
