"""Sending runs off to be trained: the pair that Bothways is about, or any settings."""

from collections.abc import Sequence

import streamlit as st

from core import jobs
from core.config import RunConfig
from core.runs import Run
from pages.shared import cached, widgets
from pages.shared.estimate import estimated_seconds
from pages.shared.formats import seconds

PAIR_TAG = "pair"


def pair(config: RunConfig) -> list[RunConfig]:
    """A config and its twin, the one that reads one way first."""
    return sorted([config, config.twin()], key=lambda member: member.model.direction == "bidirectional")


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


def submit(configs: Sequence[RunConfig]) -> list[Run]:
    """Queue these runs; two or more are tagged as a pair."""
    tags = (PAIR_TAG,) if len(configs) > 1 else ()
    return jobs.submit(cached.store(), cached.settings(), configs, tags=tags)


def submit_and_show(configs: Sequence[RunConfig]) -> None:
    """Queue these runs and go to the Runs page with all of them selected."""
    with widgets.errors_told():
        runs = submit(configs)
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
