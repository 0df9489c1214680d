"""Scoring of many texts in a process of its own: the app answers meanwhile, and pages may be left and come back to."""

import json
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from core.data.tables.text_table import TextTable, read_csv, read_lines
from core.errors import BothwaysError, InputError, RunStateError
from core.runs.bundled import find_run
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace, read_workspace
from core.system.child_process import find_process, start_detached
from core.system.files import write_json

NUM_KEPT = 10  # at least
SECONDS_KEPT = 24 * 3600  # at least
CSV, PARQUET = "result.csv", "result.parquet"
_ID = re.compile(r"[0-9a-f]{16}")
_SECONDS_BETWEEN_REPORTS = 0.2
_NICENESS = 10  # pages and trainings go first
_ORDER, _PROCESS, _PROGRESS, _SUMMARY, _ERROR, _CANCELLED, _LOG = (
    "order.json", "process.json", "progress.json", "summary.json", "error.json", "cancelled", "log.txt",
)  # fmt: skip

Status = Literal["running", "finished", "failed", "cancelled"]


@dataclass(frozen=True)
class BatchRequest:
    """What to score: pasted lines or a CSV file (a path) with its columns, by runs named by their ids."""

    run_ids: tuple[str, ...]
    lines: str | None = None
    path: str | None = None
    text_column: str | None = None
    label_column: str | None = None


@dataclass(frozen=True)
class BatchJob:
    """One scoring of many texts as its folder tells it.

    Args:
        done, total: rows, those of all networks counted; `total` is 0 while the texts are read.
        seconds: since it began, or that it took.
        error: what went wrong, in three parts; None unless it failed.
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
        """How long it will still take, when that can be told."""
        return self.seconds * (self.total - self.done) / self.done if self.done else None

    def summary(self) -> dict[str, Any]:
        """What `many_summary.summarize` told of a finished job."""
        return _read(self.folder / _SUMMARY)


def start(settings: Workspace, order: BatchRequest) -> BatchJob:
    """Score in a process of its own; ended jobs of the last day and the last ten are kept, older ones are removed.

    Raises:
        RunStateError: when the process cannot be started.
    """
    _remove_old(settings)
    folder = _home(settings) / secrets.token_hex(8)
    folder.mkdir(parents=True)
    write_json(asdict(order), folder / _ORDER)
    command = [sys.executable, "-c", "from core.runs.jobs.batch_job import work; work()", str(folder)]
    try:
        process = start_detached(command, folder / _LOG, settings)
    except OSError as error:
        shutil.rmtree(folder)
        raise RunStateError(
            f"The scoring could not be started: {error}.", "It runs in a process of its own.", "Try again."
        ) from None
    with suppress(psutil.NoSuchProcess):
        born = psutil.Process(process.pid).create_time()
        write_json({"pid": process.pid, "created_at": born}, folder / _PROCESS)
    return _job(folder)


def find(settings: Workspace, job_id: str) -> BatchJob | None:
    """The job with this id; None when there is none any more."""
    folder = _home(settings) / job_id
    return _job(folder) if _ID.fullmatch(job_id) and (folder / _ORDER).is_file() else None


def cancel(job: BatchJob) -> None:
    """End a running job at once; nothing of its result is kept."""
    if job.status == "running":
        (job.folder / _CANCELLED).touch()
        if process := _process(job.folder):
            with suppress(psutil.NoSuchProcess):
                process.terminate()


def work() -> None:
    """What the other process does: the order of a folder, with its progress, result or error beside it."""
    folder = Path(sys.argv[1])
    with suppress(OSError):
        os.nice(_NICENESS)
    try:
        _score(folder, read_workspace())
    except BothwaysError as error:
        write_json({"problem": error.problem, "expected": error.expected, "hint": error.hint}, folder / _ERROR)


def read_table(order: BatchRequest) -> TextTable:
    """The texts of an order.

    Raises:
        DatasetError, InputError: when they cannot be read.
    """
    if order.lines is not None:
        return read_lines(order.lines)
    return read_csv(Path(order.path or ""), order.text_column, order.label_column)


def _score(folder: Path, settings: Workspace) -> None:
    from core.inference.batch import load_scorers, result_frame, score_table, write_result
    from core.inference.batch_summary import summarize

    started = time.time()
    order = BatchRequest(**_read(folder / _ORDER))
    report = _Report(folder / _PROGRESS)
    report.step("Reading the texts")
    table = read_table(order)
    scores = score_table(table, load_scorers([run.network for run in _runs(settings, order.run_ids)]), report.rows)
    report.step("Writing the result")
    frame = result_frame(table, scores)
    for name in (CSV, PARQUET):
        write_result(frame, folder / name)
    write_json(summarize(table, scores) | {"seconds": time.time() - started}, folder / _SUMMARY)


def _runs(settings: Workspace, run_ids: Sequence[str]) -> list[Run]:
    store = RunStore(settings.database_url, settings.runs_folder)
    try:
        return [find_run(store, run_id) for run_id in run_ids]
    finally:
        store.close()


class _Report:
    """Tells how far the scoring is, a few times a second."""

    def __init__(self, path: Path):
        self._path = path
        self._told_at = 0.0
        self._progress: dict[str, Any] = {"step": "", "done": 0, "total": 0, "scoring_since": None}

    def step(self, step: str) -> None:
        self._tell(step=step)

    def rows(self, done: int, total: int) -> None:
        if done == 0:
            self._progress["scoring_since"] = time.time()
        if done in (0, total) or time.monotonic() - self._told_at > _SECONDS_BETWEEN_REPORTS:
            self._tell(step="Scoring", done=done, total=total)

    def _tell(self, **changes: Any) -> None:
        self._progress |= changes
        self._told_at = time.monotonic()
        write_json(self._progress, self._path)


def _job(folder: Path) -> BatchJob:
    running = _process(folder) is not None  # asked first: what it wrote before it ended is there afterwards
    progress = _read(folder / _PROGRESS) or {"step": "Starting", "done": 0, "total": 0, "scoring_since": None}
    created_at = (folder / _ORDER).stat().st_mtime
    since = progress.pop("scoring_since") or created_at
    status, error = "running", None
    if summary := _read(folder / _SUMMARY):
        status = "finished"
    elif told := _read(folder / _ERROR):
        status, error = "failed", InputError(**told)
    elif (folder / _CANCELLED).exists():
        status = "cancelled"
    elif not running:
        status, error = "failed", _died(folder, progress["step"])
    seconds = summary["seconds"] if summary else max(0.0, time.time() - since)
    return BatchJob(job_id=folder.name, folder=folder, status=status, seconds=seconds, error=error, **progress)


def _died(folder: Path, step: str) -> RunStateError:
    said = (folder / _LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    last = f" It said last: {said[-1]}" if said else ""
    return RunStateError(
        f"The process that scores ended without a word while {step.lower()} (killed, or out of memory).{last}",
        "It needs memory for all the texts at once.",
        "Start again, with fewer texts if the memory is short.",
    )


def _process(folder: Path) -> psutil.Process | None:
    """The process of a job while it lives; one that is started this moment has no number yet."""
    known = _read(folder / _PROCESS)
    return find_process(**known) if known else None


def _remove_old(settings: Workspace) -> None:
    """Keep the ended jobs of the last day, and the nine newest, so that with the next one there are ten."""
    folders = [folder for folder in _home(settings).glob("*") if (folder / _ORDER).is_file()]
    begun = {folder: (folder / _ORDER).stat().st_mtime for folder in folders if _process(folder) is None}
    for folder in sorted(begun, key=begun.__getitem__, reverse=True)[NUM_KEPT - 1 :]:
        if begun[folder] < time.time() - SECONDS_KEPT:
            shutil.rmtree(folder, ignore_errors=True)


def _home(settings: Workspace) -> Path:
    return settings.home / "scored"


def _read(path: Path) -> dict[str, Any]:
    """What has been written there; nothing before."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
