"""The app in a separate process with its own workspace."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import PROJECT_FOLDER, Workspace


@dataclass(frozen=True)
class Server:
    """A running app; its workspace is `home`."""

    address: str
    home: Path
    process: psutil.Popen

    @contextmanager
    def open_store(self) -> Iterator[RunStore]:
        """The run store of the server's workspace, opened from outside the server and closed at the end."""
        workspace = Workspace(home=self.home)
        store = RunStore(workspace.database_url, workspace.runs_folder)
        try:
            yield store
        finally:
            store.close()

    def stored_runs(self) -> list[Run]:
        """All runs of the workspace, newest first."""
        with self.open_store() as store:
            return store.list()

    def workers(self) -> list[psutil.Process]:
        """The helper processes of this workspace, such as trainings; they outlive the app."""
        return [
            process
            for process in psutil.process_iter()
            if process.pid != self.process.pid and _environment(process).get("BOTHWAYS_HOME") == str(self.home)
        ]

    def stop(self) -> None:
        """Kill the app, then its helper processes, until none is left: one that ends may start the next."""
        _kill([self.process])
        self.process.stdout.close()
        while workers := self.workers():
            _kill(workers)


def free_port(address: str = "127.0.0.1") -> int:
    """A port that nothing listens on."""
    with socket.socket() as free:
        free.bind((address, 0))
        return int(free.getsockname()[1])


def start(home: Path, port: int | None = None, **environment: str) -> Server:
    """Start the app, by default on a free port, and wait until it listens."""
    address, port = "127.0.0.1", port or free_port()
    home.mkdir(parents=True, exist_ok=True)
    log = home / "app.log"
    options = ["--server.headless=true", f"--server.address={address}", f"--server.port={port}"]
    with log.open("ab") as errors:
        process = psutil.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=PROJECT_FOLDER,
            env={**os.environ, "BOTHWAYS_HOME": str(home), **environment},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    if not any("URL:" in line for line in process.stdout):  # printed once it listens
        raise RuntimeError(f"The app did not start:\n{log.read_text()}")
    return Server(f"http://{address}:{port}", home, process)


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(processes, timeout=10)


def _environment(process: psutil.Process) -> dict[str, str]:
    try:
        return process.environ()
    except (psutil.Error, OSError):
        return {}
