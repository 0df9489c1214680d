"""The runs that the Runs page leaves out, because their records cannot be read."""

import streamlit as st

from pages.runs import actions
from pages.shared.session import cache


def show() -> None:
    """Name each such run with the reason, and offer to delete it: to admins, as nobody knows whose it is."""
    for run_id, error in cache.store().unreadable().items():
        with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"left_out_{run_id}"):
            with st.container(gap="xsmall"):
                st.badge("Left out", icon=":material/warning:", color="orange")
                st.text(f"Run {run_id} cannot be read. {error.problem}")
            actions.delete_button([run_id], [""], key=f"delete_{run_id}")
