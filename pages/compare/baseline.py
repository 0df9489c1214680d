"""The baselines: a button that fits them once for a data set, the progress, and why they may be missing."""

from typing import TYPE_CHECKING

import streamlit as st

from pages.shared.access import visitor
from pages.shared.session import cache
from pages.shared.ui import error_box, fragments

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison
    from core.config import RunConfig
    from core.runs.jobs.baseline_job import BaselineState

_HELP = {
    "text": "Fits logistic regression on TF-IDF of {tokens} and {token} pairs, then on 1- to 3-grams with Naive Bayes "
    "weights, on the same split. Add them to see what accuracy needs no network; the slices need the first of them. "
    "Takes up to two minutes, once per data set.",
    "tokens": "Fits what needs no network, on the same split: the most frequent label, that of each word, and logistic "
    "regressions on windows of the words before, after and around it. Takes a few minutes, once per data set.",
    "series": "Fits logistic regression on the values of all steps, on the same split. Add it to see what accuracy "
    "needs no network. Takes a few seconds, once per data set.",
    "image": "Fits logistic regression on the pixels, on the same split. Add it to see what accuracy needs no network. "
    "Takes up to a minute, once per data set.",
}


def offer(comparison: "Comparison") -> None:
    """A button that fits the baselines, the progress, or why there are none; nothing once all are fitted."""
    from core.evaluation.baselines.baseline_store import NO_BASELINE, baseline_names
    from core.runs.jobs.baseline_job import CHANGED_DATA, UNKNOWN_DATA, baseline_state, data_have_changed

    if comparison.confounds or not comparison.arms:
        return
    run, jobs = comparison.arms[0].runs[0], cache.store().jobs
    names = baseline_names(run.config)
    missing = [name for name in names if name not in comparison.baselines]
    noun = missing[0] if len(missing) == 1 else "baselines"
    if not names:
        _unavailable("linear baseline", "unsupported data", NO_BASELINE)
    elif not missing:
        return
    elif not run.data.get("fingerprint"):
        _unavailable(noun, "no data fingerprint", UNKNOWN_DATA)
    elif (state := baseline_state(jobs, run.config)).status == "running":
        fragments.live(_running, 1.0, run.config, cache.baselines_changed_at())
    elif data_have_changed(jobs, run):
        _unavailable(noun, "the data has changed", CHANGED_DATA)
    else:
        _start(noun, run.config, state)


def _unavailable(noun: str, reason: str, explanation: str) -> None:
    st.caption(f"No {noun}: {reason}", help=explanation, width="content")


def _start(noun: str, config: "RunConfig", state: "BaselineState") -> None:
    from core.comparison.presentation.wording import token_nouns

    token, tokens = token_nouns(config)
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.button(
            f"Add {noun}", icon=":material/linear_scale:", key="fit_baseline", on_click=_fit, args=(config,),
            **visitor.permit("editor", help=_HELP[config.dataset.kind].format(token=token, tokens=tokens)),
        )  # fmt: skip
        if state.status == "failed":
            st.text(state.error)


def _fit(config: "RunConfig") -> None:
    from core.runs.jobs.baseline_job import start_baseline

    with error_box.remember_errors():
        start_baseline(cache.store().jobs, config)


def _running(config: "RunConfig", shown_at: int | None) -> None:
    """The step, and a button that cancels; the page runs again when a baseline has been stored or the fit has ended.

    Args:
        shown_at: the `baselines_changed_at` of the comparison that is shown.
    """
    from core.runs.jobs.baseline_job import baseline_state

    jobs = cache.store().jobs
    state = baseline_state(jobs, config)
    if state.status != "running" or cache.baselines_changed_at() != shown_at:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.caption(f":material/hourglass_top: Fitting the baselines: {state.step} …", width="content")
        st.button("Cancel", key="cancel_baseline", on_click=_cancel, args=(config,), **visitor.permit("editor"))


def _cancel(config: "RunConfig") -> None:
    from core.runs.jobs.baseline_job import cancel_baseline

    with error_box.remember_errors():
        cancel_baseline(cache.store().jobs, config)
