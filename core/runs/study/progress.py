"""Progress: how far the runs of a study are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.config import RunConfig
from core.runs.job import Status
from core.runs.run import Run
from core.runs.study.members import Member, members
from core.runs.study.plan import StudyPlan

_FURTHEST_FIRST: tuple[Status, ...] = ("finished", "running", "queued", "failed", "cancelled")


@dataclass(frozen=True)
class StudyProgress:
    """How many of the runs that a study plans are in each status; `missing` ones were deleted or never queued.

    While its search has not chosen, these are the runs of the search (`is_search`), then the ones that are compared.
    """

    planned: int
    finished: int
    running: int
    queued: int
    failed: int
    cancelled: int
    missing: int
    is_search: bool = False

    @property
    def active(self) -> bool:
        """Whether runs are running or waiting."""
        return self.running + self.queued > 0

    @property
    def whole(self) -> bool:
        """Whether every planned run is finished."""
        return self.finished == self.planned and not self.is_search

    @property
    def resumable(self) -> bool:
        """Whether there is something that `resume_study` would queue."""
        return self.failed + self.cancelled + self.missing > 0

    def __str__(self) -> str:
        words = ("running", "queued", "failed", "cancelled", "missing")
        rest = [f"{getattr(self, word)} {word}" for word in words if getattr(self, word)]
        finished = f"{self.finished} of {self.planned} finished"
        return ", ".join([f"Search: {finished}" if self.is_search else finished, *rest])


def progress_of(runs: Iterable[Run], plan: StudyPlan) -> StudyProgress:
    """How far a study is: `str()` of it reads like "5 of 9 finished, 1 failed"."""
    run_of = by_config(runs)
    planned = members(plan)
    counts = Counter(run_of[member.config].status if member.config in run_of else "missing" for member in planned)
    return StudyProgress(
        len(planned),
        **{status: counts[status] for status in (*_FURTHEST_FIRST, "missing")},
        is_search=plan.is_searching,
    )


def missing(runs: Iterable[Run], plan: StudyPlan) -> tuple[Member, ...]:
    """The members of a study that have no run: it was deleted, or the study was interrupted when it was queued."""
    present = {run.config for run in runs}
    return tuple(member for member in members(plan) if member.config not in present)


def by_config(runs: Iterable[Run]) -> dict[RunConfig, Run]:
    """One run of each config; of two, which an earlier version could make, the one that is further."""
    furthest_last = sorted(runs, key=lambda run: _FURTHEST_FIRST.index(run.status), reverse=True)
    return {run.config: run for run in furthest_last}
