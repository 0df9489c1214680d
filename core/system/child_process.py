"""Child processes that outlive the process that starts them."""

import os
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.settings import PROJECT_FOLDER


def start_detached(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a command that lives on when the app or its terminal ends.

    Args:
        log: where everything that it prints is appended.
        environment: variables that differ from those of this process.

    Raises:
        OSError: when it cannot be started.
    """
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT_FOLDER,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    threading.Thread(target=process.wait, daemon=True).start()  # or it would stay as a zombie when it ends
    return process
