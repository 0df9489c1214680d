"""Padding: how much of the words is left in the state of a network that reads zeros last."""

from typing import get_args

import streamlit as st

from core.directions import DIRECTION_ARROWS, Pass
from pages.how_it_works.figures import padding_chart
from pages.how_it_works.rnn_math import TWO_SENTENCES, remaining_difference
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import percent

DIRECTIONS: dict[Pass, str] = {name: f"{DIRECTION_ARROWS[name]} {name}" for name in get_args(Pass)}


@st.fragment
def show() -> None:
    """A small network with fixed weights reads two sentences; the bars show how different its two states are."""
    first, second = (" ".join(words) for words in TWO_SENTENCES)
    left, right = st.columns([4, 7], gap="large")
    with left:
        st.markdown(
            "Texts in a batch must have the same length, so short ones are padded with zeros, which the network reads "
            f"like words. Here it reads *{first}* and *{second}*; each bar is the distance between its two states "
            "after that step. The next layer sees only the last one; 100 % is its height without padding."
        )
        direction: Pass = st.segmented_control(
            "Direction",
            list(DIRECTIONS),
            default="forward",
            required=True,
            format_func=lambda name: DIRECTIONS[name],
            key="lesson_direction",
        )
        num_padding = st.slider("Padding steps", 1, 24, 10, key="lesson_num_padding")
        recurrent_scale = st.slider(
            "Recurrent kernel scale", 0.5, 1.0, 0.8, 0.05, key="lesson_recurrent_scale",
            help="The recurrent kernel is this number times an orthogonal matrix. At 1, Keras' initial value, it only "
            "turns the state, and only tanh shrinks it. Lower values forget faster.",
        )  # fmt: skip
    frame = remaining_difference(num_padding, direction, recurrent_scale)
    ends = frame.groupby("padding")["difference"].last()
    with right:
        alt = (
            f"Difference left at the end, {direction} direction, {num_padding} padding steps: after the words "
            f"{ends['post']:.0%}, before the words {ends['pre']:.0%}, masked {ends['masked']:.0%}."
        )
        chart(padding_chart(frame, direction), "lesson_padding", alt)
        last = "post" if direction == "forward" else "pre"
        st.markdown(
            f"Padding **{'after' if last == 'post' else 'before'}** the words is what a {direction} network reads "
            f"last: {percent(ends[last])} of the difference is left. Whichever side is padded, one direction of a "
            "bidirectional layer reads the padding last. **Masking** skips the padding: with `batching` = "
            "`by_length` no direction reads it, and training is faster, too."
        )
        with st.expander("All numbers"):
            st.dataframe(
                frame[["padding", "step", "token", "difference"]], hide_index=True,
                column_config={"difference": st.column_config.NumberColumn(format="percent")},
                alt="Difference after each step for each way of padding",
            )  # fmt: skip
        st.caption(
            "The weights are random and untrained. A network can learn to keep its state through padding, but that "
            "costs weights and updates. With another `pooling` than `last`, the next layer gets the maximum or the "
            "mean of all steps, so that no word has to last until the end; padding is then always masked."
        )
