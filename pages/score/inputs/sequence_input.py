"""The sequence to score: random, typed, or from the address."""

import numpy as np
import streamlit as st

from core.config import DatasetConfig
from core.data.sources.cumulative_sum import QUESTIONS
from core.errors import BothwaysError
from core.inference.inputs.sequences import format_values, parse_values, random_sequence
from pages.shared.ui import error_box

_VALUES = "values"  # in the address
_TASK = "score_values_task"


def sequence_input(config: DatasetConfig) -> tuple[float, ...] | None:
    """The box with the values and the task; returns the values, or None when they cannot be read."""
    box = f"score_values_{config.target}"
    if box not in st.session_state:
        same_task = (
            st.session_state.get(_TASK, config.target) == config.target
        )  # otherwise the address has other values
        st.session_state[box] = (same_task and st.query_params.get(_VALUES)) or _random_values(config)
    st.session_state[_TASK] = config.target
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input("Values, one per step", key=box)
        st.button("New sequence", icon=":material/casino:", on_click=_put_random_values, args=(box, config))
    st.caption(f"The label of a step is 1 where {QUESTIONS[config.target]}.")
    try:
        values = parse_values(text)
    except BothwaysError as error:
        error_box.error_box(error_box.error_parts(error), key="values_error")
        return None
    if len(text) <= 1_500:
        st.query_params[_VALUES] = text
    return values


def _random_values(config: DatasetConfig) -> str:
    return format_values(random_sequence(config, np.random.default_rng()))


def _put_random_values(box: str, config: DatasetConfig) -> None:
    st.session_state[box] = _random_values(config)
