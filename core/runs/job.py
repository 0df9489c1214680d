"""Job: the record of one helper process, from its request to how it ended."""

import json
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import psutil

from core import errors
from core.errors import BothwaysError

Status = Literal["queued", "running", "finished", "failed", "cancelled", "pruned"]
Kind = Literal["training", "preview", "coverage", "sample_images", "baseline", "timing", "crowd", "batch"]
ENDED: tuple[Status, ...] = ("finished", "failed", "cancelled", "pruned")
JSON_COLUMNS = ("request", "progress", "error")
# What reading a damaged record raises; errors of the settings name what is wrong themselves.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
_TEXTS = ("job_id", "kind", "subject", "status", "message", "result")
_NUMBERS = ("created_at", "started_at", "finished_at", "heartbeat_at", "tries", "pid", "pid_created_at")
RESULT = "result"  # name of what a request-response job leaves in its folder
LOG = "log.txt"  # everything that the process prints

SILENCE_SECONDS = 30.0  # a worker on another machine counts as lost without a heartbeat for this long
START_SECONDS = 5.0  # grace for a process to start, and for a system clock that was set


@dataclass(frozen=True)
class Worker:
    """The process that works on a job; `pid_created_at` tells it from a later process with the same number."""

    host: str
    pid: int
    pid_created_at: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """The process of this machine with this number.

        Raises:
            psutil.NoSuchProcess: when it has ended.
        """
        return cls(socket.gethostname(), pid, psutil.Process(pid).create_time())

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine."""
        return self.host == socket.gethostname()


def this_process() -> Worker:
    """The calling process as a worker."""
    return Worker.of(os.getpid())


@dataclass(frozen=True)
class Job:
    """One job as the store has it; times are in seconds since 1970.

    Args:
        kind: decides which code works on it; a training has the id of its run.
        subject: what the job is about: of one kind, only one job with this subject is active at a time. Empty for none.
        request: what to do, in plain types.
        tries: how many processes have been started for it.
        message: what happened to it last, as a sentence.
        progress: how far it is, in plain types.
        error: why it failed.
        folder: holds its log and its result.
        owner: who asked for it; empty for the local user.
    """

    job_id: str
    kind: Kind
    subject: str
    request: dict[str, Any]
    status: Status
    created_at: float
    started_at: float | None
    finished_at: float | None
    heartbeat_at: float | None
    worker: Worker | None
    tries: int
    cancel_requested: bool
    message: str
    progress: dict[str, Any]
    error: BothwaysError | None
    folder: Path
    owner: str = ""

    @property
    def step(self) -> str:
        """What the job is doing, as a clause; empty before its first step."""
        return str(self.progress.get("step", ""))

    @property
    def last_line(self) -> str:
        """The last line that the process has printed."""
        try:
            lines = (self.folder / LOG).read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def is_alive(worker: Worker | None, heartbeat_at: float | None) -> bool:
    """Whether the process of a running job still lives, as far as this machine can tell."""
    silence = time.time() - (heartbeat_at or 0.0)
    if worker is None:
        return silence < START_SECONDS
    if not worker.is_here:
        return silence < SILENCE_SECONDS
    try:
        process = psutil.Process(worker.pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        # The start time of a process moves when the clock is set; one with a fresh heartbeat is ours all the same.
        return abs(process.create_time() - worker.pid_created_at) < 1.0 or silence < START_SECONDS
    except psutil.NoSuchProcess:
        return False


def error_document(error: BothwaysError) -> dict[str, str]:
    """An error as plain types; `error_from` makes it an error again."""
    parts = {"problem": error.problem, "expected": error.expected, "hint": error.hint}
    return {"type": error.name, **parts}


def error_from(document: Mapping[str, str]) -> BothwaysError:
    """The error of an `error_document`; of a type that this version does not have, a `BothwaysError`."""
    kind = getattr(errors, document.get("type", ""), BothwaysError)
    if not (isinstance(kind, type) and issubclass(kind, BothwaysError)):
        kind = BothwaysError
    return kind(document["problem"], document["expected"], document["hint"])


def check_number(name: str, value: object) -> None:
    """Refuse a column that holds a text in place of a number, which SQLite allows.

    Raises:
        TypeError: naming the column.
    """
    if value is not None and not isinstance(value, int | float):
        raise TypeError(f"{name} is {value!r}, not a number")


def check_text(name: str, value: object) -> None:
    """Refuse a column that holds bytes or a number in place of a text, which SQLite allows.

    Raises:
        TypeError: naming the column.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}, not a text")


def read_job(row: Mapping[str, Any], home: Path) -> Job:
    """The job of a row of the `jobs` table, with JSON columns as text.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: when its record is damaged.
    """
    values = dict(row) | {name: json.loads(row[name] or "null") for name in JSON_COLUMNS}
    for name in _NUMBERS:
        check_number(name, values[name])
    for name in _TEXTS:
        check_text(name, values[name])
    for name in ("request", "progress"):
        if not isinstance(values[name], dict):
            raise TypeError(f"{name} is {values[name]!r}, not an object")
    host, pid, pid_created_at = (values.pop(key) for key in ("host", "pid", "pid_created_at"))
    values["worker"] = None if pid is None else Worker(host, pid, pid_created_at)
    values["error"] = error_from(values["error"]) if values["error"] else None
    values["folder"] = home / values.pop("result")
    return Job(**values)


def plain(value: Any) -> Any:
    """A request as it is stored and read back: tuples as lists."""
    return json.loads(json.dumps(value))
