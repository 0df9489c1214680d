"""Processes of our own beside the caller's: started so that they outlive it, and known again later."""

import os
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from core.settings import PROJECT_FOLDER, Workspace


def start_detached(command: Sequence[str], log: Path, settings: Workspace) -> subprocess.Popen:
    """Start a command that works in the same workspace and lives on when the app or its terminal ends.

    Args:
        log: where all that it prints is added.

    Raises:
        OSError: when it cannot be started.
    """
    environment = {
        **os.environ,
        "BOTHWAYS_HOME": str(settings.home),
        "BOTHWAYS_DATABASE_URL": settings.database_url,
        "BOTHWAYS_MAX_RUNNING": str(settings.max_running),
    }
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT_FOLDER,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    reap(process)
    return process


def reap(process: subprocess.Popen) -> None:
    """Wait for a process in the background, so that it never stays as a zombie."""
    threading.Thread(target=process.wait, daemon=True).start()


def find_process(pid: int, created_at: float) -> psutil.Process | None:
    """The process with this number and birth while it lives; a later one with its number is another."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if abs(process.create_time() - created_at) < 1.0 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None
