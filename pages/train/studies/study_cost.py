"""How long a planned study takes: from runs that finished here, else from a few steps of each arm, timed now."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from core.comparison.planning.cost import StudyCost, study_cost
from core.comparison.planning.crowding import crowds_of, is_measured, measured_side_by_side
from core.comparison.planning.duration import read_finished_runs
from core.comparison.planning.part_sizes import part_sizes
from core.config import RunConfig
from core.errors import BothwaysError
from core.runs.jobs.timing_job import Timing
from core.runs.study import SideBySide, StudyPlan, arm_config, num_final_runs, side_by_side_sentence
from core.training import cost_model
from core.training.cost_model import Crowd, Lengths, StepTime
from core.training.tf_runtime import num_cores
from pages.shared.access import visitor
from pages.shared.session import cache, dataset_cache
from pages.shared.ui import fragments
from pages.train.cautions import DataFacts

_WAITING = "timing"  # the arms that this session is about to time, by the name of its `_Arms`
_STATES = {
    "waiting": "Timing one step of each arm …",
    "running": "Timing one step of each arm …",
    "cancelled": "The steps of the arms were not timed.",
    "error": "The steps of the arms could not be timed.",
    "done": "The number of rows is unknown, so the duration is too.",
}


@dataclass(frozen=True)
class _Arms:
    """All that decides the cost: the plan with the settings of its arms, and facts about the data."""

    plan: StudyPlan
    configs: tuple[RunConfig, ...]
    num_classes: int
    num_rows: int | None
    own_sets: Mapping[str, int]
    lengths: Lengths | None
    crowds: tuple[Crowd, ...]

    @property
    def name(self) -> str:
        parts = (*(config.model_dump_json() for config in self.configs), self.num_classes, self.lengths, self.crowds)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def show(plan: StudyPlan, facts: DataFacts, num_classes: int) -> SideBySide | None:
    """The number of runs and the time they take; while that is unknown, a few steps of each arm are timed.

    Returns:
        How the runs train best at the same time, once that has been measured.
    """
    if not facts.readable:
        st.markdown(f"**{num_final_runs(plan)} runs**")
        return None
    configs = tuple(arm_config(plan, arm) for arm in plan.arms)
    crowds = crowds_of(plan, cache.workspace().is_limited)
    arms = _Arms(plan, configs, num_classes, facts.num_rows, facts.own_sets, _lengths(configs), crowds)
    waits = visitor.may("editor") and not _is_known(arms) and _state(arms) in ("waiting", "running")
    fragments.live(_show_cost, 1.0 if waits else None, arms, waits)
    return _together(arms)


def _show_cost(arms: _Arms, waits: bool) -> None:
    cost = _cost(arms)
    if _is_known(arms):
        cache.timings().pop(arms.name, None)
        if waits:
            st.rerun()  # there is nothing left to wait for
        _show_total(arms, cost)
        return
    if not visitor.may("editor"):  # who may not start processes
        st.caption(f"{cost.total}.")
        return
    if waits:
        _continue_timing(arms)
    state = _state(arms)
    if cost.seconds is not None:  # only how many runs train best at the same time is unknown
        _show_total(arms, cost, state == "running")
        if waits != (state in ("waiting", "running")):
            st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center", key="timing"):
        if state == "running":
            done = cache.timings()[arms.name].num_done / len(arms.configs)
            st.progress(done, text=f"{cost.total} · {_STATES[state]}")
            st.button("Cancel", icon=":material/stop_circle:", key="cancel_timing", on_click=_cancel, args=(arms.name,))
        else:
            st.caption(f"{cost.total}. {_STATES[state]}")
        if state in ("cancelled", "error"):
            st.button("Time steps", icon=":material/timer:", key="time_steps", on_click=_forget, args=(arms.name,))
    if state == "error":
        st.text(cache.timings()[arms.name].error)
    if waits != (state in ("waiting", "running")):
        st.rerun()  # looks again every second, or no longer


def _show_total(arms: _Arms, cost: StudyCost, is_measuring: bool = False) -> None:
    num_running = cost.together.num_runs if cost.together else cache.workspace().max_running
    at_once = "one at a time" if num_running == 1 else f"{num_running} at a time"
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{cost.total}**; {at_once}.", width="stretch")
            if cost.basis == "timed":
                _time_again_button(arms)
        st.caption(cost.arms_sentence)
        if is_measuring:
            st.caption("Measuring how many runs train best side by side …")
        elif arms.crowds:
            st.caption(side_by_side_sentence(cost.together, num_cores()))


def _time_again_button(arms: _Arms) -> None:
    st.button(
        "Time again",
        icon=":material/timer:",
        type="tertiary",
        key="time_again",
        **visitor.permit(
            "editor", help="Other work on this machine makes steps slower. Time them again when it is idle."
        ),
        on_click=_time_again,
        args=(arms,),
    )


def _cost(arms: _Arms) -> StudyCost:
    sizes = part_sizes(arms.plan.config, arms.num_rows, arms.own_sets)
    return study_cost(arms.plan, read_finished_runs(cache.store()), _steps(arms), sizes, _together(arms))


def _steps(arms: _Arms) -> list[StepTime | None]:
    return cost_model.load_step_times(cache.workspace().home, arms.configs, arms.num_classes, arms.lengths)


def _is_known(arms: _Arms) -> bool:
    """Whether nothing is left to be timed."""
    home, about = cache.workspace().home, (arms.num_classes, arms.lengths)
    measured = is_measured(home, arms.crowds, arms.configs, _steps(arms), *about)
    return measured and _cost(arms).seconds is not None


def _together(arms: _Arms) -> SideBySide | None:
    sizes, about = part_sizes(arms.plan.config, arms.num_rows, arms.own_sets), (arms.num_classes, arms.lengths)
    return measured_side_by_side(cache.workspace().home, arms.crowds, arms.configs, _steps(arms), sizes, *about)


def _state(arms: _Arms) -> str:
    timing = cache.timings().get(arms.name)
    return timing.state if timing else "waiting"


def _continue_timing(arms: _Arms) -> None:
    """Start timing once the settings have not changed since the last look; cancel the timing of earlier settings."""
    timings, previous = cache.timings(), st.session_state.get(_WAITING, "")
    st.session_state[_WAITING] = arms.name
    if previous != arms.name:
        _cancel(previous)
        timings.pop(previous, None)
    elif arms.name not in timings:
        timings[arms.name] = Timing(cache.store().jobs, arms.configs, arms.num_classes, arms.lengths, arms.crowds)


def _cancel(name: str) -> None:
    if timing := cache.timings().get(name):
        timing.cancel()


def _forget(name: str) -> None:
    """Forget a timing that was cancelled or failed, so that it starts again."""
    cache.timings().pop(name, None)


def _time_again(arms: _Arms) -> None:
    visitor.actor().require("editor", "Timing steps")
    about = (arms.configs, arms.num_classes, arms.lengths, arms.crowds)
    cost_model.delete_step_times(cache.workspace().home, *about)
    _forget(arms.name)


def _lengths(configs: Sequence[RunConfig]) -> Lengths | None:
    """How many training texts have each number of tokens, where only they decide how long a step takes."""
    if not any(cost_model.needs_lengths(config) for config in configs):
        return None
    try:
        corpus = dataset_cache.preview_or_raise(configs[0]).corpus
    except BothwaysError:
        return None  # the page shows the error already
    if corpus is None:
        return None
    import numpy as np

    words, numbers = np.unique(corpus.lengths[: corpus.class_counts["train"].sum()], return_counts=True)
    return dict(zip(words.tolist(), numbers.tolist(), strict=True))
