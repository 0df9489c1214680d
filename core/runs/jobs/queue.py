"""The queue of trainings: submit, cancel, alive and reconcile, one detached process a run."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.config import RunConfig
from core.errors import RunNotFoundError, RunStateError
from core.runs.job import ENDED, Job, Status, is_alive, this_process
from core.runs.jobs import control
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Member, Study, StudyPlan, members
from core.settings import Workspace
from core.training.checkpoints import latest_epoch
from core.training.history import STARTING, Progress

MAX_TRIES = 3
_FURTHEST_FIRST: tuple[Status, ...] = ("finished", "running", "queued", "failed", "cancelled")


def submit(
    store: RunStore,
    workspace: Workspace,
    configs: Sequence[RunConfig],
    names: Sequence[str] = (),
    tags: Iterable[str] = (),
) -> list[Run]:
    """Queue runs and start as many as may run; `names` go with `configs`, `tags` are for all of them."""
    runs = store.create_all(list(zip(configs, names or [""] * len(configs), strict=True)), tags)
    reconcile(store, workspace)
    return runs


def submit_study(store: RunStore, workspace: Workspace, plan: StudyPlan, name: str = "") -> Study:
    """Keep a study and queue all its runs, seed by seed; what a sudden end leaves out, `resume_study` adds."""
    study = store.studies.create(plan, name)
    _add_members(store, study, members(plan))
    reconcile(store, workspace)
    return study


def cancel(store: RunStore, run_id: str) -> Run:
    """Cancel a queued run at once and a running one within two seconds.

    A running process stops by itself, except while it starts: importing TensorFlow blocks it for seconds.

    Raises:
        RunNotFoundError: when no run is named so.
        RunStateError: when the run has ended already.
    """
    run = store.cancel(run_id)
    if run.status == "running":
        if not alive(run):
            store.mark_cancelled(run.run_id, "Cancelled; its process had ended already.")
        elif run.progress.step == STARTING and run.worker not in (None, this_process()) and run.worker.is_here:
            store.mark_cancelled(run.run_id, "Cancelled while starting.")
            control.terminate(run.worker)
    return store.get(run.run_id)


def resume(store: RunStore, workspace: Workspace, run_id: str) -> Run:
    """Queue a failed or cancelled run again, to go on from its checkpoint or from the start.

    Raises:
        RunStateError: when the run is queued, running or finished.
    """
    run = store.get(run_id)
    if not store.queue_again(run.run_id, f"Resumed {_from_where(run.folder)}."):
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a failed or cancelled run can be resumed.",
            "Train it anew with the same settings instead." if run.status == "finished" else "Wait for it to end.",
        )
    reconcile(store, workspace)
    return store.get(run.run_id)


def cancel_study(store: RunStore, study_id: str) -> Study:
    """Cancel the queued and running runs of a study; those that have ended stay as they are.

    Raises:
        StudyNotFoundError: when no study is named so.
        RunStateError: when none of its runs is queued or running.
    """
    study = store.studies.get(study_id)
    active = [run for run in store.of_study(study.study_id) if run.status not in ENDED]
    if not active:
        raise RunStateError(
            f"No run of study {study.study_id} is queued or running.",
            "Only a queued or running study can be cancelled.",
            "Nothing needs to be done.",
        )
    for run in sorted(active, key=lambda run: run.status == "running"):  # the queued first, or they would be started
        with suppress(RunStateError, RunNotFoundError):  # it has ended meanwhile
            cancel(store, run.run_id)
    return study


def resume_study(store: RunStore, workspace: Workspace, study_id: str) -> Study:
    """Queue the failed and cancelled runs of a study again, and add those of its plan that are missing.

    Raises:
        StudyNotFoundError: when no study is named so.
        RunStateError: when all its runs are queued, running or finished.
    """
    study = store.studies.get(study_id)
    runs = store.of_study(study.study_id)
    absent = missing(runs, study.plan)
    again = [store.queue_again(run.run_id, f"Resumed {_from_where(run.folder)}.") for run in _by_config(runs).values()]
    if not absent and not any(again):
        raise RunStateError(
            f"Study {study.study_id}: {progress_of(runs, study.plan)}.",
            "Only a study with failed, cancelled or missing runs can be resumed.",
            "Nothing needs to be done.",
        )
    _add_members(store, study, absent)
    reconcile(store, workspace)
    return study


def add_seeds(store: RunStore, workspace: Workspace, study_id: str, num_seeds: int) -> Study:
    """Raise the seeds of a study to this number, and queue their runs.

    Raises:
        StudyNotFoundError: when no study is named so.
        ConfigError: when the study cannot have so many seeds.
    """
    study = store.studies.add_seeds(study_id, num_seeds)
    _add_members(store, study, missing(store.of_study(study.study_id), study.plan))
    reconcile(store, workspace)
    return study


@dataclass(frozen=True)
class StudyProgress:
    """How many of the runs that a study plans are in each status; `missing` ones were deleted or never queued."""

    planned: int
    finished: int
    running: int
    queued: int
    failed: int
    cancelled: int
    missing: int

    @property
    def active(self) -> bool:
        """Whether runs are running or waiting."""
        return self.running + self.queued > 0

    @property
    def whole(self) -> bool:
        """Whether every planned run is finished."""
        return self.finished == self.planned

    @property
    def resumable(self) -> bool:
        """Whether there is something that `resume_study` would queue."""
        return self.failed + self.cancelled + self.missing > 0

    def __str__(self) -> str:
        words = ("running", "queued", "failed", "cancelled", "missing")
        rest = [f"{getattr(self, word)} {word}" for word in words if getattr(self, word)]
        return ", ".join([f"{self.finished} of {self.planned} finished", *rest])


def progress_of(runs: Iterable[Run], plan: StudyPlan) -> StudyProgress:
    """How far a study is: `str()` of it reads like "5 of 9 finished, 1 failed"."""
    by_config = _by_config(runs)
    planned = members(plan)
    counts = Counter(by_config[member.config].status if member.config in by_config else "missing" for member in planned)
    return StudyProgress(len(planned), **{status: counts[status] for status in (*_FURTHEST_FIRST, "missing")})


def missing(runs: Iterable[Run], plan: StudyPlan) -> tuple[Member, ...]:
    """The members of a study that have no run: it was deleted, or the study was interrupted when it was queued."""
    present = {run.config for run in runs}
    return tuple(member for member in members(plan) if member.config not in present)


def _by_config(runs: Iterable[Run]) -> dict[RunConfig, Run]:
    """One run of each config; of two, which an earlier version could make, the one that is further."""
    furthest_last = sorted(runs, key=lambda run: _FURTHEST_FIRST.index(run.status), reverse=True)
    return {run.config: run for run in furthest_last}


def alive(run: Run | Job) -> bool:
    """Whether the process of a running run or job still lives, as far as this machine can tell."""
    return is_alive(run.worker, run.heartbeat_at)


def reconcile(store: RunStore, workspace: Workspace) -> None:
    """Bring the records and the processes together: recover jobs whose process is gone, start queued runs.

    Cheap, and safe to call from several processes at any time; each job is recovered and started once.
    """
    for job in store.jobs.list(("running",)):
        if not alive(job):
            if job.kind == "training":
                _recover(store, job)
            else:
                control.record_loss(store.jobs, job)
    for run in reversed(store.list(("queued",))):
        if store.claim(run.run_id, None, workspace.max_running):
            _start(store, workspace, run)
        elif len(store.list(("running",))) >= workspace.max_running:
            break


def _add_members(store: RunStore, study: Study, added: Iterable[Member]) -> None:
    store.create_all([(member.config, member.name) for member in added], study_id=study.study_id)


def _recover(store: RunStore, job: Job) -> None:
    progress = Progress(**job.progress)
    where = f"in epoch {progress.epoch}" if progress.epoch else f"while {progress.step or STARTING}"
    problem = f"The training process stopped unexpectedly {where} (killed, or out of memory)."
    if job.cancel_requested:
        store.mark_cancelled(job.job_id, "Cancelled.")
    elif job.worker is None and job.tries < MAX_TRIES:
        store.jobs.recover(job, "Its process was not started. It is started again.", again=True)
    elif latest_epoch(job.folder) is None:
        error = RunStateError(problem, "It had no checkpoint to continue from yet.", "Resume it to start it again.")
        store.jobs.recover(job, error, again=False)
    elif job.tries >= MAX_TRIES:
        error = RunStateError(problem, f"That was try {job.tries} of {MAX_TRIES}.", "Resume it to try again.")
        store.jobs.recover(job, error, again=False)
    else:
        store.jobs.recover(job, f"{problem} It continues {_from_where(job.folder)}.", again=True)


def _from_where(folder: Path) -> str:
    epoch = latest_epoch(folder)
    return "from the start" if epoch is None else f"from its checkpoint after epoch {epoch}"


def _start(store: RunStore, workspace: Workspace, run: Run) -> None:
    control.launch(store.jobs, store.jobs.get(run.run_id), BOTHWAYS_MAX_RUNNING=str(workspace.max_running))
