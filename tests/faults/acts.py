"""The faults: each does something bad to an arena, lets it recover and checks that nothing is lost."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from core.errors import BothwaysError
from core.runs.jobs import batch_job, queue
from core.runs.jobs.batch_job import BatchRequest
from core.settings import PROJECT_FOLDER
from tests.faults.arena import WAIT_SECONDS, Arena, Lost, kill

DISK_BYTES = 32_000_000  # of the small disk
_NUM_SUBMITTED = 10
_HOUR = 3600.0
_RUN_FILES = ("model.onnx", "vocabulary.json", "predictions.parquet", "checksums.json")


def kill_worker(arena: Arena, draw: Random) -> str:
    """The process of a training is killed at a random moment."""
    run = arena.submit()
    arena.wait_for_worker(run.run_id)
    moment = _sleep(arena, draw)
    kill(arena.wait_for_worker(run.run_id))
    _recovers(arena, run.run_id)
    return moment


def kill_app(arena: Arena, draw: Random) -> str:
    """The app is killed while a run trains that it supervises; its training goes on."""
    app = arena.start_app()
    run = arena.submit()
    moment = _sleep(arena, draw)
    kill(app)
    _recovers(arena, run.run_id)
    return moment


def kill_group(arena: Arena, draw: Random) -> str:
    """App and training are killed at once, as when the machine stops."""
    app = arena.start_app()
    run = arena.submit()
    pid = arena.wait_for_worker(run.run_id)
    moment = _sleep(arena, draw)
    for one in (app, pid):
        kill(one)
    _recovers(arena, run.run_id)
    return moment


def kill_batch(arena: Arena, draw: Random) -> str:
    """The process that scores a file is killed; scored again, the file is complete."""
    lines = "\n".join(f"a lovely film number {number}" for number in range(20_000))
    request = BatchRequest((arena.finished.run_id,), lines=lines)
    job = batch_job.start(arena.store.jobs, request)
    moment = _sleep(arena, draw, 0.3)
    record = arena.store.jobs.get(job.job_id)
    if record.status == "running" and record.worker:
        kill(record.worker.pid)
    arena.settle()
    ended = arena.store.jobs.get(job.job_id)
    if ended.status not in ("failed", "finished"):
        raise Lost(f"the killed job is {ended.status}")
    if ended.status == "failed" and any(ended.folder.glob("result.*")) and not (ended.folder / "summary.json").exists():
        _check_tables(ended.folder)
    again = batch_job.start(arena.store.jobs, request)
    arena.settle()
    if arena.store.jobs.get(again.job_id).status != "finished":
        raise Lost("the file could not be scored again")
    _check_tables(again.folder)
    return moment


def stop_worker(arena: Arena, draw: Random) -> str:
    """A process is stopped, so that it answers nothing; its cancel ends it, and the next run trains."""
    run, following = arena.submit(), arena.submit()
    pid = arena.wait_for_worker(run.run_id)
    moment = _sleep(arena, draw, 0.5)
    os.kill(pid, signal.SIGSTOP)
    try:
        queue.cancel(arena.store, run.run_id)
    except BothwaysError as error:  # it had finished just before
        os.kill(pid, signal.SIGCONT)
        return f"{moment}, too late: {error}"
    arena.settle()
    if arena.store.get(run.run_id).status != "cancelled":
        raise Lost(f"the stopped run is {arena.store.get(run.run_id).status}")
    arena.check_equal(following.run_id)
    return moment


def fill_disk_while_training(arena: Arena, draw: Random) -> str:
    """The disk is filled while a run trains; with room again, the run is resumed."""
    run = arena.submit()
    arena.wait_for_worker(run.run_id)
    moment = _sleep(arena, draw)
    with _full_disk(arena.home):
        arena.command_line("runs")
        arena.wait_until(lambda: not queue.alive(arena.store.get(run.run_id)) or _is_done(arena, run.run_id), "an end")
    _recovers(arena, run.run_id)
    return moment


def fill_disk_while_exporting(arena: Arena, draw: Random) -> str:
    """On a full disk nothing is written in part, the reason is named, and a run can be deleted to make room."""
    run_id = arena.finished.run_id
    targets = {
        "bundle.zip": ("export", run_id, "--zip"),
        "script.py": ("export", run_id, "--code"),
        "scores.csv": ("score", run_id, "--file", str(_table(arena)), "--out"),
    }
    name = draw.choice(sorted(targets))
    target = arena.home / name
    spare = arena.store.create(arena.config)
    arena.store.fail(spare.run_id, "to be deleted")
    with _full_disk(arena.home):
        printed = arena.command_line(*targets[name], str(target))
        if target.exists() and "full" in printed:
            raise Lost(f"a part of {name} was written")
        if not target.exists() and "full" not in printed:
            raise Lost(f"the reason is not named: {printed.strip()[:200]}")
        arena.command_line("train", "--config", str(_config(arena)))
        arena.command_line("delete", spare.run_id, status=0)
    if list(arena.home.glob("unfinished.*")):
        raise Lost("an unfinished file was left")
    arena.command_line(*targets[name], str(target), status=0)
    return name


def make_read_only(arena: Arena, draw: Random) -> str:
    """The disk becomes read-only; each verb says so in a sentence, and all works once it can be written again."""
    words = draw.choice([("runs",), ("train", "--config", str(_config(arena))), ("delete", arena.finished.run_id)])
    arena.store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(arena.home)], check=True)
    try:
        printed = arena.command_line(*words)
        if words[0] != "runs" and "read-only" not in printed:
            raise Lost(f"the reason is not named: {printed.strip()[:200]}")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(arena.home)], check=True)
    arena.command_line("runs", status=0)
    return words[0]


def corrupt_checkpoint(arena: Arena, draw: Random) -> str:
    """A training is killed and a file that it would resume from is damaged."""
    run = arena.submit()
    arena.wait_for_checkpoint(run)
    kill(arena.wait_for_worker(run.run_id))
    files = sorted(path for pattern in ("checkpoint*", "best-*") for path in run.folder.glob(pattern))
    damaged = draw.choice(files)
    how = _damage(damaged, draw)
    _recovers(arena, run.run_id)
    return f"{damaged.name} {how}"


def corrupt_run_file(arena: Arena, draw: Random) -> str:
    """A file of a finished run is damaged: it is refused with a sentence, and doctor finds it."""
    path = arena.finished.folder / draw.choice(_RUN_FILES)
    whole = path.read_bytes()
    how = _damage(path, draw)
    arena.command_line("score", arena.finished.run_id, "a lovely film")
    arena.command_line("compare", arena.finished.run_id)
    if path.name not in arena.command_line("doctor", status=1):
        raise Lost(f"doctor does not find {path.name}")
    if path.name == "checksums.json":
        arena.command_line("doctor", "--repair", status=0)
    else:
        path.write_bytes(whole)
    arena.command_line("score", arena.finished.run_id, "a lovely film", status=0)
    return f"{path.name} {how}"


def corrupt_database(arena: Arena, draw: Random) -> str:
    """The database is damaged: every verb says so, and the newest backup is restored."""
    arena.command_line("doctor", "--backup", status=0)
    arena.store.close()
    path = arena.home / "bothways.db"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    how = _damage(path, draw)
    is_named = "is damaged" in arena.command_line("runs")
    if is_named and "doctor --restore" not in arena.command_line("doctor", status=1):
        raise Lost("doctor does not say how to restore a backup")
    arena.command_line("doctor", "--restore", status=0)
    return f"{how}{'' if is_named else ', in a place that holds nothing'}"


def corrupt_record(arena: Arena, draw: Random) -> str:
    """The record of a run cannot be read: it is left out and named, and the queue goes on."""
    run = arena.store.create(arena.config)
    column, value = draw.choice([("tags", "[1,"), ("config", "{}}"), ("created_at", "now"), ("name", b"\xff\xfe")])
    with closing(sqlite3.connect(arena.home / "bothways.db")) as connection, connection:
        connection.execute(f"UPDATE runs SET {column} = ? WHERE run_id = ?", (value, run.run_id))
    following = arena.submit()
    printed = arena.command_line("runs", status=0)
    if run.run_id not in printed:
        raise Lost("the record is not named")
    arena.wait_until(lambda: queue.reconcile(arena.store, arena.workspace) or _is_done(arena, following.run_id), "it")
    arena.check_equal(following.run_id)
    arena.command_line("delete", run.run_id, status=0)
    arena.settle()
    return column


def start_two_apps(arena: Arena, draw: Random) -> str:
    """Two apps supervise one workspace while ten runs are submitted at once: each is started by one of them."""
    apps = [arena.start_app() for _ in range(2)]
    program = [sys.executable, "-m", "tests.faults.submission", str(arena.home), str(_config(arena))]
    racers = [subprocess.Popen(program, cwd=PROJECT_FOLDER, env=arena.environment) for _ in range(_NUM_SUBMITTED)]
    if any(racer.wait(WAIT_SECONDS) for racer in racers):
        raise Lost("a submission failed")
    runs = [run for run in arena.store.list() if run.run_id != arena.finished.run_id]
    arena.wait_until(lambda: any(_is_done(arena, run.run_id) for run in runs), "a run to finish")
    if len(arena.store.list(("running",))) > 1:
        raise Lost("two runs train at once")
    queue.cancel_all(arena.store, arena.store.list(("queued", "running")))
    arena.settle()
    for app in apps:
        kill(app)
    if len(runs) != _NUM_SUBMITTED or any(run.tries > 1 for run in arena.store.list()):
        raise Lost(f"{len(runs)} of {_NUM_SUBMITTED} runs, some started twice")
    arena.check_equal(next(run.run_id for run in arena.store.list(("finished",)) if run != arena.finished))
    return f"{_NUM_SUBMITTED} submissions"


def move_clock(arena: Arena, draw: Random) -> str:
    """The clock is set: what the store has recorded seems to be an hour old, or to come from the future."""
    run = arena.submit()
    arena.wait_for_worker(run.run_id)
    moment = _sleep(arena, draw)
    shift = draw.choice([-_HOUR, _HOUR])
    with closing(sqlite3.connect(arena.home / "bothways.db", timeout=30)) as connection, connection:
        connection.execute(
            "UPDATE jobs SET heartbeat_at = heartbeat_at + ?, started_at = started_at + ?, created_at = created_at + ?",
            (shift, shift, shift),
        )
    _recovers(arena, run.run_id)
    return f"{shift:+.0f} s {moment}"


Fault = Callable[[Arena, Random], str]
FAULTS: tuple[Fault, ...] = (
    kill_worker, corrupt_checkpoint, kill_group, fill_disk_while_training, corrupt_run_file, stop_worker, kill_batch,
    fill_disk_while_exporting, corrupt_database, make_read_only, corrupt_record, kill_app, move_clock, start_two_apps,
)  # fmt: skip
ON_SMALL_DISK = (fill_disk_while_training, fill_disk_while_exporting, make_read_only)


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """A small file system of its own in a folder; only root can make one."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _full_disk(home: Path) -> Iterator[None]:
    """Not a byte is free on the disk of the workspace."""
    filler = home / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            size = 1_000_000
            while size:
                try:
                    file.write(bytes(size))
                except OSError:
                    size //= 2
        yield
    finally:
        filler.unlink()


def _recovers(arena: Arena, run_id: str) -> None:
    """The run ends as an undisturbed one, and a run after it trains, too."""
    following = arena.submit("train.epochs=1")
    arena.settle()
    arena.check_equal(run_id)
    if arena.store.get(following.run_id).status != "finished":
        raise Lost("the run after it did not finish")


def _is_done(arena: Arena, run_id: str) -> bool:
    return arena.store.get(run_id).status not in ("queued", "running")


def _sleep(arena: Arena, draw: Random, share: float = 1.0) -> str:
    """Wait until a random moment of a training, or of its first part."""
    seconds = draw.uniform(0, arena.seconds * share)
    time.sleep(seconds)
    return f"after {seconds:.1f} s"


def _damage(path: Path, draw: Random) -> str:
    """Damage a file: cut it, empty it, or invert the bytes of a part of it."""
    content = path.read_bytes()
    how = draw.choice(["cut", "emptied", "overwritten"])
    place = draw.randrange(len(content))
    if how == "cut":
        path.write_bytes(content[:place])
    elif how == "emptied":
        path.write_bytes(b"")
    else:
        end = min(len(content), place + max(64, len(content) // 4))
        changed = bytes(255 - byte for byte in content[place:end])
        path.write_bytes(content[:place] + changed + content[end:])
    return how


def _check_tables(folder: Path) -> None:
    """Each result of a batch is whole or absent."""
    import pandas as pd

    for path in folder.glob("result.csv"):
        if len(pd.read_csv(path)) != 20_000:
            raise Lost(f"{path.name} is not whole")


def _table(arena: Arena) -> Path:
    path = arena.home / "texts.csv"
    path.write_text("text\n" + "a lovely film\n" * 2000, encoding="utf-8")
    return path


def _config(arena: Arena) -> Path:
    path = arena.home.parent / "config.json"
    path.write_text(arena.config.model_dump_json(), encoding="utf-8")
    return path
