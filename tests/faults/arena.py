"""Arena: a workspace with a finished run, in which faults happen and from which everything must be saved."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import psutil

from core.config import RunConfig
from core.evaluation.predictions import read_predictions
from core.runs.jobs import queue
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import PROJECT_FOLDER, Workspace
from tests.support.browser.app_server import Server, start

WAIT_SECONDS = 600.0  # for a run on a busy machine; more is a run that is stuck
_POLL_SECONDS = 0.1
_SETTINGS = {"BOTHWAYS_MAX_RUNNING": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


class Lost(Exception):  # noqa: N818 # what a round says of the product, no fault of this program
    """Something was lost, stuck or not explained."""


class Arena:
    """A workspace, the processes that work in it, and what must still be there after a fault.

    Args:
        home: the workspace, with one finished run.
        seconds: that an undisturbed run took, from the start of its process.
    """

    def __init__(self, home: Path, config: RunConfig, seconds: float):
        self.home, self.config, self.seconds = home, config, seconds
        self.workspace = Workspace(home=home, max_running=1)
        self.store = RunStore(self.workspace.database_url, self.workspace.runs_folder)
        (self.finished,) = self.store.list()
        self._whole = self._hashes()
        self._servers: list[Server] = []

    @property
    def environment(self) -> dict[str, str]:
        """What every process of this workspace is started with."""
        return {**os.environ, "BOTHWAYS_HOME": str(self.home), **_SETTINGS}

    def close(self) -> None:
        """End every process that was started in this workspace, and the store."""
        for server in self._servers:
            server.stop()
        for job in self.store.jobs.list(("running",)):
            if job.worker and job.worker.pid != os.getpid():
                with suppress(ProcessLookupError):
                    os.kill(job.worker.pid, signal.SIGKILL)
        self.store.close()

    def start_app(self) -> int:
        """The number of the process of an app, once it answers."""
        self._servers.append(start(self.home, None, **_SETTINGS))
        return int(self._servers[-1].process.pid)

    def command_line(self, *words: str, status: int | None = None) -> str:
        """What a verb prints, on both outputs; it never prints a traceback.

        Args:
            status: the one that is expected.
        """
        ended = subprocess.run(
            [sys.executable, "-m", "core", *words],
            cwd=PROJECT_FOLDER, env=self.environment, capture_output=True, text=True, timeout=WAIT_SECONDS,
        )  # fmt: skip
        printed = ended.stdout + ended.stderr
        if "Traceback" in printed:
            raise Lost(f"`{' '.join(words)}` ended in a traceback: {printed.strip().splitlines()[-1]}")
        if status is not None and ended.returncode != status:
            raise Lost(f"`{' '.join(words)}` ended with {ended.returncode}: {printed.strip()[:300]}")
        return printed

    def submit(self, *settings: str) -> Run:
        """Queue a run as the app does."""
        (run,) = queue.submit(self.store, self.workspace, [self.config.with_settings(settings)])
        return run

    def wait_for_worker(self, run_id: str) -> int:
        """The number of the process that trains a run, once there is one."""
        self.wait_until(lambda: self.store.get(run_id).worker is not None, "a process to be started")
        worker = self.store.get(run_id).worker
        if worker is None:
            raise Lost("the run has no process")
        return worker.pid

    def wait_for_checkpoint(self, run: Run) -> None:
        """Until a run has two checkpoints."""
        self.wait_until(lambda: len(list(run.folder.glob("checkpoint-*.keras"))) > 1, "two checkpoints")

    def settle(self) -> None:
        """Supervise until nothing is queued or running; a failed run is resumed once, as its error says.

        Raises:
            Lost: when something is stuck.
        """
        resumed: set[str] = set()

        def is_settled() -> bool:
            queue.reconcile(self.store, self.workspace)
            for run in self.store.list(("failed",)):
                if run.run_id not in resumed:
                    resumed.add(run.run_id)
                    queue.resume(self.store, self.workspace, run.run_id)
            return not self.store.jobs.list(("queued", "running"))

        self.wait_until(is_settled, "the queue to be empty")

    def wait_until(self, condition: Callable[[], object], what: str) -> None:
        """Until a condition is met.

        Raises:
            Lost: when it is not within `WAIT_SECONDS`.
        """
        end = time.monotonic() + WAIT_SECONDS
        while not condition():
            if time.monotonic() > end:
                raise Lost(f"still waiting for {what} after {WAIT_SECONDS:.0f} s")
            time.sleep(_POLL_SECONDS)

    def check_whole(self) -> None:
        """The store opens, and the run that was finished before the fault is as it was.

        Raises:
            Lost: when it is not.
        """
        with_store = RunStore(self.workspace.database_url, self.workspace.runs_folder)
        try:
            if with_store.get(self.finished.run_id).metrics != self.finished.metrics:
                raise Lost("the metrics of the finished run have changed")
        finally:
            with_store.close()
        if self._hashes() != self._whole:
            raise Lost("files of the finished run have changed")

    def check_equal(self, run_id: str) -> None:
        """A run that a fault has hit ended as an undisturbed one: the finished run, which has the same settings.

        Raises:
            Lost: when it did not finish, or its epochs or predictions differ.
        """
        run = self.store.get(run_id)
        if run.status != "finished":
            raise Lost(f"the run is {run.status}: {run.message}")
        histories = self.store.epochs([run_id, self.finished.run_id])
        losses = [[(one.epoch, one.loss, one.val_loss) for one in history] for history in histories.values()]
        if losses[0] != losses[1]:
            raise Lost("its epochs differ from those of an undisturbed run")
        first, second = (read_predictions(one.folder) for one in (run, self.finished))
        if not np.array_equal(first.probabilities, second.probabilities):
            raise Lost("its predictions differ from those of an undisturbed run")

    def _hashes(self) -> dict[str, str]:
        files = sorted(path for path in self.finished.folder.iterdir() if path.suffix != ".txt")
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@contextmanager
def arenas(folder: Path, config: RunConfig) -> Iterator[Callable[[Path], Arena]]:
    """Train an undisturbed run once, and give a function that makes an arena with it in a folder."""
    original = folder / "undisturbed"
    environment = {**os.environ, "BOTHWAYS_HOME": str(original), "TF_CPP_MIN_LOG_LEVEL": "3"}
    path = folder / "config.json"
    path.write_text(json.dumps(config.to_dict()), encoding="utf-8")
    command = [sys.executable, "-m", "core", "train", "--config", str(path)]
    start = time.monotonic()
    subprocess.run(command, cwd=PROJECT_FOLDER, env=environment, check=True, capture_output=True)
    seconds = time.monotonic() - start

    def make(home: Path) -> Arena:
        shutil.copytree(original, home, dirs_exist_ok=True)
        return Arena(home, config, seconds)

    yield make
    shutil.rmtree(original)


def kill(pid: int) -> None:
    """End a process as the system does when memory is short."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    with suppress(psutil.Error):
        psutil.Process(pid).wait(10)
