"""Score: type a sentence, draw a digit or take a sequence, and see what each network makes of it."""

from collections.abc import Callable, Sequence

import streamlit as st

from core import ceiling
from core.runs import Run
from pages.shared import cached, state, widgets
from pages.shared.score_card import image_card, sequence_card, text_card
from pages.shared.score_images import image_to_score
from pages.shared.score_sequences import sequence_to_score
from pages.shared.score_texts import text_to_score
from pages.shared.score_together import name_unfitting, scored_together

MOST_RUNS = 4
PICKER = "score_runs"


def chosen_runs(finished: Sequence[Run]) -> list[Run]:
    """Those the address names, or the shown ones when the page is opened without any."""
    by_id = {run.run_id: run for run in finished}
    if PICKER not in st.session_state and not state.runs_in_address(by_id):
        state.put_runs_in_address([run.run_id for run in cached.shown_runs()])
    return [by_id[run_id] for run_id in state.runs_in_address(by_id)[:MOST_RUNS]]


def picker(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    widgets.run_picker("Networks", finished, PICKER, max_selections=MOST_RUNS)
    if not runs:
        st.caption("Choose at least one network.")
    else:
        name_unfitting(runs[0], others)


def cards(runs: Sequence[Run], card: Callable[..., None], *given: object) -> None:
    for column, run in zip(st.columns(max(2, len(runs))), runs, strict=False):
        with column:
            card(run, *given)


def texts(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    text = text_to_score(runs)
    picker(finished, runs, others)
    if text is not None and runs:
        cards(runs, text_card, text)


def images(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    left, right = st.columns([4, 9], gap="medium")
    with left:
        image = image_to_score(runs[0].config.dataset)
    with right:
        picker(finished, runs, others)
        if image is not None:
            cards(runs, image_card, image.pixels, image.label)


def sequences(finished: Sequence[Run], runs: Sequence[Run], others: Sequence[Run]) -> None:
    dataset = runs[0].config.dataset
    values = sequence_to_score(dataset)
    st.caption(ceiling.why(dataset))
    picker(finished, runs, others)
    if values is not None:
        cards(runs, sequence_card, values)


@st.fragment
def reading(finished: Sequence[Run]) -> None:
    runs, others = scored_together(chosen_runs(finished))
    kind = runs[0].config.dataset.kind if runs else "text"
    {"text": texts, "image": images, "sequence": sequences}[kind](finished, runs, others)


reading(cached.scoreable_runs())
