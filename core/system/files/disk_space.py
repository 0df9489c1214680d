"""Disk space: how much is free, and what to say when a file cannot be written."""

import errno
import shutil
from pathlib import Path

from core.errors import BothwaysError, NoSpaceError, StorageError

SCARCE_BYTES = 1_000_000  # with less, a failure that names no reason is one of room
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_NO_PERMISSION = (errno.EROFS, errno.EACCES, errno.EPERM)
_MEGABYTE = 1e6


def free_bytes(folder: Path) -> int:
    """What can still be written into a folder, which need not exist yet."""
    existing = next(one for one in (folder, *folder.absolute().parents) if one.is_dir())
    return shutil.disk_usage(existing).free


def is_scarce(folder: Path) -> bool:
    """Whether next to nothing can be written there."""
    try:
        return free_bytes(folder) < SCARCE_BYTES
    except OSError:
        return False


def is_no_space(error: BaseException) -> bool:
    """Whether an error says that the disk, or the quota of the user, is full."""
    return isinstance(error, OSError) and error.errno in _NO_SPACE


def no_space(folder: Path) -> NoSpaceError:
    """The error for a full disk."""
    try:
        free = f" ({free_bytes(folder) / _MEGABYTE:.1f} MB are free)"
    except OSError:
        free = ""
    return NoSpaceError(
        f"The disk is full{free}.",
        "Runs, exports and the run store need room for their files.",
        "Free disk space, for example by deleting runs, then try again.",
    )


def storage_error(error: OSError, folder: Path) -> BothwaysError | None:
    """What an error of the system means to a person; None where it is about something else than room or permission."""
    if error.errno in _NO_SPACE:
        return no_space(folder)
    if error.errno in _NO_PERMISSION:
        return read_only(Path(error.filename).name if error.filename else "a file")
    return None


def read_only(name: str) -> StorageError:
    """The error for a file that may not be written or opened."""
    return StorageError(
        f"{name} cannot be opened for writing: it, its folder or its disk is read-only.",
        "Bothways writes into its workspace.",
        "Allow writing there, or choose another workspace with BOTHWAYS_HOME.",
    )


def check_room(folder: Path, needed: int, purpose: str) -> None:
    """Refuse work that the disk has no room for, before it begins.

    Args:
        needed: bytes that the work writes.
        purpose: what writes them, to begin a sentence.

    Raises:
        NoSpaceError: with what is needed and what is free.
    """
    free = free_bytes(folder)
    if free < needed:
        raise NoSpaceError(
            f"{purpose} needs about {needed / _MEGABYTE:,.0f} MB of disk space.",
            f"{free / _MEGABYTE:,.0f} MB are free.",
            "Free disk space, for example by deleting runs, then try again.",
        )
