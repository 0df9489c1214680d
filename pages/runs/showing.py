"""Showing: which runs people see first on Home and on the Score page."""

import streamlit as st

from core.runs import bundled, showcase
from core.runs.run import Run
from pages.shared.session import cache
from pages.shared.ui import errors

_SHOW_HELP = (
    "Home and the Score page open with it, in place of the networks that come with Bothways and beside up to "
    f"{showcase.MAX_RUNS - 1} others that are shown."
)


def show_button(run: Run) -> None:
    """Make a run one of those that are shown, or take it away from them; without any, the shipped pair is shown."""
    if run.run_id in showcase.showcase_ids(cache.settings().home):
        st.button(
            "Stop showing", icon=":material/visibility_off:", help="Home and the Score page open without it again.",
            on_click=_stop_showing, args=(run.run_id,),
        )  # fmt: skip
    else:
        st.button("Show this one", icon=":material/co_present:", help=_SHOW_HELP, on_click=_show, args=(run.run_id,))


def _show(run_id: str) -> None:
    with errors.remember_errors():
        others = [run.run_id for run in cache.shown_runs() if not bundled.is_demo(run) and run.run_id != run_id]
        showcase.set_showcase(cache.settings().home, [*others, run_id][-showcase.MAX_RUNS :])


def _stop_showing(run_id: str) -> None:
    with errors.remember_errors():
        home = cache.settings().home
        others = [run.run_id for run in cache.shown_runs() if run.run_id != run_id]
        showcase.set_showcase(home, others) if others else showcase.reset_showcase(home)
