"""Backups of a SQLite run store: made while it is used, checked, the last three of each kind kept, and restored."""

import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import sqlalchemy as sql

from core.errors import DamagedStoreError, StorageError
from core.system.files import sync, write_whole

Reason = Literal["daily", "migration"]
NUM_KEPT = 3  # of each reason
DAY_SECONDS = 24 * 3600.0
_FOLDER = "backups"
_TIME = "%Y%m%dT%H%M%S%fZ"
_NAME = re.compile(r"(\d{8}T\d{12}Z)-(daily|migration)\.db")
_COMPANIONS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


@dataclass(frozen=True)
class Backup:
    """A copy of the database as it was at one moment; `created_at` is in seconds since 1970."""

    path: Path
    created_at: float
    reason: Reason

    @property
    def when(self) -> str:
        """Its time for people."""
        return datetime.fromtimestamp(self.created_at, UTC).strftime("%d %B %Y, %H:%M UTC")


def list_backups(home: Path) -> list[Backup]:
    """The backups of a workspace, newest first."""
    backups = []
    for path in (home / _FOLDER).glob("*.db"):
        if named := _NAME.fullmatch(path.name):
            created = datetime.strptime(named[1], _TIME).replace(tzinfo=UTC)
            backups.append(Backup(path, created.timestamp(), "daily" if named[2] == "daily" else "migration"))
    return sorted(backups, key=lambda backup: backup.created_at, reverse=True)


def newest_whole(home: Path) -> Backup | None:
    """The newest backup of a workspace that is not damaged; None where there is none."""
    return next((backup for backup in list_backups(home) if not damage_of(backup.path)), None)


def back_up(database: Path, reason: Reason) -> Backup:
    """Copy a database that others may be using, by SQLite's online backup (https://sqlite.org/backup.html).

    A damaged database gives no backup, so that none takes the place of a whole one.

    Raises:
        DamagedStoreError: when the database is damaged.
        OSError, sqlite3.Error: when the copy cannot be written.
    """
    folder = database.parent / _FOLDER
    folder.mkdir(exist_ok=True)
    path = folder / f"{datetime.now(UTC).strftime(_TIME)}-{reason}.db"
    write_whole(lambda unfinished: _copy(database, unfinished), path)
    of_reason = [backup for backup in list_backups(database.parent) if backup.reason == reason]
    for old in of_reason[NUM_KEPT:]:
        old.path.unlink(missing_ok=True)
    return next(backup for backup in of_reason if backup.path == path)


def back_up_daily(database: Path) -> Backup | None:
    """A backup where there is none of the last day; None where there is."""
    if not database.is_file():
        return None
    newest = next(iter(list_backups(database.parent)), None)
    age = time.time() - newest.created_at if newest else None
    if age is not None and 0 <= age < DAY_SECONDS:  # below 0, the clock was set back
        return None
    return back_up(database, "daily")


def restore(backup: Path, database: Path) -> Path | None:
    """Put a backup in the place of a database, whose file is kept under another name; gives that name.

    No other process may use the database meanwhile.

    Raises:
        DamagedStoreError: when the backup is damaged itself.
    """
    if damage := damage_of(backup):
        raise DamagedStoreError(
            f"{backup.name} is damaged ({damage}).",
            "It must be a whole database of Bothways.",
            "Choose another backup.",
        )
    kept = None
    if database.exists():
        kept = database.with_name(f"{database.name}.damaged-{datetime.now(UTC).strftime(_TIME)}")
        database.rename(kept)
        for ending in _COMPANIONS:  # they belong to the damaged file, and would be applied to the restored one
            companion = database.with_name(database.name + ending)
            if companion.exists():
                companion.rename(kept.with_name(kept.name + ending))
    write_whole(lambda unfinished: _copy(backup, unfinished), database)
    sync(database.parent)
    return kept


def damage_of(database: Path) -> str:
    """What is wrong with a file that is no whole database of runs; empty where nothing is."""
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            has_runs = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone()
            return _problem(connection) or ("" if has_runs else "it has no runs")  # an emptied file is whole to SQLite
    except sqlite3.DatabaseError as error:
        return str(error)


def database_path(database_url: str) -> Path | None:
    """The file of a SQLite address; None for another database."""
    address = sql.make_url(database_url)
    is_file = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return Path(str(address.database)) if is_file else None


def sqlite_file(database_url: str) -> Path:
    """The file of the database.

    Raises:
        StorageError: when it is none of SQLite.
    """
    path = database_path(database_url)
    if path is None:
        raise StorageError(
            "The run store is not a SQLite file.",
            "Bothways backs up, checks and restores SQLite files alone.",
            "Use the tools of your database, for example pg_dump.",
        )
    return path


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=30)) as origin, closing(sqlite3.connect(target)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        problem = _problem(copy)
    if problem:
        raise DamagedStoreError(
            f"{source.name} is damaged ({problem}).",
            "Only a whole database is backed up.",
            "Run `python -m core doctor`.",
        )


def _problem(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with a database; empty where it is whole."""
    (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    return "" if answer == "ok" else str(answer).replace("\n", " ").strip()
