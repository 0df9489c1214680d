"""How it works: six short sections with a picture each that answers to its controls."""

import streamlit as st

from pages.shared import lesson_cells, lesson_merges, lesson_padding, lesson_passes, lesson_reading, lesson_state

TRAIN = "pages/build/train.py"
# Title, what it shows, and which recipes try it: name and label of the link.
SECTIONS = {
    "state": ("The state", lesson_state.show, {"imdb-bi-simplernn": "train a SimpleRNN both ways on film reviews"}),
    "unrolled": ("The network, unrolled", lesson_reading.show, {"tweets-bi-lstm": "train an LSTM both ways on tweets"}),
    "cells": (
        "Three cells",
        lesson_cells.show,
        {"imdb-bi-simplernn": "train SimpleRNN", "imdb-bi-gru": "train GRU", "imdb-bi-lstm": "train LSTM"},
    ),
    "merge": (
        "Joining the two directions",
        lesson_merges.show,
        {"cumsum-bi-lstm": "train both ways on cumulative sums"},
    ),
    "passes": (
        "The order of training",
        lesson_passes.show,
        {"cumsum-future-lstm": "train a forward network on a task that needs the future"},
    ),
    "padding": (
        "Padding and masking",
        lesson_padding.show,
        {"imdb-simplernn": "train a forward network on padded reviews"},
    ),
}


def contents() -> None:
    st.markdown(
        "A text makes sense as a whole, but a recurrent network reads it step by step. Six pictures show what reading "
        "**both ways** adds and what it costs, and every one answers to your hand. Ten minutes."
    )
    st.markdown(
        "  ·  ".join(
            f"[{number}. {title}](#{anchor})" for number, (anchor, (title, *_)) in enumerate(SECTIONS.items(), 1)
        )
    )


def try_it(recipes: dict[str, str]) -> None:
    with st.container(horizontal=True):
        for recipe, label in recipes.items():
            st.page_link(
                TRAIN, label=f"Try it: {label}", icon=":material/arrow_forward:", query_params={"recipe": recipe}
            )


contents()
for number, (anchor, (title, show, recipes)) in enumerate(SECTIONS.items(), start=1):
    st.header(f"{number}. {title}", anchor=anchor)
    show()
    try_it(recipes)
    st.space("medium")
