"""The linear baseline: a button that fits it once for a data set, its progress, and why it may be missing."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.shared.session import cache
from pages.shared.ui import error_box, fragments

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.config import RunConfig
    from core.runs.jobs.baseline_job import BaselineState


def offer(comparison: "Comparison") -> None:
    """A button that fits the linear baseline, its progress, or why there is none; nothing once it is fitted."""
    from core.evaluation.linear_baseline import NO_BASELINE, has_baseline
    from core.runs.jobs.baseline_job import CHANGED_DATA, UNKNOWN_DATA, baseline_state, data_have_changed

    if comparison.baseline or comparison.confounds or not comparison.arms:
        return
    run, jobs = comparison.arms[0].runs[0], cache.store().jobs
    if not has_baseline(run.config):
        _unavailable("unsupported data", NO_BASELINE)
    elif not run.data.get("fingerprint"):
        _unavailable("no data fingerprint", UNKNOWN_DATA)
    elif (state := baseline_state(jobs, run.config)).status == "running":
        fragments.live(_running, 1.0, run.config)
    elif data_have_changed(jobs, run):
        _unavailable("the data has changed", CHANGED_DATA)
    else:
        _start(run.config, state)


def _unavailable(reason: str, explanation: str) -> None:
    st.caption(f"No linear baseline: {reason}", help=explanation, width="content")


def _start(config: "RunConfig", state: "BaselineState") -> None:
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.button(
            "Add linear baseline", icon=":material/linear_scale:", key="fit_baseline", on_click=_fit,
            args=(config,),
            help="Fits logistic regression on TF-IDF of words and word pairs, on the same split. Add it to see what "
            "accuracy needs no network; the slices need its weights, too. Takes up to a minute, once per data set.",
        )  # fmt: skip
        if state.status == "failed":
            st.text(state.error)


def _fit(config: "RunConfig") -> None:
    from core.runs.jobs.baseline_job import start_baseline

    with error_box.remember_errors():
        start_baseline(cache.store().jobs, config)


def _running(config: "RunConfig") -> None:
    from core.runs.jobs.baseline_job import baseline_state, cancel_baseline

    jobs = cache.store().jobs
    state = baseline_state(jobs, config)
    if state.status != "running":
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.caption(f":material/hourglass_top: Fitting the linear baseline: {state.step} …", width="content")
        st.button("Cancel", key="cancel_baseline", on_click=cancel_baseline, args=(jobs, config))
