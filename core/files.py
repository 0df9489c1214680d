"""Files that are whole or absent, whenever the process is killed."""

import os
from collections.abc import Callable
from pathlib import Path


def write_whole(write: Callable[[Path], object], path: Path) -> None:
    """Let `write` write to a temporary name beside `path`, then rename, so that nobody ever reads half of a file."""
    unfinished = path.with_name(f"unfinished.{path.name}")
    write(unfinished)
    os.replace(unfinished, path)
