"""SimpleRNN, GRU and LSTM side by side: what each gate does and where the parameters sit."""

import streamlit as st

from pages.how_it_works import cell_pictures as pictures
from pages.how_it_works.cell_equations import CELLS, CellLesson, num_layer_params
from pages.shared.ui import svg
from pages.shared.ui.formats import count


@st.fragment
def show() -> None:
    """Sizes to set, and a card for each cell with its drawing, equations and parameters."""
    st.markdown(
        "All three read in the same way and differ in how they keep the state. A **gate** (round) is a share between 0 "
        "and 1 for every number of the state; it multiplies what flows by. A **candidate** (square) is new content."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        inputs = st.slider("d, numbers in each input", 1, 512, 128, key="lesson_inputs", width="stretch")
        units = st.slider("n, units", 1, 256, 128, key="lesson_units", width="stretch")
        both = st.toggle("Both ways", key="lesson_both_ways", help="Two layers, one for each direction.")
    for column, cell in zip(st.columns(len(CELLS)), CELLS, strict=True):
        with column.container(border=True, height="stretch", key=f"lesson_cell_{cell.name}"):
            _card(cell, inputs, units, both)
    st.caption(
        "The blocks are drawn to scale: the kernel (d rows) above, the recurrent kernel (n rows) beneath, n columns "
        "for each gate or candidate. Each also has n biases; in Keras' GRU twice."
    )
    with st.expander("Equations"):
        for column, cell in zip(st.columns(len(CELLS)), CELLS, strict=True):
            with column:
                st.markdown(f"**{cell.name}**")
                lines = r" \\ ".join(cell.equations).replace("=", "&=")
                st.latex(rf"\begin{{aligned}} {lines} \end{{aligned}}")
        st.caption(
            "σ is the sigmoid, ⊙ multiplies number by number. In Keras' GRU, $b_z$ and $b_r$ are two biases added."
        )


def _card(cell: CellLesson, inputs: int, units: int, both: bool) -> None:
    st.subheader(cell.name, anchor=False)
    svg.show(pictures.flow(cell), f"lesson_flow_{cell.name}")
    st.markdown(cell.idea)
    st.space("stretch")
    total = num_layer_params(cell.name, inputs, units, "bidirectional" if both else "forward")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.metric("parameters", count(total), width="content")
        st.latex(("2 \\cdot " if both else "") + cell.formula)
    st.text(f"{'2 · ' if both else ''}{cell.arithmetic(inputs, units)}")
    svg.show(pictures.weights(cell, inputs, units), f"lesson_weights_{cell.name}")
