"""Sending runs off to be trained: the pair that Bothways is about, or any settings."""

from collections.abc import Sequence

import streamlit as st

from core import jobs
from core.config import ModelConfig, RunConfig, choices
from core.recipes import RECIPES
from core.runs import Run
from pages.shared import cached, widgets
from pages.shared.estimate import estimated_seconds
from pages.shared.formats import seconds

PAIR_TAG, MERGE_TAG = "pair", "merge modes"
_BY_READERS = choices(ModelConfig, "direction")  # one reader first, then two, then four


def pair(config: RunConfig) -> list[RunConfig]:
    """A config and its twin, the one with fewer readers first."""
    return sorted([config, config.twin()], key=lambda member: _BY_READERS.index(member.model.direction))


def merge_modes(config: RunConfig) -> list[RunConfig]:
    """The same bidirectional run once with each merge mode."""
    return [config.with_settings([f"model.merge_mode={mode}"]) for mode in choices(ModelConfig, "merge_mode")]


def newest_pair(runs: Sequence[Run]) -> list[Run]:
    """The newest two runs that are each other's twins, the one that reads one way first; else the newest run.

    Args:
        runs: newest first.
    """
    newest: dict[str, Run] = {}
    for run in reversed(runs):
        newest[run.config.model_dump_json()] = run
    for run in runs:
        twin = newest.get(run.config.twin().model_dump_json())
        if twin is not None and twin.config.twin() == run.config:
            return sorted([run, twin], key=lambda member: member.config.model.direction == "bidirectional")
    return list(runs[:1])


def submit(configs: Sequence[RunConfig], names: Sequence[str] = (), tag: str = PAIR_TAG) -> list[Run]:
    """Queue these runs; two or more are tagged as belonging together. A recipe's run is called after it."""
    names = names or [_recipe_name(config) for config in configs]
    tags = (tag,) if len(configs) > 1 else ()
    return jobs.submit(cached.store(), cached.settings(), configs, names, tags)


def submit_and_show(configs: Sequence[RunConfig], names: Sequence[str] = (), tag: str = PAIR_TAG) -> None:
    """Queue these runs and go to the Runs page with all of them selected."""
    with widgets.errors_told():
        runs = submit(configs, names, tag)
        st.switch_page("pages/build/runs.py", query_params={"runs": ",".join(run.run_id for run in runs)})
    st.rerun()  # only after a failure, to show its box


def time_estimate(configs: Sequence[RunConfig]) -> str:
    """An honest sentence about how long these runs will take."""
    finished = cached.store().list(("finished",), limit=50)
    total = estimated_seconds(configs, finished, cached.store().epochs([run.run_id for run in finished]))
    if total is None:
        return "No run like this has finished here yet; the first epoch will tell how long it takes."
    together = "for both, one after the other" if len(configs) > 1 else "for this run"
    return f"At most about {seconds(total)} {together}, judged by runs that finished here."


def _recipe_name(config: RunConfig) -> str:
    """The recipe that a config is, wherever its file lies; empty when it is none as published."""
    unplaced = config.model_copy(update={"dataset": config.dataset.model_copy(update={"path": None})})
    return next((recipe.name for recipe in RECIPES.values() if recipe.config == unplaced), "")
