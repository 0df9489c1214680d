"""The presenter view: text box, predictions and explanations, large and by keyboard; `?present=1` opens it."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.runs.run import Run
from pages.score.explain.why import WHY, kinds_of
from pages.score.inputs import text

_PRESENT = "present"  # in the address
_ALONE = "score_alone"  # the position of the only visible network, counted from 1; 0 shows all


def is_open() -> bool:
    """Whether the address opens the presenter view."""
    return st.query_params.get(_PRESENT) == "1"


def present() -> None:
    """Open the presenter view; for buttons' `on_click`."""
    st.query_params[_PRESENT] = "1"


def controls(runs: Sequence[Run]) -> DeltaGenerator:
    """Buttons that name their keys; returns the place for a hint after them.

    The app's header and sidebar are hidden by `assets/styles.css`.
    """
    with st.container(horizontal=True, key="presenter_keys", vertical_alignment="center"):
        st.button("Next example", type="tertiary", shortcut="Alt+N", key="present_next",
                  on_click=text.put_next_example, args=(runs,))  # fmt: skip
        st.button("Clear", type="tertiary", shortcut="Alt+X", key="present_clear", on_click=text.clear)
        st.button("Networks", type="tertiary", shortcut="Alt+M", key="present_toggle", on_click=_show_next_network,
                  args=(len(runs),), disabled=len(runs) < 2)  # fmt: skip
        st.button("Why", type="tertiary", shortcut="Alt+Y", key="present_why", on_click=_show_next_explanation,
                  args=(tuple(kinds_of(runs)),))  # fmt: skip
        st.button("Exit", type="tertiary", shortcut="Esc", key="present_leave", on_click=_close)
        return st.container()


def visible_runs(runs: Sequence[Run]) -> list[Run]:
    """All runs, or the only visible one."""
    position = st.session_state.get(_ALONE, 0)
    return [runs[position - 1]] if 0 < position <= len(runs) > 1 else list(runs)


def _show_next_network(num_runs: int) -> None:
    st.session_state[_ALONE] = (st.session_state.get(_ALONE, 0) + 1) % (num_runs + 1)


def _show_next_explanation(names: Sequence[str]) -> None:
    kinds, current = (None, *names), st.session_state.get(WHY)
    position = kinds.index(current) if current in kinds else 0
    st.session_state[WHY] = kinds[(position + 1) % len(kinds)]


def _close() -> None:
    st.query_params.pop(_PRESENT, None)
    st.session_state[_ALONE] = 0
