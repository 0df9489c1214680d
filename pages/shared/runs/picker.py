"""Choose runs by name; the choice lives in the address."""

from collections.abc import Collection, Sequence

import streamlit as st

from core.runs.run import Run
from pages.shared.runs.run_labels import run_label
from pages.shared.session import state

MAX_LISTED = 100  # a browser takes long to prepare a list of a thousand


def run_picker(
    label: str,
    runs: Sequence[Run],
    key: str,
    max_selections: int | None = None,
    help: str | None = None,
    always: Collection[str] = (),
) -> list[Run]:
    """Choose runs by name; the choice lives in the address as `?runs=a,b`.

    Args:
        runs: those that may be chosen, newest first; ids in the address that are not among them are left out. Where
            they are many, the newest are listed, until a toggle lists all.
        always: ids of runs that are listed, however many are newer.
    """
    by_id = {run.run_id: run for run in runs}
    st.session_state[key] = state.runs_in_address(by_id)[:max_selections]
    listed, toggle = list(by_id), f"{key}_all"
    is_long = len(listed) > MAX_LISTED
    if is_long and not st.session_state.get(toggle):
        kept = {*listed[:MAX_LISTED], *st.session_state[key], *always}
        listed = [run_id for run_id in listed if run_id in kept]
    st.multiselect(
        label,
        listed,
        key=key,
        help=help,
        max_selections=max_selections,
        placeholder="Type a name or choose from the list",
        format_func=lambda run_id: run_label(by_id[run_id]),
        on_change=lambda: state.put_runs_alone_in_address(st.session_state[key]),
    )
    if is_long:
        st.toggle(f"List all {len(runs):,} runs", key=toggle, help=f"The list has the newest {MAX_LISTED} runs.")
    return [by_id[run_id] for run_id in st.session_state[key]]
