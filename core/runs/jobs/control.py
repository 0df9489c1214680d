"""Start, wait for, cancel and recover the process of any job: the one protocol of all helper processes."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeVar

import psutil

from core.access.actor import Role
from core.errors import BothwaysError, RunStateError
from core.runs.job import LOG, RESULT, SILENCE_SECONDS, Job, Kind, Worker, is_alive
from core.runs.job_store import JobStore
from core.system.child_process import start_detached
from core.system.documents import read_document
from core.system.files.disk_space import is_scarce
from core.training.history import STARTING
from core.training.tf_runtime import NUM_THREADS

T = TypeVar("T")

SECONDS_KEPT = 3600.0  # of an ended job whose result nobody has fetched
BATCH_SECONDS_KEPT, NUM_BATCHES_KEPT = 24 * 3600.0, 10  # each batch result is kept until both are exceeded
_POLL_SECONDS = 0.01
NOUNS: dict[str, str] = {
    "training": "training",
    "preview": "data preview",
    "coverage": "word vector coverage",
    "sample_images": "sample image",
    "baseline": "baseline",
    "timing": "timing",
    "crowd": "timing",
    "batch": "batch scoring",
}

_ROLES: dict[Kind, Role] = {  # that one needs to ask for such a process; a training is checked when its run is added
    "preview": "viewer",
    "coverage": "viewer",
    "sample_images": "guest",
    "baseline": "editor",
    "timing": "editor",
    "crowd": "editor",
    "batch": "viewer",
}


def start(
    jobs: JobStore, kind: Kind, request: Mapping[str, Any], subject: str = "", **environment: str
) -> tuple[Job, subprocess.Popen[bytes]] | None:
    """Start a process for a request; None while another one with the same subject is active.

    Args:
        environment: variables of the process that differ from those of this one.

    Raises:
        RunStateError: when the process cannot be started.
        AccessError: when the role of who asks does not allow it.
    """
    jobs.actor.require(_ROLES[kind], f"This {NOUNS[kind]}")
    remove_old(jobs)
    job = jobs.create(kind, request, subject)
    if job is None:
        return None
    process = launch(jobs, job, **environment)
    if process is None:
        error = jobs.get(job.job_id).error
        jobs.delete(job.job_id)
        raise error or RunStateError(f"The {NOUNS[kind]} process could not be started.", "", "")
    return jobs.get(job.job_id), process


def launch(jobs: JobStore, job: Job, **environment: str) -> subprocess.Popen[bytes] | None:
    """Start the process of a running job that has none; when that fails, so does the job, and there is no process."""
    environment = {NUM_THREADS: "", **environment}  # that of this process is not for the next one
    environment |= {"BOTHWAYS_HOME": str(jobs.home), "BOTHWAYS_DATABASE_URL": jobs.database_url}
    job.folder.mkdir(parents=True, exist_ok=True)
    try:
        process = start_detached([sys.executable, "-m", "core", "work", job.job_id], job.folder / LOG, environment)
    except OSError as error:
        problem = f"The {NOUNS[job.kind]} process could not be started: {error}."
        jobs.fail(job.job_id, RunStateError(problem, "It runs in a process of its own.", "Try again."))
        return None
    with suppress(psutil.NoSuchProcess):  # it has ended: `refresh` says why unless it says so itself
        jobs.assign(job.job_id, Worker.of(process.pid))
    return process


def wait(jobs: JobStore, job: Job, process: subprocess.Popen[bytes]) -> Job:
    """The job when its process has ended; it is cancelled when the wait is interrupted."""
    try:
        status = process.wait()
    except BaseException:
        cancel(jobs, job.job_id)
        raise
    return refresh(jobs, job.job_id, status)


def result_of(jobs: JobStore, kind: Kind, request: Mapping[str, Any], result: type[T], error: type[BothwaysError]) -> T:
    """What a process answers to a request, as an object of the class `result`; its job is removed.

    Raises:
        BothwaysError: what the process failed with; an `error` when it ended without recording why.
    """
    started = start(jobs, kind, request)
    if started is None:
        raise AssertionError("a job without a subject is always started")
    job = _wait_for_result(jobs, *started)
    try:
        if job.status == "finished":
            return read_document(result, job.folder / RESULT)
        if job.error is None or type(job.error) is RunStateError:
            lost = job.error or RunStateError(
                f"The {NOUNS[kind]} was cancelled.", "It ends with a result.", "Try again."
            )
            raise error(lost.problem, lost.expected, lost.hint)
        raise job.error
    finally:
        jobs.delete(job.job_id)


def _wait_for_result(jobs: JobStore, job: Job, process: subprocess.Popen[bytes]) -> Job:
    """The job as soon as its result is there: recording that and ending the process takes a tenth of a second more."""
    result = job.folder / f"{RESULT}.json"  # written last, and whole
    try:
        while process.poll() is None:
            if result.exists():
                jobs.finish(job.job_id)
                return jobs.get(job.job_id)
            time.sleep(_POLL_SECONDS)
    except BaseException:
        cancel(jobs, job.job_id)
        raise
    return refresh(jobs, job.job_id, process.returncode)


def refresh(jobs: JobStore, job_id: str, status: int | None = None) -> Job:
    """The job as it is; one whose process is gone is recorded as such first.

    Args:
        status: of the ended process, where it is known.

    Raises:
        RunNotFoundError: when there is no such job.
    """
    job = jobs.get(job_id)
    if job.status == "running" and (status is not None or not is_alive(job.worker, job.heartbeat_at)):
        record_loss(jobs, job, status)
        job = jobs.get(job_id)
    return job


def cancel(jobs: JobStore, job_id: str, message: str = "Cancelled.") -> None:
    """End a helper process at once, whoever has started it; on another machine, with its next heartbeat."""
    job = jobs.find(job_id)
    if job and jobs.mark_cancelled(job_id, message):
        terminate(job.worker)


def terminate(worker: Worker | None) -> None:
    """Ask a process of this machine to end; one that is stopped could not answer and is killed."""
    with suppress(psutil.NoSuchProcess):
        if process := _process(worker):
            process.terminate()
            if process.status() == psutil.STATUS_STOPPED:
                process.kill()


def end_silent(job: Job) -> bool:
    """Kill the process of a job that has sent no heartbeat for long, such as a stopped one; whether it was killed."""
    if time.time() - (job.heartbeat_at or 0.0) < SILENCE_SECONDS / 3:
        return False
    with suppress(psutil.NoSuchProcess):
        if process := _process(job.worker):
            process.kill()
            return True
    return False


def _process(worker: Worker | None) -> psutil.Process | None:
    """The process of a worker on this machine; None when its number belongs to another one by now.

    Raises:
        psutil.NoSuchProcess: when it has ended.
    """
    if worker is None or not worker.is_here or worker.pid == os.getpid():
        return None
    process = psutil.Process(worker.pid)
    return process if abs(process.create_time() - worker.pid_created_at) < 1.0 else None


def likely_cause(job: Job) -> str:
    """Why a process ended that has recorded no reason, as far as this machine can tell."""
    return "the disk is full" if is_scarce(job.folder) else "killed, or out of memory"


def record_loss(jobs: JobStore, job: Job, status: int | None = None) -> None:
    """End a helper job whose process is gone: cancelled where that was requested, else failed with the reason."""
    if job.cancel_requested:
        jobs.mark_cancelled(job.job_id, "Cancelled.")
    else:
        jobs.recover(job, loss(job, status), again=False)


def loss(job: Job, status: int | None = None) -> BothwaysError:
    """What is known of a process that ended without recording it."""
    step = job.step[:1].lower() + job.step[1:] or STARTING
    if status is not None and status < 0:
        end = f"was killed by the signal {signal.Signals(-status).name} while {step}."
    elif status:
        end = f"ended with the status {status} while {step}."
    else:
        end = f"stopped unexpectedly while {step} ({likely_cause(job)})."
    last = f" Its last message: {job.last_line}" if job.last_line else ""
    return RunStateError(
        f"The {NOUNS[job.kind]} process {end}{last}",
        "It needs memory for all of its data at once.",
        "Try again; close other programs or use less data if memory is short.",
    )


def remove_old(jobs: JobStore) -> None:
    """Remove ended jobs that nobody needs: results nobody fetched, old batch results, superseded baselines."""
    now = time.time()
    subjects: set[tuple[str, str]] = set()
    batches = 0
    for job in (job for kind in _ROLES for job in jobs.list(("finished", "failed", "cancelled"), kind)):
        age = now - (job.finished_at or job.created_at)
        if job.kind == "batch":
            batches += 1
            is_old = batches >= NUM_BATCHES_KEPT and age > BATCH_SECONDS_KEPT
        elif job.kind == "baseline":
            is_old = (job.kind, job.subject) in subjects
            subjects.add((job.kind, job.subject))
        else:
            is_old = age > SECONDS_KEPT
        if is_old:
            jobs.delete(job.job_id)
    _remove_abandoned(jobs, now)


def _remove_abandoned(jobs: JobStore, now: float) -> None:
    """Folders without a record: their process was killed between the two."""
    for folder in (jobs.home / "jobs").glob("*"):
        with suppress(OSError):
            if now - folder.stat().st_mtime > SECONDS_KEPT and not jobs.exists(folder.name):
                shutil.rmtree(folder, ignore_errors=True)
