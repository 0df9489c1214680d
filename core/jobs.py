"""Submit, cancel and look after the training processes, one detached process a run."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress

import psutil

from core.checkpoints import latest_epoch
from core.config import RunConfig
from core.errors import RunStateError
from core.history import STARTING
from core.runs import Run, RunStore, Worker
from core.settings import PROJECT_FOLDER, Settings

MAX_TRIES = 3
SILENCE_SECONDS = 30.0  # a worker that cannot be seen from here has to beat this often
START_SECONDS = 5.0  # what a process gets to start in, and a clock that was set to be told from another process


def submit(
    store: RunStore,
    settings: Settings,
    configs: Sequence[RunConfig],
    names: Sequence[str] = (),
    tags: Iterable[str] = (),
) -> list[Run]:
    """Queue runs and start as many as may run; `names` go with `configs`, `tags` are for all of them."""
    tags = tuple(tags)
    runs = [
        store.create(config, name, tags) for config, name in zip(configs, names or [""] * len(configs), strict=True)
    ]
    reconcile(store, settings)
    return runs


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


def resume(store: RunStore, settings: Settings, run_id: str) -> Run:
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


def reconcile(store: RunStore, settings: Settings) -> None:
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


def _start(store: RunStore, settings: Settings, run: Run) -> None:
    environment = {
        **os.environ,
        "BOTHWAYS_HOME": str(settings.home),
        "BOTHWAYS_DATABASE_URL": settings.database_url,
        "BOTHWAYS_MAX_RUNNING": str(settings.max_running),
    }
    try:
        with (run.folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "core", "work", run.run_id],
                cwd=PROJECT_FOLDER,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # lives on when the app or its terminal ends
            )
    except OSError as error:
        store.fail(run.run_id, f"Its process could not be started: {error}.")
        return
    threading.Thread(target=process.wait, daemon=True).start()  # reaps it, so that it never stays as a zombie
    try:
        store.assign(run.run_id, _worker(process.pid))
    except psutil.NoSuchProcess:
        store.fail(run.run_id, "Its process ended at once. The log says why.")


def _worker(pid: int) -> Worker:
    return Worker(socket.gethostname(), pid, psutil.Process(pid).create_time())
