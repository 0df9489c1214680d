"""The sequence to score: drawn afresh, typed, or from the address."""

import numpy as np
import streamlit as st

from core.config import DatasetConfig
from core.data.sources.cumulative_sum import QUESTIONS
from core.errors import BothwaysError
from core.inference.sequences import fresh_sequence, parse_values, written
from pages.shared.ui import errors

_VALUES = "values"  # in the address
_SHOWN_TASK = "score_values_task"


def sequence_to_score(config: DatasetConfig) -> tuple[float, ...] | None:
    """The values, to be typed over or drawn again, and what is asked of them; None when they cannot be read."""
    box = f"score_values_{config.task}"
    if box not in st.session_state:
        is_own = st.session_state.get(_SHOWN_TASK, config.task) == config.task  # else the address has another task's
        st.session_state[box] = (is_own and st.query_params.get(_VALUES)) or _fresh(config)
    st.session_state[_SHOWN_TASK] = config.task
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(f"Values, one a step. A step's label is 1 where {QUESTIONS[config.task]}.", key=box)
        st.button("Another sequence", icon=":material/casino:", on_click=_draw, args=(box, config))
    try:
        values = parse_values(text)
    except BothwaysError as error:
        errors.error_box(errors.error_parts(error), key="values_error")
        return None
    if len(text) <= 1_500:
        st.query_params[_VALUES] = text
    return values


def _fresh(config: DatasetConfig) -> str:
    return written(fresh_sequence(config, np.random.default_rng()))


def _draw(box: str, config: DatasetConfig) -> None:
    st.session_state[box] = _fresh(config)
