"""Sending runs off to be trained: the pair that Bothways is about, or any settings."""

from collections.abc import Sequence

import streamlit as st

from core.catalog import source_of
from core.comparison.planning.duration import estimated_seconds
from core.config import ModelConfig, RunConfig, choices
from core.recipes import RECIPES
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.study import StudyPlan
from core.training import cost_model
from core.training.cost_model import StepTime
from pages.shared.session import cache, routes, state
from pages.shared.ui import errors
from pages.shared.ui.formats import seconds

PAIR_TAG, MERGE_TAG = "pair", "merge modes"
_BY_READERS = choices(ModelConfig, "direction")  # one reader first, then two, then four


def pair(config: RunConfig) -> list[RunConfig]:
    """A config and its twin, the one with fewer readers first."""
    return sorted([config, config.twin()], key=lambda member: _BY_READERS.index(member.model.direction))


def cancel_run(run_id: str) -> None:
    """Ask a run to stop; for buttons' `on_click`."""
    with errors.remember_errors():
        queue.cancel(cache.store(), run_id)


def merge_modes(config: RunConfig) -> list[RunConfig]:
    """The same bidirectional run once with each merge mode."""
    return [config.with_settings([f"model.merge_mode={mode}"]) for mode in choices(ModelConfig, "merge_mode")]


def submit(configs: Sequence[RunConfig], names: Sequence[str] = (), tag: str = PAIR_TAG) -> list[Run]:
    """Queue these runs; two or more are tagged as belonging together. A recipe's run is called after it."""
    names = names or [_recipe_name(config) for config in configs]
    tags = (tag,) if len(configs) > 1 else ()
    return queue.submit(cache.store(), cache.workspace(), configs, names, tags)


def submit_and_show(configs: Sequence[RunConfig], names: Sequence[str] = (), tag: str = PAIR_TAG) -> None:
    """Queue these runs and go to the Runs page with all of them selected."""
    with errors.remember_errors():
        runs = submit(configs, names, tag)
        st.switch_page(routes.RUNS, query_params={"runs": ",".join(run.run_id for run in runs)})
    st.rerun()  # only after a failure, to show its box


def submit_study_and_show(plan: StudyPlan, name: str) -> None:
    """Queue all runs of a study and go to the Runs page, which shows it."""
    with errors.remember_errors():
        study = queue.submit_study(cache.store(), cache.workspace(), plan, name)
        st.switch_page(routes.RUNS, query_params={state.STUDY: study.study_id})
    st.rerun()  # only after a failure, to show its box


def time_estimate(configs: Sequence[RunConfig], known_rows: int | None = None) -> str:
    """An honest sentence about how long these runs will take.

    Args:
        known_rows: of their data, where somebody has read them.
    """
    finished = cache.store().list(("finished",), limit=50)
    epochs = cache.store().epochs([run.run_id for run in finished])
    together = "for both, one after the other" if len(configs) > 1 else "for this run"
    if total := estimated_seconds(configs, finished, epochs):
        return f"At most about {seconds(total)} {together}, judged by runs that finished here."
    if total := estimated_seconds(configs, finished, epochs, _timed_steps(configs), known_rows):
        return f"At most about {seconds(total)} {together}, judged by a few steps that were timed here."
    assumed = [cost_model.assumed_step(config) for config in configs]
    if total := estimated_seconds(configs, finished, epochs, assumed, known_rows):
        return f"Roughly {seconds(total)} {together}, as on the two cores of our benchmarks; its first steps will tell."
    return "No run like this has finished here yet; the first epoch will tell how long it takes."


def _timed_steps(configs: Sequence[RunConfig]) -> list[StepTime | None]:
    """What was timed for a study that was planned here."""
    if any(cost_model.needs_lengths(config) for config in configs):
        return [None] * len(configs)
    num_classes = len(source_of(configs[0].dataset).classes) or 2
    return cost_model.known_steps(cache.workspace().home, configs, num_classes)


def _recipe_name(config: RunConfig) -> str:
    """The recipe that a config is, wherever its file lies; empty when it is none as published."""
    unplaced = config.model_copy(update={"dataset": config.dataset.model_copy(update={"path": None})})
    return next((recipe.name for recipe in RECIPES.values() if recipe.config == unplaced), "")
