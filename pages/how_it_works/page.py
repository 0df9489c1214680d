"""How it works: six short sections, each with an interactive picture."""

import streamlit as st

from pages.how_it_works import cell_cards, merging, padding, state_vector, unrolled, update_order
from pages.shared.session import routes

# Title, content, and the recipes to try: name and label of the link.
SECTIONS = {
    "state": ("The state", state_vector.show, {"imdb-bi-simplernn": "train a bidirectional SimpleRNN on film reviews"}),
    "unrolled": ("The network, unrolled", unrolled.show, {"tweets-bi-lstm": "train a bidirectional LSTM on tweets"}),
    "cells": (
        "Three cells",
        cell_cards.show,
        {"imdb-bi-simplernn": "train SimpleRNN", "imdb-bi-gru": "train GRU", "imdb-bi-lstm": "train LSTM"},
    ),
    "merge": (
        "Merging the two directions",
        merging.show,
        {"cumsum-bi-lstm": "train a bidirectional LSTM on cumulative sums"},
    ),
    "passes": (
        "The order of training",
        update_order.show,
        {"cumsum-future-lstm": "train a forward LSTM on a task that needs the future"},
    ),
    "padding": (
        "Padding and masking",
        padding.show,
        {"imdb-simplernn": "train a forward network on padded reviews"},
    ),
}


def contents() -> None:
    st.markdown(
        "A text makes sense as a whole, but a recurrent network reads it step by step. Six interactive pictures show "
        "what reading **both ways** adds and what it costs. Allow ten minutes."
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
                routes.TRAIN,
                label=f"Try it: {label}",
                icon=":material/arrow_forward:",
                query_params={"recipe": recipe},
            )


contents()
for number, (anchor, (title, show, recipes)) in enumerate(SECTIONS.items(), start=1):
    st.header(f"{number}. {title}", anchor=anchor)
    show()
    try_it(recipes)
    st.space("medium")
