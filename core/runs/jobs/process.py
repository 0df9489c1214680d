"""What the process of a job does: work on it, report, stop on request, and record how it ended."""

import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, NoReturn, Protocol

from sqlalchemy.exc import SQLAlchemyError

from core.errors import BothwaysError, NoMemoryError, RunStateError, StorageError, TrainingCancelledError
from core.runs.database import open_database
from core.runs.job import Job, Worker, is_alive, this_process
from core.runs.job_store import JobStore
from core.settings import read_workspace
from core.system.files.disk_space import is_scarce, no_space, storage_error
from core.system.memory import process_bytes

BEAT_SECONDS = 0.5
GRACE_SECONDS = 0.7  # for a step to stop by itself before the process is ended
REPORT_SECONDS = 0.2  # at least, between two reports

# The module of each kind has a function `work_on_task`; it is imported by the job's own process alone.
WORKS: dict[str, str] = {
    "training": "core.runs.jobs.worker",
    "preview": "core.runs.jobs.preview_job",
    "coverage": "core.runs.jobs.preview_job",
    "sample_images": "core.runs.jobs.sample_images_job",
    "baseline": "core.runs.jobs.baseline_job",
    "timing": "core.runs.jobs.timing_job",
    "crowd": "core.runs.jobs.crowd_job",
    "batch": "core.runs.jobs.batch_job",
}

_IN_BACKGROUND = ("training", "baseline")
_NICENESS = 5  # pages go first; batches, which lower theirs further, last
_LOG_BYTES, _NUM_LOGS = 1_000_000, 2  # of each log file, and of the older ones that are kept

log = logging.getLogger("core")


class Records(Protocol):
    """What a heartbeat needs of a store; that of jobs and that of runs both have it."""

    def beat(self, job_id: str, worker: Worker | None, /) -> bool: ...
    def mark_cancelled(self, job_id: str, message: str, worker: Worker | None = None, /) -> bool: ...
    def fail(self, job_id: str, error: BothwaysError | str, worker: Worker | None = None, /) -> bool: ...


class Heartbeat(threading.Thread):
    """Records that the process lives and its latest progress, and reads whether to stop.

    A step that cannot be interrupted (an import, a graph being traced) is ended with the process after a short grace:
    every write to the store and every artifact is whole at any moment, so nothing is lost by it.

    Args:
        report: records the progress.
        message: what to record when the process is ended.
        at_exit: called before the process is ended.
        max_bytes: memory that this process may use; with more it is ended, and says so.
    """

    def __init__(
        self,
        job_id: str,
        worker: Worker | None,
        records: Records,
        report: Callable[[Any], None],
        message: Callable[[], str] = lambda: "Cancelled.",
        at_exit: Callable[[], None] = lambda: None,
        max_bytes: int | None = None,
    ):
        super().__init__(daemon=True)
        self.progress: Any = None
        self._job_id, self._worker, self._records = job_id, worker, records
        self._report, self._message, self._at_exit = report, message, at_exit
        self._max_bytes = max_bytes
        self._reported: Any = None
        self._stopped = threading.Event()
        self._ended = threading.Event()
        self.start()

    def raise_if_stopped(self) -> None:
        """Called between and inside the steps.

        Raises:
            TrainingCancelledError: when the process should stop.
        """
        if self._stopped.is_set():
            raise TrainingCancelledError("A cancel was requested.", "The process stops.", "Start it again to go on.")

    def stop(self) -> None:
        """End the thread."""
        self._ended.set()
        self.join()

    def run(self) -> None:
        """Beat until the job ends."""
        while not self._ended.wait(BEAT_SECONDS):
            try:
                goes_on = self._beat()
            except (SQLAlchemyError, StorageError) as error:  # a full disk or a restarting database may recover
                log.warning("the run store did not answer: %s", error)
                continue
            if self._max_bytes and (used := process_bytes(os.getpid())) > self._max_bytes:
                self._end_too_large(used, self._max_bytes)
            if not goes_on:
                self._stopped.set()
                if not self._ended.wait(GRACE_SECONDS):
                    message = self._message()
                    self._leave(partial(self._records.mark_cancelled, self._job_id, message, self._worker), message)
                return

    def _end_too_large(self, used: int, limit: int) -> NoReturn:
        error = NoMemoryError(
            f"The process used {used / 1e9:.2f} GB of memory and was ended.",
            f"It may use {limit / 1e9:.2f} GB (BOTHWAYS_MAX_MEMORY).",
            "Raise the limit, or lower train.batch_size, text.maxlen or the number of rows.",
        )
        self._leave(partial(self._records.fail, self._job_id, error, self._worker), str(error))

    def _leave(self, record: Callable[[], object], message: str) -> NoReturn:
        """End the process at once, after its end was recorded and said."""
        with suppress(SQLAlchemyError, StorageError):  # then whoever reconciles the jobs records it
            record()
        self._at_exit()
        print(message, file=sys.stderr, flush=True)
        os._exit(1)

    def _beat(self) -> bool:
        if self.progress is not self._reported:
            self._reported = self.progress
            self._report(self._reported)
        return self._records.beat(self._job_id, self._worker)


@dataclass
class Task:
    """A helper job in its own process.

    Args:
        raise_if_stopped: to be called between steps; what it raises ends the job.
    """

    job: Job
    jobs: JobStore
    raise_if_stopped: Callable[[], None] = lambda: None
    _reported_at: float = field(default=0.0, repr=False)

    @property
    def request(self) -> dict[str, Any]:
        """What to do."""
        return self.job.request

    @property
    def folder(self) -> Path:
        """Where the result belongs."""
        return self.job.folder

    def report(self, step: str, always: bool = True, **details: Any) -> None:
        """Record the step and how far it is; with `always` false, a few times a second at most."""
        self.raise_if_stopped()
        if always or time.monotonic() - self._reported_at > REPORT_SECONDS:
            self._reported_at = time.monotonic()
            self.jobs.report(self.job.job_id, {"step": step, **details})


def work_on(job_id: str) -> int:
    """Work on a submitted job in this process: the exit status, 0 when it has finished.

    Raises:
        RunNotFoundError: when there is no such job.
        RunStateError: when it has ended or another process works on it.
    """
    workspace = read_workspace()
    engine = open_database(workspace.database_url, workspace.home)
    try:
        jobs = JobStore(engine, workspace.home)
        job = jobs.get(job_id)
        take_over(jobs, job)
        if job.kind in _IN_BACKGROUND:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)
        work: Callable[[Task], None] = import_work(job)
        if job.kind == "training":  # keeps a log of its own, and moves the queue when it ends
            work(Task(jobs.get(job_id), jobs))
        else:
            carry_out(jobs, jobs.get(job_id), work, workspace.max_memory)
        return 0 if jobs.get(job_id).status == "finished" else 1
    finally:
        engine.dispose()


def import_work(job: Job) -> Callable[[Task], None]:
    """The function that works on a job of this kind."""
    return import_module(WORKS[job.kind]).work_on_task


def take_over(jobs: JobStore, job: Job) -> None:
    """Make this process the worker of a job that waits for one.

    Raises:
        RunStateError: when it has ended or another process works on it.
    """
    worker = this_process()
    is_free = job.status == "running" and (job.worker in (None, worker) or not is_alive(job.worker, job.heartbeat_at))
    if not is_free and not jobs.claim(job.job_id, worker):
        noun = "Run" if job.kind == "training" else "Job"
        raise RunStateError(
            f"{noun} {job.job_id} is {job.status}.",
            f"Only a queued {noun.lower()} can be worked on.",
            "Resume it or train it anew." if job.kind == "training" else "Start it again.",
        )
    jobs.assign(job.job_id, worker)


def carry_out(jobs: JobStore, job: Job, work: Callable[[Task], None], max_bytes: int | None = None) -> None:
    """Work on a helper job; whatever happens, it is left finished, failed with the reason, or cancelled.

    Args:
        max_bytes: memory that this process may use.
    """
    with suppress(ValueError):  # only the main thread can: SIGTERM unwinds, so that unfinished files are removed
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    heartbeat = Heartbeat(job.job_id, job.worker, jobs, lambda progress: None, max_bytes=max_bytes)
    try:
        work(Task(job, jobs, heartbeat.raise_if_stopped))
        jobs.finish(job.job_id, job.worker)
    except (TrainingCancelledError, KeyboardInterrupt):
        jobs.mark_cancelled(job.job_id, "Cancelled.", job.worker)
    except BothwaysError as error:
        jobs.fail(job.job_id, error.with_traceback(None), job.worker)
    except Exception as error:
        traceback.print_exc()
        jobs.fail(job.job_id, unforeseen(error, job.folder), job.worker)
    finally:
        heartbeat.stop()


def unforeseen(error: Exception, folder: Path) -> BothwaysError:
    """An error that Bothways does not name, in three parts; on a full disk, that it is full.

    Args:
        folder: of the job.
    """
    explained = storage_error(error, folder) if isinstance(error, OSError) else None
    if explained or is_scarce(folder):  # some libraries name no reason
        return explained or no_space(folder)
    return RunStateError(
        f"{type(error).__name__}: {error}.", "This error was not expected.", "The log says where it happened."
    )


def log_to(path: Path) -> logging.Handler:
    """Log what the package says to a file from now on."""
    handler = RotatingFileHandler(path, maxBytes=_LOG_BYTES, backupCount=_NUM_LOGS, encoding="utf-8")
    formatter = logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return handler
