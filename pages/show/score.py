"""Score: type a sentence and see what each network makes of it."""

from collections.abc import Sequence

import streamlit as st

from core.config import RunConfig
from core.runs import Run
from pages.shared import cached, state, widgets
from pages.shared.example_texts import EXAMPLES
from pages.shared.score_card import score_card
from pages.shared.submission import newest_pair, pair, submit_and_show

MOST_RUNS = 4
MOST_CHARACTERS = 100_000
LONGEST_LINK = 1_500  # characters; a longer text would make an address that servers refuse
PROJECTOR_STYLE = "<style>.st-key-score_text input { font-size: 1.35rem; }</style>"  # readable from the last row
TEXT, BOX, EXAMPLE, PICKER = "text", "score_text", "score_example", "score_runs"


def no_runs() -> None:
    with st.container(border=True, horizontal_alignment="center", key="empty_state"):
        st.space("small")
        st.subheader("No network can read yet", anchor=False, width="content")
        st.markdown(
            "Here you type a sentence and see what each network makes of it. Train two first: one that reads forward, "
            "one that reads both ways.", text_alignment="center",
        )  # fmt: skip
        if st.button("Train both ways", type="primary", icon=":material/sync_alt:", key="train_both_ways"):
            submit_and_show(pair(RunConfig()))
        st.space("small")


def take_example() -> None:
    if chosen := st.session_state[EXAMPLE]:
        st.session_state[BOX] = chosen
        st.session_state[EXAMPLE] = None


def choose_runs(finished: Sequence[Run]) -> list[Run]:
    if PICKER not in st.session_state and not state.runs_in_address([run.run_id for run in finished]):
        state.put_runs_in_address([run.run_id for run in newest_pair(finished)])
    return widgets.run_picker("Networks", finished, PICKER, max_selections=MOST_RUNS)


@st.fragment
def reading(finished: Sequence[Run]) -> None:
    if BOX not in st.session_state:
        st.session_state[BOX] = st.query_params.get(TEXT, "")
    text = st.text_input(
        "A sentence", key=BOX, live="250ms", placeholder="Type a sentence", label_visibility="collapsed"
    )
    st.pills("Examples", EXAMPLES, key=EXAMPLE, on_change=take_example, label_visibility="collapsed", wrap=True)
    runs = choose_runs(finished)
    put_text_in_address(text)
    if not runs:
        st.caption("Choose at least one network.")
    elif len(text) > MOST_CHARACTERS:
        st.warning(f"The text has {len(text):,} characters; up to {MOST_CHARACTERS:,} are read. Shorten it.")
    elif not text.strip():
        st.caption("Type a sentence or take an example; every network answers as you type.")
    else:
        for column, run in zip(st.columns(max(2, len(runs))), runs, strict=False):
            with column:
                score_card(run, text)


def put_text_in_address(text: str) -> None:
    if 0 < len(text) <= LONGEST_LINK:
        st.query_params[TEXT] = text
    else:
        st.query_params.pop(TEXT, None)


if finished := cached.store().list(("finished",)):
    st.html(PROJECTOR_STYLE)
    reading(finished)
else:
    no_runs()
