"""Batch scoring in a process of its own: the app stays responsive, and the page can be left and reopened."""

import json
import os
import re
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from core.config import FileSettings
from core.data.reading import Reading
from core.data.tables.text_table import TO_SCORE, TextTable, read_csv, read_lines
from core.errors import BothwaysError
from core.runs.demo.bundled import find_run
from core.runs.job import Job, Status
from core.runs.job_store import JobStore
from core.runs.jobs import control
from core.runs.jobs.process import Task
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.files import write_json

CSV, PARQUET, JSON_LINES = "result.csv", "result.parquet", "result.jsonl"
_SUMMARY = "summary.json"
_ID = re.compile(r"[0-9a-f]{16}")
_NICENESS = 10  # pages and trainings go first


@dataclass(frozen=True)
class BatchRequest:
    """What to score: pasted lines or a file, by runs named by their ids.

    Args:
        path: of the file.
        text_column: of the file; without it, the columns that the runs were trained on, or else a guess.
        label_column: of the file, with the true labels.
        file: how the file is read; what it leaves open is detected.
    """

    run_ids: tuple[str, ...]
    lines: str | None = None
    path: str | None = None
    text_column: str | None = None
    label_column: str | None = None
    file: FileSettings = TO_SCORE

    def to_dict(self) -> dict[str, Any]:
        """The request as plain types, ready for JSON."""
        return vars(self) | {"run_ids": list(self.run_ids), "file": self.file.model_dump()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The request that `to_dict` was called on, also by a version that detected everything about a file."""
        file = FileSettings(**values["file"]) if "file" in values else TO_SCORE
        return cls(**{**values, "run_ids": tuple(values["run_ids"]), "file": file})


@dataclass(frozen=True)
class BatchJob:
    """One batch scoring.

    Args:
        step: what it does, as a label.
        done, total: rows, counted over all networks; `total` is 0 while the texts are read.
        seconds: since the scoring began; of a finished job, how long it took.
        error: why it failed.
    """

    job_id: str
    folder: Path
    status: Status
    step: str
    done: int
    total: int
    seconds: float
    error: BothwaysError | None = None

    @property
    def remaining_seconds(self) -> float | None:
        """How long it will still take; None before the first rows are done."""
        return self.seconds * (self.total - self.done) / self.done if self.done else None

    def summary(self) -> dict[str, Any]:
        """What `batch_summary.summarize` says of a finished job."""
        return _summary(self.folder)


def start(jobs: JobStore, request: BatchRequest) -> BatchJob:
    """Score in a process of its own; results are kept for a day, and the last ten for longer.

    Raises:
        RunStateError: when the process cannot be started.
    """
    jobs.actor.require_files(request.path)
    started = control.start(jobs, "batch", request.to_dict())
    if started is None:
        raise AssertionError("a job without a subject is always started")
    return _batch(started[0])


def find(jobs: JobStore, job_id: str) -> BatchJob | None:
    """The batch scoring with this id; None when it was removed, is someone else's or never existed."""
    job = jobs.find(job_id) if _ID.fullmatch(job_id) else None
    is_own = job is not None and (job.owner == jobs.actor.name or jobs.actor.may("admin"))
    if job is None or not is_own or job.kind != "batch" or not job.folder.is_dir():
        return None
    return _batch(control.refresh(jobs, job_id))


def cancel(jobs: JobStore, job_id: str) -> None:
    """End a running job at once; its result is discarded. Nothing happens to someone else's job."""
    if find(jobs, job_id):
        control.cancel(jobs, job_id)


def read_table(request: BatchRequest, trained: Sequence[Reading]) -> TextTable:
    """The texts of a request.

    Args:
        trained: how the data of each run were read.

    Raises:
        DatasetError, InputError: when they cannot be read.
    """
    if request.lines is not None:
        return read_lines(request.lines)
    return read_csv(Path(request.path or ""), request.text_column, request.label_column, trained, request.file)


def work_on_task(task: Task) -> None:
    """Score the requested texts; the result is a file in each format and a summary."""
    from core.inference.batch import load_scorers, result_frame, score_table, write_result
    from core.inference.batch_summary import summarize

    with suppress(OSError):
        os.nice(_NICENESS)
    started = time.time()
    request = BatchRequest.from_dict(task.request)
    progress: dict[str, Any] = {"done": 0, "total": 0, "scoring_since": None}

    def report_rows(done: int, total: int) -> None:
        if done == 0:
            progress["scoring_since"] = time.time()
        progress.update(done=done, total=total)
        task.report("Scoring", always=done in (0, total), **progress)

    task.report("Reading the texts", **progress)
    runs = _runs(task, request)
    table = read_table(request, [run.reading for run in runs])
    scores = score_table(table, load_scorers([run.network for run in runs]), report_rows)
    task.report("Writing the result", **progress)
    frame = result_frame(table, scores)
    for name in (CSV, PARQUET, JSON_LINES):
        write_result(frame, task.folder / name)
    write_json(summarize(table, scores) | {"seconds": time.time() - started}, task.folder / _SUMMARY)


def _runs(task: Task, request: BatchRequest) -> list[Run]:
    store = RunStore(task.jobs.database_url, task.jobs.home / "runs")
    try:
        return [find_run(store, run_id) for run_id in request.run_ids]
    finally:
        store.close()


def _batch(job: Job) -> BatchJob:
    progress = job.progress
    since = progress.get("scoring_since") or job.started_at or job.created_at
    seconds = max(0.0, time.time() - since)
    if job.status == "finished":
        seconds = _summary(job.folder)["seconds"]
    step = progress.get("step", "starting")
    return BatchJob(
        job_id=job.job_id,
        folder=job.folder,
        status=job.status,
        step=f"{step[:1].upper()}{step[1:]}",
        done=progress.get("done", 0),
        total=progress.get("total", 0),
        seconds=seconds,
        error=job.error,
    )


def _summary(folder: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((folder / _SUMMARY).read_text(encoding="utf-8"))
    return values
