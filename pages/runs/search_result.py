"""The result of a search: its best trial, what to do with it, the best score by budget, and all trials at a glance."""

from collections.abc import Sequence

import streamlit as st

from core.reports.figures import searches
from core.runs.search import Search, Trial, best_trial
from core.runs.search.next_trials import read_trials
from core.runs.search.search_queue import NUM_SEEDS, train_best
from core.runs.search.trial_wording import (
    SOURCE,
    budget_notes,
    expected_of,
    score_text,
    settings_phrase,
    winner_caution,
)
from pages.shared.access import visitor
from pages.shared.session import cache, routes, state
from pages.shared.ui import error_box
from pages.shared.ui.chart import chart
from pages.shared.ui.formats import literal

_COORDINATES_TEXT = "A line for each trial; better scores are higher up, and the best trial is orange."


def result(search_id: str) -> None:
    """The result so far; where no trial has a score yet, what will appear."""
    search = cache.store().searches.get(search_id)
    trials, plan = read_trials(cache.store(), search), search.plan
    if best := best_trial(trials, plan):
        _best(search, best, trials)
    if not any(trial.score is not None for trial in trials):
        st.caption("The best trial and its settings appear here when the first trial has finished.")
        return
    left, right = st.columns(2, gap="medium")
    monitor = plan.config.train.monitor
    with left:
        expected = expected_of(trials, plan)
        if expected:
            points = "; ".join(f"{one.num_trials} trials {score_text(one.mean, monitor)}" for one in expected)
            chart(searches.best_by_budget(trials, plan), "best_by_budget", f"Expected best {monitor}: {points}")
            st.caption(f"{' '.join(budget_notes(trials, plan))} [Dodge and others 2019]({SOURCE})")
    with right:
        lines = "; ".join(f"trial {one.number} {score_text(one.score, monitor)}" for one in trials)
        chart(searches.trial_coordinates(trials, plan), "trial_coordinates", f"Settings and {monitor}. {lines}")
        st.caption(_COORDINATES_TEXT)


def _best(search: Search, best: Trial, trials: Sequence[Trial]) -> None:
    with st.container(border=True, key="best_trial", gap="xsmall"):
        left, right = st.columns([1, 4], vertical_alignment="center")
        left.metric(f"Best {best.monitor}", score_text(best.score, best.monitor))
        with right:
            st.markdown(f"**Trial {best.number}:** {literal(settings_phrase(best, search.plan))}")
            st.caption(winner_caution(best, trials))
            with st.container(horizontal=True, gap="small"):
                if st.button("Use on Train", icon=":material/tune:", type="primary", key="use_best"):
                    st.switch_page(routes.TRAIN, query_params={"from": best.run.run_id})
                label = f"Train with {NUM_SEEDS} seeds"
                if st.button(label, icon=":material/play_arrow:", key="train_best", **visitor.permit("editor")):
                    with error_box.remember_errors():
                        runs = train_best(cache.store(), cache.workspace(), search.search_id)
                        query = {state.RUNS: ",".join(run.run_id for run in runs)}
                        st.switch_page(routes.RUNS, query_params=query)
                    st.rerun()  # only after a failure, to show its box
