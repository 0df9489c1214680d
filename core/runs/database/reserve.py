"""The reserve: a small file that is removed on a full disk, so that the store can still record ends and deletions."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from core.errors import NoSpaceError
from core.system.files.disk_space import free_bytes

T = TypeVar("T")
RESERVE_BYTES = 512 * 1024
_NAME = "reserve"
_ROOM = 20 * RESERVE_BYTES  # with less free, the reserve would take what the runs need


def keep_reserve(home: Path) -> None:
    """Write the reserve of a workspace where it is missing and there is room; the store works without it as well."""
    path = home / _NAME
    with suppress(OSError):
        if not path.exists() and home.is_dir() and free_bytes(home) > _ROOM:
            with path.open("xb") as file:
                os.write(file.fileno(), os.urandom(RESERVE_BYTES))  # zeros take no room on some disks


def has_reserve(home: Path) -> bool:
    """Whether a workspace has its reserve."""
    return (home / _NAME).is_file()


def release_reserve(home: Path) -> bool:
    """Remove the reserve; false where there is none."""
    try:
        (home / _NAME).unlink()
    except OSError:
        return False
    return True


def with_reserve(home: Path, write: Callable[[], T]) -> T:
    """What `write` gives; where the disk is full, once more with the room of the reserve.

    Raises:
        NoSpaceError: when there is no reserve any more.
    """
    try:
        return write()
    except NoSpaceError:
        if not release_reserve(home):
            raise
        return write()
