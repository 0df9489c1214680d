"""The presenter view: the box, the verdicts and Why, large and by keyboard, and nothing else; `?present=1` opens it."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.runs.run import Run
from pages.score.explain.why import KINDS, WHY
from pages.score.inputs import text

_PRESENT = "present"  # in the address
_ALONE = "score_alone"  # the place of the network that is shown alone, counted from 1; 0 shows all


def is_presented() -> bool:
    """Whether the address asks for the presenter view."""
    return st.query_params.get(_PRESENT) == "1"


def present() -> None:
    """Open the presenter view; for buttons' `on_click`."""
    st.query_params[_PRESENT] = "1"


def controls(runs: Sequence[Run]) -> DeltaGenerator:
    """The keys, each on the button that does the same, and the place beside them for a hint.

    The frame that `app.py` draws is hidden by `assets/styles.css`.
    """
    with st.container(horizontal=True, key="presenter_keys", vertical_alignment="center"):
        st.button("Next example", type="tertiary", shortcut="Alt+N", key="present_next",
                  on_click=text.take_next_example, args=(runs,))  # fmt: skip
        st.button("Clear", type="tertiary", shortcut="Alt+X", key="present_clear", on_click=text.clear)
        st.button("Networks", type="tertiary", shortcut="Alt+M", key="present_toggle", on_click=_toggle,
                  args=(len(runs),), disabled=len(runs) < 2)  # fmt: skip
        st.button("Why", type="tertiary", shortcut="Alt+Y", key="present_why", on_click=_next_why)
        st.button("Leave", type="tertiary", shortcut="Esc", key="present_leave", on_click=_leave)
        return st.container()


def presented_runs(runs: Sequence[Run]) -> list[Run]:
    """All runs, or the one that is shown alone."""
    place = st.session_state.get(_ALONE, 0)
    return [runs[place - 1]] if 0 < place <= len(runs) > 1 else list(runs)


def _toggle(number: int) -> None:
    st.session_state[_ALONE] = (st.session_state.get(_ALONE, 0) + 1) % (number + 1)


def _next_why() -> None:
    kinds, shown = (None, *KINDS), st.session_state.get(WHY)
    place = kinds.index(shown) if shown in kinds else 0
    st.session_state[WHY] = kinds[(place + 1) % len(kinds)]


def _leave() -> None:
    st.query_params.pop(_PRESENT, None)
    st.session_state[_ALONE] = 0
