"""Submit, cancel and look after the training processes, one detached process a run."""

import os
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

from core.config import RunConfig
from core.errors import RunNotFoundError, RunStateError
from core.runs.run import ENDED, Run, Status, Worker
from core.runs.store import RunStore
from core.runs.study import Member, Study, StudyPlan, members
from core.settings import Workspace
from core.system.child_process import start_detached
from core.training.checkpoints import latest_epoch
from core.training.history import STARTING

MAX_TRIES = 3
_FURTHEST_FIRST: tuple[Status, ...] = ("finished", "running", "queued", "failed", "cancelled")
SILENCE_SECONDS = 30.0  # a worker that cannot be seen from here has to beat this often
START_SECONDS = 5.0  # what a process gets to start in, and a clock that was set to be told from another process


def submit(
    store: RunStore,
    settings: Workspace,
    configs: Sequence[RunConfig],
    names: Sequence[str] = (),
    tags: Iterable[str] = (),
) -> list[Run]:
    """Queue runs and start as many as may run; `names` go with `configs`, `tags` are for all of them."""
    runs = store.create_all(list(zip(configs, names or [""] * len(configs), strict=True)), tags)
    reconcile(store, settings)
    return runs


def submit_study(store: RunStore, settings: Workspace, plan: StudyPlan, name: str = "") -> Study:
    """Keep a study and queue all its runs, seed by seed; what a sudden end leaves out, `resume_study` adds."""
    study = store.studies.create(plan, name)
    _add_members(store, study, members(plan))
    reconcile(store, settings)
    return study


def cancel(store: RunStore, run_id: str) -> Run:
    """Cancel a queued run at once and a running one within two seconds.

    Its own process sees to it, but one that is still starting: importing TensorFlow, it hears nothing for seconds.

    Raises:
        RunNotFoundError: when no run is named so.
        RunStateError: when the run has ended already.
    """
    run = store.cancel(run_id)
    if run.status == "running":
        if not alive(run):
            store.mark_cancelled(run.run_id, "Cancelled; its process was gone already.")
        elif run.progress.step == STARTING and _is_here(run.worker) and run.worker.pid != os.getpid():
            with suppress(psutil.NoSuchProcess):
                psutil.Process(run.worker.pid).terminate()
            store.mark_cancelled(run.run_id, "Cancelled while starting.")
    return store.get(run.run_id)


def resume(store: RunStore, settings: Workspace, run_id: str) -> Run:
    """Queue a failed or cancelled run again, to go on from its checkpoint or from the start.

    Raises:
        RunStateError: when the run is queued, running or finished.
    """
    run = store.get(run_id)
    if not store.queue_again(run.run_id, f"Resumed {_from_where(run)}."):
        raise RunStateError(
            f"Run {run.run_id} is {run.status}.",
            "Only a failed or cancelled run can be resumed.",
            "Train it anew with the same settings instead." if run.status == "finished" else "Wait for it to end.",
        )
    reconcile(store, settings)
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


def resume_study(store: RunStore, settings: Workspace, study_id: str) -> Study:
    """Queue the failed and cancelled runs of a study again, and add those of its plan that are missing.

    Raises:
        StudyNotFoundError: when no study is named so.
        RunStateError: when all its runs are queued, running or finished.
    """
    study = store.studies.get(study_id)
    runs = store.of_study(study.study_id)
    absent = missing(runs, study.plan)
    again = [store.queue_again(run.run_id, f"Resumed {_from_where(run)}.") for run in _by_config(runs).values()]
    if not absent and not any(again):
        raise RunStateError(
            f"Study {study.study_id}: {progress_of(runs, study.plan)}.",
            "Only a study with failed, cancelled or missing runs can be resumed.",
            "Nothing needs to be done.",
        )
    _add_members(store, study, absent)
    reconcile(store, settings)
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


def alive(run: Run) -> bool:
    """Whether the process of a running run still lives, as far as can be seen from here."""
    silent = time.time() - (run.heartbeat_at or 0.0)
    if run.worker is None:
        return silent < START_SECONDS
    if not _is_here(run.worker):
        return silent < SILENCE_SECONDS
    try:
        process = psutil.Process(run.worker.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # The birth of a process moves with the clock of the machine; one that beats is ours all the same.
        return abs(process.create_time() - run.worker.pid_created_at) < 1.0 or silent < START_SECONDS
    except psutil.NoSuchProcess:
        return False


def reconcile(store: RunStore, settings: Workspace) -> None:
    """Bring the store and the processes together: mend runs whose process is gone, start queued ones.

    Cheap, and safe to call from several processes at any time; each run is mended and started once.
    """
    for run in store.list(("running",)):
        if not alive(run):
            _mend(store, run)
    for run in reversed(store.list(("queued",))):
        if store.claim(run.run_id, None, settings.max_running):
            _start(store, settings, run)
        elif len(store.list(("running",))) >= settings.max_running:
            break


def this_process() -> Worker:
    """The calling process, as a worker of a run."""
    return _worker(os.getpid())


def _add_members(store: RunStore, study: Study, wanted: Iterable[Member]) -> None:
    store.create_all([(member.config, member.name) for member in wanted], study_id=study.study_id)


def _is_here(worker: Worker | None) -> bool:
    return worker is not None and worker.host == socket.gethostname()


def _mend(store: RunStore, run: Run) -> None:
    where = f"in epoch {run.progress.epoch}" if run.progress.epoch else f"while {run.progress.step or STARTING}"
    happened = f"Its process ended without a word {where} (killed, or out of memory)."
    if run.cancel_requested:
        store.mark_cancelled(run.run_id, "Cancelled.")
    elif run.worker is None and run.tries < MAX_TRIES:
        store.lose(run, "Its process was not started. It is started again.", again=True)
    elif latest_epoch(run.folder) is None:
        store.lose(run, f"{happened} It had no checkpoint to go on from yet. Resume it to start it again.", again=False)
    elif run.tries >= MAX_TRIES:
        store.lose(run, f"{happened} That was try {run.tries} of {MAX_TRIES}. Resume it to try again.", again=False)
    else:
        store.lose(run, f"{happened} It goes on {_from_where(run)}.", again=True)


def _from_where(run: Run) -> str:
    epoch = latest_epoch(run.folder)
    return "from the start" if epoch is None else f"from its checkpoint after epoch {epoch}"


def _start(store: RunStore, settings: Workspace, run: Run) -> None:
    command = [sys.executable, "-m", "core", "work", run.run_id]
    try:
        process = start_detached(command, run.folder / "log.txt", settings)
    except OSError as error:
        store.fail(run.run_id, f"Its process could not be started: {error}.")
        return
    try:
        store.assign(run.run_id, _worker(process.pid))
    except psutil.NoSuchProcess:
        store.fail(run.run_id, "Its process ended at once. The log says why.")


def _worker(pid: int) -> Worker:
    return Worker(socket.gethostname(), pid, psutil.Process(pid).create_time())
