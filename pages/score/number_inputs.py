"""Images, sequences and series: the input beside the networks' predictions for it."""

from collections.abc import Callable, Sequence

import streamlit as st

from core.evaluation import forward_ceiling
from core.runs.run import Run
from pages.score.cards import card_row, image_card, sequence_card, series_card
from pages.score.inputs.images import image_input
from pages.score.inputs.sequence_input import sequence_input
from pages.score.inputs.series_input import series_input


def images(runs: Sequence[Run], networks: Callable[[], None]) -> None:
    """An image on the left, its predictions on the right.

    Args:
        networks: draws the choice of the networks.
    """
    left, right = st.columns([4, 9], gap="medium")
    with left:
        image = image_input(runs[0].config.dataset)
    with right:
        networks()
        if image is not None:
            card_row(runs, image_card, image.pixels, image.label)


def series(runs: Sequence[Run], networks: Callable[[], None]) -> None:
    """A series on the left, its predictions on the right."""
    left, right = st.columns([5, 8], gap="medium")
    with left:
        entered = series_input(runs[0])
    with right:
        networks()
        if entered is not None:
            card_row(runs, series_card, entered.values, entered.label)


def sequences(runs: Sequence[Run], networks: Callable[[], None]) -> None:
    """A sequence, and its predictions below."""
    dataset = runs[0].config.dataset
    values = sequence_input(dataset)
    st.caption(forward_ceiling.ceiling_sentence(dataset))
    networks()
    if values is not None:
        card_row(runs, sequence_card, values)
