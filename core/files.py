"""Files that are whole or absent, whenever the process is killed."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


def write_whole(write: Callable[[Path], object], path: Path) -> None:
    """Let `write` write to a temporary name beside `path`, then rename, so that nobody ever reads half of a file."""
    unfinished = path.with_name(f"unfinished.{path.name}")
    write(unfinished)
    os.replace(unfinished, path)


def write_json(values: Any, path: Path) -> None:
    """Write plain values as JSON, whole, into a folder that is made for them; several processes may do so at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"unfinished.{os.getpid()}.{path.name}")
    unfinished.write_text(json.dumps(values), encoding="utf-8")
    os.replace(unfinished, path)
