"""Errors of SQLite in three parts: a full or read-only disk, a busy store, a damaged file."""

import sqlite3
from pathlib import Path

from core.errors import DamagedStoreError, StorageError
from core.runs.database.backups import list_backups
from core.system.files.disk_space import is_scarce, no_space, read_only

_LACKS_TABLES = ("no such table", "no such column", "malformed database schema")


def store_error(error: BaseException | None, path: Path) -> StorageError | None:
    """What an error of SQLite means to a person; None where it is a fault of the program.

    Args:
        path: the file of the database.
    """
    if not isinstance(error, sqlite3.Error):
        return None
    # The lowest byte is the kind of the error (https://sqlite.org/rescode.html).
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return no_space(path.parent)
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR if is_scarce(path.parent):
            return no_space(path.parent)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN:
            return read_only(f"The run store {path.name}")
        case sqlite3.SQLITE_IOERR:
            return StorageError(
                f"The disk failed while the run store {path.name} was used ({error}).",
                "It must be on a disk that can be read and written.",
                "Check the disk, then run `python -m core doctor`.",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageError(
                f"Another process has been writing into the run store {path.name} for half a minute.",
                "One process writes at a time, for a moment.",
                "Try again. If it happens again, end the process that blocks it.",
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(path, str(error))
    return damaged(path, str(error)) if str(error).startswith(_LACKS_TABLES) else None


def damaged(path: Path, reason: str) -> DamagedStoreError:
    """The error for a database that cannot be read; it says what can be saved."""
    backups = list_backups(path.parent)
    newest = f"Its newest backup is of {backups[0].when}." if backups else "There is no backup of it."
    remedy = "Stop the app, then restore the backup with `python -m core doctor --restore`."
    return DamagedStoreError(
        f"The run store {path.name} is damaged ({reason}).",
        f"{newest} The files of the runs are not affected.",
        remedy if backups else "Run `python -m core doctor`, which says what can be saved.",
    )
