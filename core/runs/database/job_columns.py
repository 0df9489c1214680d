"""The columns of a job's record that change together: when it is added, queued, started and ended."""

import time
from dataclasses import asdict
from typing import Any

from core.runs.job import Kind, Status, Worker
from core.training.history import STARTING


def new_job(job_id: str, kind: Kind, result: str, created_at: float) -> dict[str, Any]:
    """The columns of a queued job."""
    return {
        "job_id": job_id, "kind": kind, "subject": "", "request": {}, "status": "queued", "created_at": created_at,
        "tries": 0, "cancel_requested": False, "message": "", "progress": {}, "result": result,
    }  # fmt: skip


def new_training(run_id: str, created_at: float, worker: Worker | None) -> dict[str, Any]:
    """The columns of a new run's job, which `worker` has started already where there is one."""
    queued = new_job(run_id, "training", f"runs/{run_id}", created_at)
    unset = dict.fromkeys(("started_at", "heartbeat_at", "finished_at", "host", "pid", "pid_created_at", "error"))
    return unset | queued | (starting(worker) | {"tries": 1} if worker else {})


def starting(worker: Worker | None) -> dict[str, Any]:
    """The columns that change when a job becomes running."""
    now = time.time()
    started = {"status": "running", "started_at": now, "heartbeat_at": now, "finished_at": None, "error": None}
    return {**started, "progress": {"step": STARTING}, **worker_columns(worker)}


def ending(status: Status, message: str | None = None) -> dict[str, Any]:
    """The columns that change when a job ends."""
    columns = {"status": status, "finished_at": time.time(), "cancel_requested": False}
    return columns if message is None else {**columns, "message": message}


def queueing(message: str) -> dict[str, Any]:
    """The columns that change when an ended job, or one whose process is gone, is queued again."""
    columns = {"status": "queued", "message": message, "cancel_requested": False, "finished_at": None, "error": None}
    return {**columns, **worker_columns(None)}


def worker_columns(worker: Worker | None) -> dict[str, Any]:
    """The columns that name the process of a job; empty ones for none."""
    return asdict(worker) if worker else {"host": None, "pid": None, "pid_created_at": None}
