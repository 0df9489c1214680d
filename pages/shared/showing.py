"""Showing: which runs people see first on Home and on the Score page."""

import streamlit as st

from core import demo
from core.run import Run
from pages.shared import cached, widgets

_SHOW_HELP = (
    "Home and the Score page open with it, in place of the networks that come with Bothways and beside up to "
    f"{demo.MOST_SHOWN - 1} others that are shown."
)


def show_button(run: Run) -> None:
    """Make a run one of those that are shown, or take it away from them; without any, the shipped pair is shown."""
    if run.run_id in demo.chosen_ids(cached.settings().home):
        st.button(
            "Stop showing", icon=":material/visibility_off:", help="Home and the Score page open without it again.",
            on_click=_stop_showing, args=(run.run_id,),
        )  # fmt: skip
    else:
        st.button("Show this one", icon=":material/co_present:", help=_SHOW_HELP, on_click=_show, args=(run.run_id,))


def _show(run_id: str) -> None:
    with widgets.errors_told():
        others = [run.run_id for run in cached.shown_runs() if not demo.is_demo(run) and run.run_id != run_id]
        demo.show_these(cached.settings().home, [*others, run_id][-demo.MOST_SHOWN :])


def _stop_showing(run_id: str) -> None:
    with widgets.errors_told():
        home = cached.settings().home
        others = [run.run_id for run in cached.shown_runs() if run.run_id != run_id]
        demo.show_these(home, others) if others else demo.show_shipped(home)
