"""The checkup of a workspace: its database, the files of its runs, its jobs, leftovers and the disk."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from shutil import rmtree

from core.errors import RunStateError
from core.evaluation.baselines.baseline_store import baselines_folder
from core.runs.database.backups import database_path, newest_whole
from core.runs.database.reserve import has_reserve, keep_reserve
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import Workspace
from core.system.files import is_unfinished, write_json
from core.system.files.checksums import CHECKSUMS_FILE, checksum, read_checksums
from core.system.files.disk_space import free_bytes

LEFT_SECONDS = 3600.0  # what is older and belongs to nothing was left by a killed process
_LOW_BYTES = 1_000_000_000
_MAX_LISTED = 10


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be.

    Args:
        problem: what, as a sentence.
        remedy: what to do, as a sentence.
        repair: does it, where nothing can be lost by it; None where a person has to decide.
    """

    problem: str
    remedy: str
    repair: Callable[[], object] | None = None


def check_workspace(workspace: Workspace) -> list[Finding]:
    """All findings; of a damaged database only those about it, because nothing else can be known."""
    findings = list(_of_database(workspace))
    if findings:
        return findings
    store = RunStore(workspace.database_url, workspace.runs_folder)
    try:
        runs = store.list()
        findings += _of_records(store)
        findings += _of_jobs(store, workspace)
        findings += [finding for run in runs for finding in _of_files(run)]
        findings += _of_leftovers(store, workspace)
    finally:
        store.close()
    return [*findings, *_of_disk(workspace)]


def _of_database(workspace: Workspace) -> Iterator[Finding]:
    path = database_path(workspace.database_url)
    if path is None or not path.is_file():
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            answers = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MAX_LISTED})")]
        problems = [] if answers == ["ok"] else answers
    except sqlite3.DatabaseError as error:
        problems = [str(error)]
    if problems:
        reason = "; ".join(problem.replace("\n", " ") for problem in problems)
        yield Finding(f"The run store {path.name} is damaged ({reason}).", _what_can_be_saved(workspace))


def _what_can_be_saved(workspace: Workspace) -> str:
    folders = [path for path in workspace.runs_folder.glob("*") if (path / "model.onnx").is_file()]
    networks = f"The folders of {len(folders)} trained networks are in {workspace.runs_folder}."
    if backup := newest_whole(workspace.home):
        with suppress(sqlite3.Error), closing(sqlite3.connect(backup.path)) as copy:
            (number,) = copy.execute("SELECT count(*) FROM runs").fetchone()
            return (
                f"The backup of {backup.when} is whole and has {number} runs: stop the app, then restore it with "
                f"`python -m core doctor --restore`. {networks}"
            )
    return f"There is no whole backup. {networks} Their networks and vocabularies can be used by predict.py."


def _of_records(store: RunStore) -> Iterator[Finding]:
    for run_id, error in store.unreadable().items():
        yield Finding(f"Run {run_id} is left out. {error.problem}", f"Delete it with `python -m core delete {run_id}`.")


def _of_jobs(store: RunStore, workspace: Workspace) -> Iterator[Finding]:
    reconcile = partial(_reconcile, workspace)
    for job in store.jobs.list(("running",)):
        if not queue.alive(job):
            yield Finding(
                f"The process of the {job.kind} job {job.job_id} has ended without recording it.",
                "The job is resumed or ended.",
                reconcile,
            )


def _reconcile(workspace: Workspace) -> None:
    store = RunStore(workspace.database_url, workspace.runs_folder)
    try:
        queue.reconcile(store, workspace)
    finally:
        store.close()


def _of_files(run: Run) -> Iterator[Finding]:
    """The files of a finished run that are not those it was finished with; earlier versions kept no checksums."""
    kept: dict[str, str] = run.data.get("files", {})
    if run.status != "finished" or not kept:
        return
    again = f"Restore it from a copy, or train run {run.run_id} again."
    for name, expected in kept.items():
        path = run.folder / name
        if not path.is_file():
            yield Finding(f"{path} is missing.", again)
        elif checksum(path) != expected:
            yield Finding(f"{path} has changed since run {run.run_id} was trained.", again)
    try:
        same = read_checksums(run.folder) == kept
    except RunStateError:
        same = False
    if not same:
        path = run.folder / CHECKSUMS_FILE
        yield Finding(
            f"{path} is missing or not as it was written.",
            "It is written again from the run store.",
            lambda: write_json(kept, path, indent=2),
        )


def _of_leftovers(store: RunStore, workspace: Workspace) -> Iterator[Finding]:
    for folder in _old(workspace.runs_folder.glob("*")):
        if folder.is_dir() and not store.jobs.exists(folder.name):  # a run's job has its id
            yield Finding(
                f"{folder} belongs to no run.",
                "Remove it if nothing in it is needed. Restoring a backup leaves the folders of later runs.",
            )
    for folder in _old((workspace.home / "jobs").glob("*")):
        if not store.jobs.exists(folder.name):
            yield Finding(f"{folder} belongs to no job.", "It is removed.", partial(rmtree, folder))
    for path in _old(filter(is_unfinished, workspace.home.rglob("unfinished.*"))):
        yield Finding(f"{path} was never finished.", "It is removed.", partial(path.unlink, missing_ok=True))
    for folder in _old(baselines_folder(workspace.home).glob("unfinished.*")):
        yield Finding(f"{folder} was never finished.", "It is removed.", partial(rmtree, folder))


def _old(paths: Iterator[Path]) -> Iterator[Path]:
    for path in paths:
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > LEFT_SECONDS:
                yield path


def _of_disk(workspace: Workspace) -> Iterator[Finding]:
    free = free_bytes(workspace.home)
    if free < _LOW_BYTES:
        yield Finding(f"{free / 1e6:,.0f} MB of disk space are free.", "Free some, for example by deleting runs.")
    elif workspace.home.is_dir() and not has_reserve(workspace.home):
        yield Finding(
            "The reserve for a full disk is missing.", "It is written again.", partial(keep_reserve, workspace.home)
        )
