"""Choose runs by name; the choice lives in the address."""

from collections.abc import Sequence

import streamlit as st

from core.runs.run import Run
from pages.shared.runs.run_labels import run_label
from pages.shared.session import state


def run_picker(
    label: str, runs: Sequence[Run], key: str, max_selections: int | None = None, help: str | None = None
) -> list[Run]:
    """Choose runs by name; the choice lives in the address as `?runs=a,b`.

    Args:
        runs: those that may be chosen; ids in the address that are not among them are left out.
    """
    by_id = {run.run_id: run for run in runs}
    st.session_state[key] = state.runs_in_address(by_id)[:max_selections]
    st.multiselect(
        label,
        list(by_id),
        key=key,
        help=help,
        max_selections=max_selections,
        placeholder="Type a name or choose from the list",
        format_func=lambda run_id: run_label(by_id[run_id]),
        on_change=lambda: state.put_runs_alone_in_address(st.session_state[key]),
    )
    return [by_id[run_id] for run_id in st.session_state[key]]
