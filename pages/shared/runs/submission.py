"""Submitting runs, studies and searches for training, and cancelling runs."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.comparison.planning.duration import duration_sentence
from core.config import RunConfig
from core.recipes import recipe_name
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.search import SearchPlan
from core.runs.search.search_queue import submit_search
from core.runs.study import StudyPlan
from pages.shared.session import cache, routes, state
from pages.shared.ui import error_box

PAIR_TAG, MERGE_TAG = "pair", "merge modes"


def cancel_run(run_id: str) -> None:
    """Ask a run to stop; for buttons' `on_click`."""
    with error_box.remember_errors():
        queue.cancel(cache.store(), run_id)


def submit(configs: Sequence[RunConfig], names: Sequence[str] = (), tag: str = PAIR_TAG) -> list[Run]:
    """Queue these runs; two or more get a common tag. A recipe's run has its name."""
    names = names or [recipe_name(config) for config in configs]
    tags = (tag,) if len(configs) > 1 else ()
    return queue.submit(cache.store(), cache.workspace(), configs, names, tags)


def submit_and_show(configs: Sequence[RunConfig], names: Sequence[str] = (), tag: str = PAIR_TAG) -> None:
    """Queue these runs and go to the Runs page with all of them selected."""
    with error_box.remember_errors():
        runs = submit(configs, names, tag)
        st.switch_page(routes.RUNS, query_params={"runs": ",".join(run.run_id for run in runs)})
    st.rerun()  # only after a failure, to show its box


def submit_study_and_show(plan: StudyPlan, name: str) -> None:
    """Queue all runs of a study and go to the Runs page, which shows it."""
    with error_box.remember_errors():
        study = queue.submit_study(cache.store(), cache.workspace(), plan, name)
        st.switch_page(routes.RUNS, query_params={state.STUDY: study.study_id})
    st.rerun()  # only after a failure, to show its box


def submit_search_and_show(plan: SearchPlan, name: str) -> None:
    """Queue the first trials of a search and go to the Runs page, which shows it."""
    with error_box.remember_errors():
        search = submit_search(cache.store(), cache.workspace(), plan, name)
        st.switch_page(routes.RUNS, query_params={state.STUDY: search.search_id})
    st.rerun()  # only after a failure, to show its box


def time_estimate(
    configs: Sequence[RunConfig], num_rows: int | None = None, own_sets: Mapping[str, int] | None = None
) -> str:
    """How long these runs take, as a sentence.

    Args:
        num_rows: rows of their data, if they have been read.
        own_sets: of these, the rows of the sets that come with a file.
    """
    return duration_sentence(cache.store(), configs, num_rows, own_sets)
