"""The merge modes: two adjustable vectors and the result of each mode."""

from typing import get_args

import numpy as np
import pandas as pd
import streamlit as st

from core.config import MergeMode
from core.directions import DIRECTION_ARROWS
from pages.how_it_works.figures import merge_chart
from pages.how_it_works.rnn_math import merge
from pages.shared.ui import badges
from pages.shared.ui.chart import chart

STARTS = {"forward": (0.8, -0.5, 0.6), "backward": (0.6, 0.5, 0.0)}


@st.fragment
def show() -> None:
    """Six sliders on the left, the merged vectors on the right."""
    st.markdown(
        "Each direction outputs a vector, and `merge_mode` sets how the two are combined. Only `concat` keeps both and "
        "doubles the width; `sum` and `ave` lose which direction a number came from; `mul` is zero wherever one of "
        "them is."
    )
    left, right = st.columns([4, 8], gap="large")
    with left:
        vectors = {}
        for column, direction in zip(st.columns(2), STARTS, strict=True):
            with column:
                vectors[direction] = _vector(direction)
    forward, backward = vectors["forward"], vectors["backward"]
    rows = vectors | {mode: merge(forward, backward, mode) for mode in get_args(MergeMode)}
    with right:
        summary = "; ".join(f"{name} {_numbers(vector)}" for name, vector in rows.items())
        chart(merge_chart(forward, backward), "lesson_merges", f"Bars of each vector: {summary}")
        with st.expander("All numbers"):
            _table(rows)


def _vector(direction: str) -> np.ndarray:
    badges.direction_badge(direction)
    arrow = DIRECTION_ARROWS[direction]
    return np.array(
        [
            st.slider(f"{arrow} {number}", -1.0, 1.0, start, 0.1, key=f"lesson_{direction}_{number}")
            for number, start in enumerate(STARTS[direction], start=1)
        ]
    )


def _table(rows: dict[str, np.ndarray]) -> None:
    frame = pd.DataFrame(
        [{"vector": name, "width": len(vector), "numbers": _numbers(vector)} for name, vector in rows.items()]
    )
    st.dataframe(frame, hide_index=True, alt="Both vectors and the four merged ones")


def _numbers(vector: np.ndarray) -> str:
    return ", ".join(f"{value:.2f}" for value in vector + 0.0)
