"""Progress: how far the runs of a study are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean

from core.config import RunConfig
from core.runs.job import Status
from core.runs.run import Run
from core.runs.study.members import Member, members
from core.runs.study.plan import StudyPlan

_SHOWS_PACE = 0.05  # the share of a run's batches after which its start no longer decides
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


def remaining_seconds(runs: Iterable[Run], plan: StudyPlan, now: float) -> float | None:
    """How long the queued and running runs of a study still take; None before any run has shown its pace.

    A run is taken to last as long as the finished ones did on average, from its start to its end, and as many as are
    running now to run at the same time until the end.

    Args:
        now: in seconds since 1970.
    """
    run_of = by_config(runs)
    due = [run_of[member.config] for member in members(plan) if member.config in run_of]
    finished = [run for run in due if run.status == "finished"]
    lasted = [run.finished_at - run.started_at for run in finished if run.finished_at and run.started_at]
    running = [run for run in due if run.status == "running"]
    paces = lasted or [pace for run in running if (pace := _pace(run, now)) is not None]
    num_waiting = sum(run.status == "queued" for run in due)
    if not paces or not (running or num_waiting):
        return None
    duration = fmean(paces)
    left = [max(0.0, duration - (now - (run.started_at or now))) for run in running]
    return (sum(left) + num_waiting * duration) / max(1, len(running))


def _pace(run: Run, now: float) -> float | None:
    """The whole duration of a running run by the share of its batches that is finished; None at its beginning."""
    share = run.progress.fraction
    return None if share < _SHOWS_PACE or run.started_at is None else (now - run.started_at) / share


def missing(runs: Iterable[Run], plan: StudyPlan) -> tuple[Member, ...]:
    """The members of a study that have no run: it was deleted, or the study was interrupted when it was queued."""
    present = {run.config for run in runs}
    return tuple(member for member in members(plan) if member.config not in present)


def by_config(runs: Iterable[Run]) -> dict[RunConfig, Run]:
    """One run of each config; of two, which an earlier version could make, the one that is further."""
    furthest_last = sorted(runs, key=lambda run: _FURTHEST_FIRST.index(run.status), reverse=True)
    return {run.config: run for run in furthest_last}
