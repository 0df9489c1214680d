"""The state: the equations of both directions, and how one input spreads through them."""

import pandas as pd
import streamlit as st

from pages.how_it_works.figures import impulse_chart
from pages.how_it_works.rnn_math import impulse_response
from pages.shared.ui import badges
from pages.shared.ui.chart import chart

NUM_STEPS = 8
STATE = r"\ARROW{h}_t = \tanh\big(x_t\,\ARROW{W} + \ARROW{h}_{NEIGHBOUR}\,\ARROW{U} + \ARROW{b}\big)"
FORWARD = STATE.replace("ARROW", "overrightarrow").replace("NEIGHBOUR", "t-1")
BACKWARD = STATE.replace("ARROW", "overleftarrow").replace("NEIGHBOUR", "t+1")
OUTPUT = r"y_t = g\big([\overrightarrow{h}_t,\ \overleftarrow{h}_t]\,V + c\big)"
SYMBOLS = r"""
| Symbol | In Keras | Meaning |
|:--|:--|:--|
| $x_t$ | input | the input at step $t$, such as a word or a row of pixels; $d$ numbers |
| $\overrightarrow{h}_t,\ \overleftarrow{h}_t$ | state | what each direction remembers at step $t$; $n$ numbers |
| $W$ | `kernel` | $d \times n$ weights from the input to the state |
| $U$ | `recurrent_kernel` | $n \times n$ weights from the neighbouring state to the state |
| $b$ | `bias` | $n$ weights added at every step |
| $\tanh$ | `activation` | keeps every number of the state between −1 and 1 |
| $y_t$ | output | the network's output: a `Dense` layer with weights $V$, bias $c$ and activation $g$ |
"""


@st.fragment
def show() -> None:
    """Equations on the left, an interactive state of one number on the right."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        st.markdown(
            "A recurrent network reads one step at a time and carries a **state** along. Each direction has its own "
            "weights, and their equations differ in one sign: where the neighbouring state comes from."
        )
        for direction, equation in (("forward", FORWARD), ("backward", BACKWARD), ("bidirectional", OUTPUT)):
            badges.direction_badge(direction)
            st.latex(equation)
        st.markdown(
            r"Both states start at zero: $\overrightarrow{h}_0 = 0$ before the first of $T$ steps, "
            r"$\overleftarrow{h}_{T+1} = 0$ after the last."
        )
    with right:
        _example()
    st.markdown(SYMBOLS)


def _example() -> None:
    st.markdown(
        "This state has **one number**, with the same $W$ and $U$ in both directions and $b = 0$. The input is 1 at "
        "one step and 0 at all others. Move it to see which states it reaches."
    )
    with st.grid(3, min_column_width=150):
        position = st.slider("Step of the input", 1, NUM_STEPS, 4, key="state_position")
        kernel = st.slider("Kernel W", -2.0, 2.0, 1.0, 0.1, key="state_kernel")
        recurrent_kernel = st.slider("Recurrent kernel U", -1.5, 1.5, 0.8, 0.1, key="state_recurrent_kernel")
    frame = impulse_response(NUM_STEPS, position, kernel, recurrent_kernel)
    alt = (
        f"The input is at step {position}. Forward states are zero before it, backward states are zero after it. "
        f"At step {NUM_STEPS} the forward state is {frame['forward'].iloc[-1]:.2f}, at step 1 the backward state is "
        f"{frame['backward'].iloc[0]:.2f}."
    )
    chart(impulse_chart(frame), "state_spread", alt)
    after, before = min(position + 1, NUM_STEPS), max(position - 1, 1)
    st.latex(
        rf"\begin{{aligned}} \overrightarrow{{h}}_{after} &= {_in_latex(frame, after, 'forward')} \\ "
        rf"\overleftarrow{{h}}_{before} &= {_in_latex(frame, before, 'backward')} \end{{aligned}}"
    )
    with st.expander("All numbers"):
        st.dataframe(
            frame.rename(columns={f"{name}_sum": f"calculation ({name})" for name in ("forward", "backward")}),
            hide_index=True,
            column_config={name: st.column_config.NumberColumn(format="%.2f") for name in ("forward", "backward")},
            alt="Input and both states at each step",
        )


def _in_latex(frame: pd.DataFrame, step: int, direction: str) -> str:
    row = frame.iloc[step - 1]
    formula = row[f"{direction}_sum"].replace("tanh", r"\tanh").replace("·", r"\cdot")
    return f"{formula} = {row[direction] + 0.0:.2f}"
