"""How long a planned study will take: judged by runs that finished here, else by a few steps of each arm, timed now."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from core.comparison.planning.duration import estimated_seconds
from core.config import RunConfig
from core.directions import DIRECTIONS
from core.errors import BothwaysError
from core.runs.jobs.timing_job import Timing
from core.runs.study import StudyPlan, arm_config, members
from core.training import cost_model
from core.training.cost_model import Lengths, StepTime
from pages.shared.session import cache, dataset_cache
from pages.shared.ui import fragments
from pages.shared.ui.formats import seconds
from pages.train.cautions import DataFacts

_WAITING = "timing"  # what this session wants timed, by the name of its `_Arms`


@dataclass(frozen=True)
class _Arms:
    """What decides the cost: the settings of each arm, and what is known of the data."""

    configs: tuple[RunConfig, ...]
    num_classes: int
    num_seeds: int
    known_rows: int | None
    lengths: Lengths | None

    @property
    def name(self) -> str:
        parts = (*(config.model_dump_json() for config in self.configs), self.num_classes, self.lengths)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def show(plan: StudyPlan, facts: DataFacts, num_classes: int) -> None:
    """The number of runs and the time they take; while nothing tells it, a step of each arm is timed."""
    if not facts.readable:
        st.markdown(f"**{len(members(plan))} runs**")
        return
    configs = tuple(arm_config(plan, arm) for arm in plan.arms)
    arms = _Arms(configs, num_classes, plan.num_seeds, facts.num_rows, _lengths(configs))
    waits = None in _seconds_each(arms) and _state(arms) in ("waiting", "running")
    fragments.live(_cost, 1.0 if waits else None, arms, len(members(plan)), waits)


def _cost(arms: _Arms, num_runs: int, waits: bool) -> None:
    each = _seconds_each(arms)
    if None not in each:
        cache.timings().pop(arms.name, None)
        if waits:
            st.rerun()  # there is nothing left to wait for
        _tell(arms, each, num_runs)
        return
    if waits:
        _go_on(arms)
    told = {
        "waiting": "Timing one step of each arm …",
        "running": "Timing one step of each arm …",
        "cancelled": "The steps of the arms were not timed.",
        "error": "The steps of the arms could not be timed.",
        "done": "The number of rows is not known, so neither is the time.",
    }
    state = _state(arms)
    with st.container(horizontal=True, vertical_alignment="center", key="timing"):
        if state == "running":
            done = cache.timings()[arms.name].num_done / len(arms.configs)
            st.progress(done, text=f"{num_runs} runs · {told[state]}")
            st.button("Cancel", icon=":material/stop_circle:", key="cancel_timing", on_click=_cancel, args=(arms.name,))
        else:
            st.caption(f"{num_runs} runs. {told[state]}")
        if state in ("cancelled", "error"):
            st.button("Time them", icon=":material/timer:", key="time_steps", on_click=_forget, args=(arms.name,))
    if state == "error":
        st.text(cache.timings()[arms.name].error)
    if waits != (state in ("waiting", "running")):
        st.rerun()  # looks again every second, or no longer


def _tell(arms: _Arms, each: Sequence[float], num_runs: int) -> None:
    num_at_once = cache.workspace().max_running
    at_once = "one at a time" if num_at_once == 1 else f"{num_at_once} at a time"
    told = []
    for config, duration, step in zip(arms.configs, each, _known_steps(arms), strict=True):
        timed = f" ({1000 * step.step_seconds:,.0f} ms a step)" if step else ""
        told.append(f"{DIRECTIONS[config.model.direction].word} {seconds(duration)}{timed}")
    finished = None not in _seconds_each(arms, timed=False)
    judged = "runs that finished here" if finished else "a few steps that were timed here"
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            total = seconds(sum(each) * arms.num_seeds)
            st.markdown(f"**{num_runs} runs, about {total}**; {at_once}.", width="stretch")
            if not finished:
                _offer_to_time_again(arms)
        st.caption(f"A run takes at most about: {', '.join(told)}; judged by {judged}.")


def _offer_to_time_again(arms: _Arms) -> None:
    st.button(
        "Time again",
        icon=":material/timer:",
        type="tertiary",
        key="time_again",
        help="What else this machine does makes steps slower; time them when it has nothing else to do.",
        on_click=_time_again,
        args=(arms,),
    )


def _seconds_each(arms: _Arms, timed: bool = True) -> list[float | None]:
    """Of one run of each arm; None where neither a finished run nor timed steps tell it."""
    finished = cache.store().list(("finished",), limit=50)
    epochs = cache.store().epochs([run.run_id for run in finished])
    steps = _known_steps(arms) if timed else [None] * len(arms.configs)
    return [
        estimated_seconds([config], finished, epochs, [step], arms.known_rows)
        for config, step in zip(arms.configs, steps, strict=True)
    ]


def _known_steps(arms: _Arms) -> list[StepTime | None]:
    return cost_model.known_steps(cache.workspace().home, arms.configs, arms.num_classes, arms.lengths)


def _state(arms: _Arms) -> str:
    timing = cache.timings().get(arms.name)
    return timing.state if timing else "waiting"


def _go_on(arms: _Arms) -> None:
    """Start timing when the settings have been left alone since the last look, and end what they have outdated."""
    timings, waited_for = cache.timings(), st.session_state.get(_WAITING)
    st.session_state[_WAITING] = arms.name
    if waited_for != arms.name:
        _cancel(waited_for)
        timings.pop(waited_for, None)
    elif arms.name not in timings:
        timings[arms.name] = Timing(cache.workspace().home, arms.configs, arms.num_classes, arms.lengths)


def _cancel(name: str | None) -> None:
    if timing := cache.timings().get(name):
        timing.cancel()


def _forget(name: str) -> None:
    """Forget what was cancelled or went wrong, so that it is timed again."""
    cache.timings().pop(name, None)


def _time_again(arms: _Arms) -> None:
    cost_model.forget_steps(cache.workspace().home, arms.configs, arms.num_classes, arms.lengths)
    _forget(arms.name)


def _lengths(configs: Sequence[RunConfig]) -> Lengths | None:
    """How many training texts have each number of words, where only they tell how wide a batch is."""
    if not any(cost_model.needs_lengths(config) for config in configs):
        return None
    try:
        corpus = dataset_cache.preview_or_raise(configs[0]).corpus
    except BothwaysError:
        return None  # the page has told it already
    import numpy as np

    words, numbers = np.unique(corpus.lengths[: corpus.class_counts["train"].sum()], return_counts=True)
    return dict(zip(words.tolist(), numbers.tolist(), strict=True))
