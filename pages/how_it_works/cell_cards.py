"""SimpleRNN, GRU and LSTM side by side: how the state flows through the gates, and where the parameters are."""

from collections.abc import Callable

import streamlit as st

from core.config import Cell
from pages.how_it_works.cell_equations import CELLS, CellLesson, num_layer_params
from pages.shared.ui import svg
from pages.shared.ui.formats import count

# Sky blue and orange of Okabe and Ito; a gate is also round and a candidate square.
GATE, CANDIDATE = "#56B4E9", "#E69F00"
_WIDTH, _FLOW_HEIGHT, _LANE = 320, 186, 30
_WEIGHTS_HEIGHT, _TOP = 190, 24


@st.fragment
def show() -> None:
    """Adjustable sizes, and a card for each cell with its drawing, equations and parameters."""
    st.markdown(
        "All three read a sequence in the same way and differ in how they update the state. A **gate** (round) is a "
        "factor between 0 and 1 for every number of the state. A **candidate** (square) is new content."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        inputs = st.slider("Input size d", 1, 512, 128, key="lesson_inputs", width="stretch")
        units = st.slider("Units n", 1, 256, 128, key="lesson_units", width="stretch")
        both = st.toggle("Bidirectional", key="lesson_both_ways", help="Two layers, one for each direction.")
    for column, cell in zip(st.columns(len(CELLS)), CELLS, strict=True):
        with column.container(border=True, height="stretch", key=f"lesson_cell_{cell.name}"):
            _card(cell, inputs, units, both)
    st.caption(
        "The blocks are drawn to scale: the kernel (d rows) above the recurrent kernel (n rows), n columns for each "
        "gate or candidate. Each also has n biases; in Keras' GRU, 2n."
    )
    with st.expander("Equations"):
        for column, cell in zip(st.columns(len(CELLS)), CELLS, strict=True):
            with column:
                st.markdown(f"**{cell.name}**")
                lines = r" \\ ".join(cell.equations).replace("=", "&=")
                st.latex(rf"\begin{{aligned}} {lines} \end{{aligned}}")
        st.caption(
            "σ is the sigmoid, ⊙ multiplies element by element. In Keras' GRU, $b_z$ and $b_r$ are each the sum of two "
            "biases."
        )


def _card(cell: CellLesson, inputs: int, units: int, both: bool) -> None:
    st.subheader(cell.name, anchor=False)
    svg.show(flow(cell), f"lesson_flow_{cell.name}")
    st.markdown(cell.idea)
    st.space("stretch")
    total = num_layer_params(cell.name, inputs, units, "bidirectional" if both else "forward")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.metric("parameters", count(total), width="content")
        st.latex(("2 \\cdot " if both else "") + cell.formula)
    st.text(f"{'2 · ' if both else ''}{cell.arithmetic(inputs, units)}")
    svg.show(weights(cell, inputs, units), f"lesson_weights_{cell.name}")


def flow(cell: CellLesson) -> str:
    """How the state changes from the previous step (left) to this one (right), with the input from below."""
    parts, alt = _FLOWS[cell.name]()
    return svg.drawing(_WIDTH, _FLOW_HEIGHT, f"{cell.name}: {alt}", parts)


def weights(cell: CellLesson, inputs: int, units: int) -> str:
    """Each gate's kernel (inputs x units) above its recurrent kernel (units x units), to scale.

    The scale is that of the largest cell, so that the three drawings can be compared.
    """
    num_blocks = max(len(other.gates) for other in CELLS)
    scale = min((_WIDTH - 4 * num_blocks) / (num_blocks * units), (_WEIGHTS_HEIGHT - _TOP - 4) / (inputs + units))
    width, kernel, recurrent = units * scale, inputs * scale, units * scale
    left = (_WIDTH - len(cell.gates) * (width + 4)) / 2
    parts = []
    for number, gate in enumerate(cell.gates):
        x = left + number * (width + 4)
        color = GATE if gate.role == "gate" else CANDIDATE
        parts.append(svg.text(x + width / 2, _TOP - 8, gate.letter, 14, weight=700))
        parts.append(svg.box(x, _TOP, width, kernel, color, fill=0.75, radius=0, stroke_width=1))
        parts.append(svg.box(x, _TOP + kernel + 2, width, recurrent, color, fill=0.3, radius=0, stroke_width=1))
    alt = f"{len(cell.gates)} blocks of {inputs} by {units} and {units} by {units} weights"
    return svg.drawing(_WIDTH, _WEIGHTS_HEIGHT, f"{cell.name}: {alt}", parts)


def _simple_rnn() -> tuple[list[str], str]:
    parts = [
        *_lane("h", "h"),
        _block(160, _LANE, "h", CANDIDATE),
        svg.vertical_arrow(160, 136, _LANE + 18, opacity=0.6),
        _input(160),
    ]
    return parts, "the old state and the input go through tanh and become the new state"


def _gru() -> tuple[list[str], str]:
    parts = [
        *_lane("h", "h"),
        _operation(110, "×"), _operation(214, "+"),
        _gate(110, 94, "z"), svg.vertical_arrow(110, 78, _LANE + 12, opacity=0.6),
        _block(214, 94, "ĥ", CANDIDATE), svg.vertical_arrow(214, 76, _LANE + 12, opacity=0.6),
        svg.text(222, 70, "1 − z", 12, "start"),
        _gate(162, 94, "r"), svg.horizontal_arrow(179, 196, 94, opacity=0.6),
        *_inputs(110, 162, 214),
    ]  # fmt: skip
    return parts, "gate z keeps a share of the old state, the rest is the candidate, which sees the old state through r"


def _lstm() -> tuple[list[str], str]:
    parts = [
        *_lane("c", "c"),
        _operation(84, "×"), _operation(162, "+"),
        _gate(84, 94, "f"), svg.vertical_arrow(84, 78, _LANE + 12, opacity=0.6),
        _gate(136, 94, "i"), _block(188, 94, "ĉ", CANDIDATE),
        svg.line(f"M136 78V70H188V76M162 70V{_LANE + 14}", opacity=0.6),
        svg.text(170, 66, "×", 13, "start"),
        _gate(250, 94, "o"), svg.line(f"M250 {_LANE}V78", opacity=0.6),
        svg.horizontal_arrow(267, 296, 94, opacity=0.6), svg.symbol(300, 99, "h", "t"),
        *_inputs(84, 136, 188, 250),
    ]  # fmt: skip
    return (
        parts,
        "gate f keeps a share of the old memory, i adds a share of the candidate, o sets what the state shows",
    )


_FLOWS: dict[Cell, Callable[[], tuple[list[str], str]]] = {"SimpleRNN": _simple_rnn, "GRU": _gru, "LSTM": _lstm}


def _lane(before: str, after: str) -> list[str]:
    """The state from the previous step to this step."""
    return [
        svg.symbol(2, _LANE + 5, before, "t−1"),
        svg.horizontal_arrow(36, 292, _LANE, width=3),
        svg.symbol(298, _LANE + 5, after, "t"),
    ]  # fmt: skip


def _operation(x: float, sign: str) -> str:
    return _opaque(svg.circle(x, _LANE, 11, fill=0)) + svg.text(x, _LANE + 5.5, sign, 16, weight=700)


def _gate(x: float, y: float, letter: str) -> str:
    return svg.circle(x, y, 16, GATE, fill=0.4) + svg.text(x, y + 5, letter, 15, weight=700)


def _block(x: float, y: float, letter: str, color: str) -> str:
    return _opaque(svg.box(x - 17, y - 17, 34, 34)) + (
        svg.box(x - 17, y - 17, 34, 34, color, fill=0.4) + svg.text(x, y + 5, letter, 15, weight=700)
    )


def _opaque(shape: str) -> str:
    """The same shape filled with the page's background, which hides the line behind it."""
    return shape.replace('fill="currentColor" fill-opacity="0"', 'fill="var(--st-background-color)"')


def _inputs(*places: float) -> list[str]:
    """The input and the previous state go to every gate."""
    rail = svg.line(f"M{places[0]:g} 140H{places[-1]:g}", opacity=0.6)
    return [rail, *(svg.vertical_arrow(x, 140, 112, opacity=0.6) for x in places), _input((places[0] + places[-1]) / 2)]


def _input(x: float) -> str:
    stem = svg.line(f"M{x:g} 156V136", opacity=0.6)
    return stem + svg.symbol(x - 5, 176, "x", "t", "end") + svg.symbol(x + 2, 176, "and h", "t−1")
