"""Files that are whole or absent, whenever the process is killed or the machine stops."""

import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from core.errors import ExportError
from core.system.files.disk_space import is_no_space, no_space

_UNFINISHED = re.compile(r"unfinished\.\d+\.\d+\..+", re.DOTALL)  # as `_unfinished` names files
_ABANDONED_SECONDS = 3600.0  # a writer this old was killed


def write_whole(write: Callable[[Path], object], path: Path, durable: bool = True) -> None:
    """Let `write` write to a temporary name next to `path`, then rename, so that no reader ever sees half of a file.

    Args:
        durable: whether the file must also survive a loss of power; without, a message between processes is faster.
    """
    if path.exists() and not path.is_file():  # a device or a pipe is written to, never replaced
        write(path)
        return
    unfinished = _unfinished(path)
    _remove_abandoned(path)
    try:
        write(unfinished)
        if durable:
            sync(unfinished)
        os.replace(unfinished, path)
        if durable:
            sync(path.parent)
    except BaseException:
        with suppress(OSError):  # the first error is the one to report
            unfinished.unlink(missing_ok=True)
        raise


def sync(path: Path) -> None:
    """Return when a file, or the names in a folder, are on the disk and no longer only in memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def exporting(path: Path) -> Iterator[None]:
    """Explain why a file that a user has named cannot be written.

    Raises:
        NoSpaceError: when the disk is full.
        ExportError: instead of any other OSError.
    """
    try:
        yield
    except OSError as error:
        if is_no_space(error):
            raise no_space(path.parent) from None
        raise ExportError(
            f"{path} cannot be written ({error.strerror or error}).",
            "It must name a file in a folder that can be written.",
            "Correct the path, or free disk space.",
        ) from None


def write_json(values: Any, path: Path, indent: int | None = None) -> None:
    """Write plain values as JSON, whole; the folder is created, and several processes may write at once.

    Args:
        indent: for a file that people read: one value a line, letters as they are, a line break at the end.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    document = json.dumps(values) if indent is None else json.dumps(values, indent=indent, ensure_ascii=False) + "\n"
    write_whole(lambda unfinished: unfinished.write_text(document, encoding="utf-8"), path)


def is_unfinished(path: Path) -> bool:
    """Whether `write_whole` has named a file so, which is being written or was left by a killed process."""
    return _UNFINISHED.fullmatch(path.name) is not None


def _unfinished(path: Path) -> Path:
    """A name for this thread alone: others may be writing the same file."""
    return path.with_name(f"unfinished.{os.getpid()}.{threading.get_ident()}.{path.name}")


def _remove_abandoned(path: Path) -> None:
    for old in path.parent.glob(f"unfinished.*.{path.name.replace('[', '[[]')}"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > _ABANDONED_SECONDS:
                old.unlink()
