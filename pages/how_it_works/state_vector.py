"""The state: the equations of both directions, and one input that spreads through them."""

import pandas as pd
import streamlit as st

from pages.how_it_works.figures import spread
from pages.how_it_works.rnn_math import impulse
from pages.shared.ui import badges
from pages.shared.ui.chart import chart

NUM_STEPS = 8
STATE = r"\ARROW{h}_t = \tanh\big(x_t\,\ARROW{W} + \ARROW{h}_{NEIGHBOUR}\,\ARROW{U} + \ARROW{b}\big)"
FORWARD = STATE.replace("ARROW", "overrightarrow").replace("NEIGHBOUR", "t-1")
BACKWARD = STATE.replace("ARROW", "overleftarrow").replace("NEIGHBOUR", "t+1")
OUTPUT = r"y_t = g\big([\overrightarrow{h}_t,\ \overleftarrow{h}_t]\,V + c\big)"
SYMBOLS = r"""
| Symbol | Keras calls it | What it is |
|:--|:--|:--|
| $x_t$ | input | what is read at step $t$: a word, a row of pixels; $d$ numbers |
| $\overrightarrow{h}_t,\ \overleftarrow{h}_t$ | state | what each direction remembers at step $t$; $n$ numbers |
| $W$ | `kernel` | $d \times n$ weights: how the input enters the state |
| $U$ | `recurrent_kernel` | $n \times n$ weights: how the neighbour's state enters it |
| $b$ | `bias` | $n$ weights that are always added |
| $\tanh$ | `activation` | keeps every number of the state between −1 and 1 |
| $y_t$ | output | what the network answers: a `Dense` layer with weights $V$, $c$ and activation $g$ |
"""


@st.fragment
def show() -> None:
    """Equations on the left, a state of one number to play with on the right."""
    told, tried = st.columns([5, 6], gap="large")
    with told:
        st.markdown(
            "A recurrent network reads one step at a time and carries a **state** along. The two directions have "
            "weights of their own and differ in one sign: where the state comes from."
        )
        for direction, equation in (("forward", FORWARD), ("backward", BACKWARD), ("bidirectional", OUTPUT)):
            badges.direction_badge(direction)
            st.latex(equation)
        st.markdown(
            r"The states start from nothing: $\overrightarrow{h}_0 = 0$ before the first of $T$ steps, "
            r"$\overleftarrow{h}_{T+1} = 0$ after the last."
        )
    with tried:
        _try_it()
    st.markdown(SYMBOLS)


def _try_it() -> None:
    st.markdown(
        "Here is a state of **one number**, with the same $W$ and $U$ in both directions and $b = 0$. The input is 1 "
        "at one step and 0 at all others. Move it, and see which states ever learn of it."
    )
    with st.grid(3, min_column_width=150):
        position = st.slider("The input is at step", 1, NUM_STEPS, 4, key="state_position")
        kernel = st.slider("W, the kernel", -2.0, 2.0, 1.0, 0.1, key="state_kernel")
        recurrent_kernel = st.slider("U, the recurrent kernel", -1.5, 1.5, 0.8, 0.1, key="state_recurrent_kernel")
    frame = impulse(NUM_STEPS, position, kernel, recurrent_kernel)
    alt = (
        f"The input is at step {position}. Forward states are zero before it, backward states are zero after it. "
        f"At step {NUM_STEPS} the forward state is {frame['forward'].iloc[-1]:.2f}, at step 1 the backward state is "
        f"{frame['backward'].iloc[0]:.2f}."
    )
    chart(spread(frame), "state_spread", alt)
    after, before = min(position + 1, NUM_STEPS), max(position - 1, 1)
    st.latex(
        rf"\begin{{aligned}} \overrightarrow{{h}}_{after} &= {_in_latex(frame, after, 'forward')} \\ "
        rf"\overleftarrow{{h}}_{before} &= {_in_latex(frame, before, 'backward')} \end{{aligned}}"
    )
    with st.expander("Every number"):
        st.dataframe(
            frame.rename(columns={"forward_sum": "how (forward)", "backward_sum": "how (backward)"}), hide_index=True,
            column_config={name: st.column_config.NumberColumn(format="%.2f") for name in ("forward", "backward")},
            alt="Input and both states at each step",
        )  # fmt: skip


def _in_latex(frame: pd.DataFrame, step: int, direction: str) -> str:
    row = frame.iloc[step - 1]
    how = row[f"{direction}_sum"].replace("tanh", r"\tanh").replace("·", r"\cdot")
    return f"{how} = {row[direction] + 0.0:.2f}"
