import sqlite3
from contextlib import closing

import pytest

from core.errors import DamagedStoreError, StorageError
from core.runs.database.backups import (
    back_up,
    back_up_daily,
    damage_of,
    list_backups,
    newest_whole,
    restore,
    sqlite_file,
)
from core.runs.store import RunStore
from tests.support.version_1 import copy_version_1


@pytest.fixture
def database(settings, store):
    return settings.home / "bothways.db"


def test_a_backup_of_a_store_in_use_has_all_that_was_written(store, database, tiny_config):
    run = store.create(tiny_config)
    backup = back_up(database, "daily")
    with closing(sqlite3.connect(backup.path)) as copy:
        assert copy.execute("SELECT run_id FROM runs").fetchall() == [(run.run_id,)]
    assert [path.name for path in backup.path.parent.iterdir()] == [backup.path.name]


def test_the_last_three_backups_of_each_reason_are_kept(database):
    of_migration = back_up(database, "migration")
    daily = [back_up(database, "daily") for _ in range(5)]
    assert list_backups(database.parent) == [*reversed(daily[2:]), of_migration]


def test_one_backup_a_day_is_made(database, monkeypatch):
    first = back_up_daily(database)
    assert first is not None
    assert back_up_daily(database) is None
    monkeypatch.setattr("core.runs.database.backups.time.time", lambda: first.created_at + 25 * 3600)
    assert back_up_daily(database) is not None
    assert back_up_daily(database.with_name("missing.db")) is None


def test_a_damaged_database_gives_no_backup_and_a_backup_takes_its_place(settings, store, database, tiny_config):
    run = store.create(tiny_config)
    whole = back_up(database, "daily")
    store.close()
    damage(database)
    with pytest.raises(DamagedStoreError, match="is damaged"):
        back_up(database, "daily")
    assert list_backups(settings.home) == [whole]
    kept = restore(whole.path, database)
    assert kept.exists()
    with closing(RunStore(settings.database_url, settings.runs_folder)) as again:
        assert [one.run_id for one in again.list()] == [run.run_id]
    damage(whole.path)
    with pytest.raises(DamagedStoreError, match="Choose another backup"):
        restore(whole.path, database)
    assert damage_of(database) == ""


def test_the_newest_whole_backup_is_neither_damaged_nor_emptied(settings, store, database):
    whole, damaged, emptied = (back_up(database, "daily") for _ in range(3))
    damage(damaged.path)
    emptied.path.write_bytes(b"")
    assert newest_whole(settings.home) == whole
    whole.path.unlink()
    assert newest_whole(settings.home) is None


def test_a_store_is_backed_up_before_it_is_migrated(settings):
    workspace = copy_version_1(settings.home)
    RunStore(workspace.database_url, workspace.runs_folder).close()
    (backup,) = list_backups(workspace.home)
    assert backup.reason == "migration"
    with closing(sqlite3.connect(backup.path)) as copy:
        assert "jobs" not in {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}


def test_only_sqlite_files_are_backed_up():
    with pytest.raises(StorageError, match="pg_dump"):
        sqlite_file("postgresql://me:secret@localhost/bothways")


def damage(path) -> None:
    """Write zeros over the middle of a file."""
    content = path.read_bytes()
    middle = len(content) // 2
    path.write_bytes(content[: middle - 8192] + bytes(16384) + content[middle + 8192 :])
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
