"""Trials: the runs of a search with their validation scores, best first, and how far the search is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.config import Monitor, RunConfig, flatten
from core.config.effective_settings import effective_settings
from core.runs.job import ENDED
from core.runs.run import Run
from core.runs.search.search_plan import Search, SearchPlan
from core.training.history import Epoch, best_epoch

_UNKNOWN = 3  # the rank of a trial without a score
_RANKS = {"finished": 0, "running": 1, "pruned": 2}


@dataclass(frozen=True)
class Trial:
    """One trial: a run with its history; `number` counts from 1."""

    number: int
    run: Run
    history: tuple[Epoch, ...]

    @property
    def monitor(self) -> Monitor:
        """The metric of the validation set that the search improves."""
        return self.run.config.train.monitor

    @property
    def values(self) -> Mapping[int, float]:
        """The metric by epoch."""
        by_epoch = {epoch.epoch: getattr(epoch, self.monitor) for epoch in self.history}
        return {epoch: float(value) for epoch, value in by_epoch.items() if value is not None}

    @property
    def score(self) -> float | None:
        """The metric of the epoch whose weights are kept; None before the first epoch, and for a failed trial."""
        best = best_epoch(self.history, self.monitor)
        is_known = best is not None and self.run.status in ("finished", "pruned", "running")
        return getattr(best, self.monitor) if is_known else None

    @property
    def has_result(self) -> bool:
        """Whether it has a score, or failed; one that waits or has not ended its first epoch has no result."""
        return self.score is not None or self.run.status == "failed"

    def settings(self, plan: SearchPlan) -> dict[str, Any]:
        """The values of the settings that the search varies, without those that have no effect in this trial."""
        return varied_values(plan, self.run.config)


@dataclass(frozen=True)
class SearchProgress:
    """How many trials of a search are in each status; `planned` is its budget."""

    planned: int
    finished: int
    pruned: int
    failed: int
    cancelled: int
    running: int
    queued: int
    stopped: bool

    @property
    def active(self) -> bool:
        """Whether a trial is running or waiting."""
        return self.running + self.queued > 0

    def __str__(self) -> str:
        words = ("pruned", "failed", "cancelled", "running", "queued")
        rest = [f"{getattr(self, word)} {word}" for word in words if getattr(self, word)]
        return ", ".join([f"{self.finished} of {self.planned} finished", *rest, *(["stopped"] if self.stopped else [])])


def varied_values(plan: SearchPlan, config: RunConfig) -> dict[str, Any]:
    """The values that a config has for the settings that a search varies, without those that have no effect in it."""
    effective, values = effective_settings(config), flatten(config)
    return {one.name: values[one.name] for one in plan.dimensions if one.name in effective}


def progress_of_search(search: Search, runs: Iterable[Run]) -> SearchProgress:
    """How far a search is: `str()` of it reads like "12 of 20 finished, 3 pruned, 1 running"."""
    statuses = [run.status for run in runs]
    counts = {word: statuses.count(word) for word in (*ENDED, "running", "queued")}
    stopped = search.stopped and search.num_started < search.plan.num_trials
    return SearchProgress(search.plan.num_trials, **counts, stopped=stopped)


def ranked(trials: Iterable[Trial], plan: SearchPlan) -> list[Trial]:
    """The trials, best first: finished ones by their score, then running, pruned and other ones."""
    sign = -1 if plan.maximizes else 1

    def place(trial: Trial) -> tuple[int, float, int]:
        score = trial.score
        rank = _UNKNOWN if score is None else _RANKS[trial.run.status]
        return rank, 0.0 if score is None else sign * score, trial.number

    return sorted(trials, key=place)


def best_trial(trials: Sequence[Trial], plan: SearchPlan) -> Trial | None:
    """The finished trial with the best score, the earlier of equals; None before one has finished."""
    finished = [trial for trial in trials if trial.run.status == "finished" and trial.score is not None]
    return next(iter(ranked(finished, plan)), None)
