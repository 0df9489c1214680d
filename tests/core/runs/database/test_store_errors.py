import sqlite3
from types import SimpleNamespace

import pytest
import sqlalchemy as sql

from core.errors import DamagedStoreError, NoSpaceError, StorageError
from core.runs.database import reserve, store_errors
from core.runs.database.reserve import keep_reserve, release_reserve
from core.runs.database.store_errors import store_error
from core.runs.store import RunStore
from core.system.files import disk_space


def error_of(code: int, message: str = "no") -> sqlite3.Error:
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "kind", "sentence"),
    [
        (error_of(sqlite3.SQLITE_FULL), NoSpaceError, "The disk is full"),
        (error_of(sqlite3.SQLITE_READONLY), StorageError, r"bothways\.db cannot be opened for writing"),
        (error_of(sqlite3.SQLITE_READONLY_DIRECTORY), StorageError, "is read-only"),
        (error_of(sqlite3.SQLITE_BUSY), StorageError, "Another process has been writing"),
        (error_of(sqlite3.SQLITE_IOERR_READ), StorageError, "The disk failed"),
        (error_of(sqlite3.SQLITE_CORRUPT), DamagedStoreError, "There is no backup of it"),
        (error_of(sqlite3.SQLITE_NOTADB), DamagedStoreError, "says what can be saved"),
        (error_of(sqlite3.SQLITE_ERROR, "no such table: runs"), DamagedStoreError, "no such table: runs"),
    ],
)
def test_an_error_of_sqlite_is_explained_in_a_sentence(tmp_path, error, kind, sentence):
    explained = store_error(error, tmp_path / "bothways.db")
    assert type(explained) is kind
    with pytest.raises(kind, match=sentence):
        raise explained


def test_an_error_of_the_program_is_no_error_of_the_store(tmp_path):
    assert store_error(error_of(sqlite3.SQLITE_ERROR, "near SELEC: syntax error"), tmp_path / "bothways.db") is None
    assert store_error(ValueError("no"), tmp_path / "bothways.db") is None


def test_a_failure_to_open_is_one_of_room_where_the_disk_is_full(tmp_path, monkeypatch):
    monkeypatch.setattr(disk_space.shutil, "disk_usage", lambda folder: SimpleNamespace(free=0))
    assert type(store_error(error_of(sqlite3.SQLITE_CANTOPEN), tmp_path / "bothways.db")) is NoSpaceError


def test_a_store_that_is_no_database_or_lacks_pages_is_refused_when_it_opens(settings, store, tiny_config):
    store.create(tiny_config)
    store.close()
    path = settings.home / "bothways.db"
    content = path.read_bytes()
    for damaged in (b"not a database" * 999, content[: len(content) // 2], content[:30_000] + b"garbage" * 4000):
        path.write_bytes(damaged)
        with pytest.raises(DamagedStoreError, match=r"is damaged .*The files of the runs are not affected"):
            RunStore(settings.database_url, settings.runs_folder)


def test_a_name_that_is_no_text_does_not_keep_other_runs_unread(store, tiny_config):
    run = store.create(tiny_config, "name")
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE runs SET name = CAST(X'ff41' AS TEXT)")
    assert store.get(run.run_id).name == "\ufffdA"


@pytest.fixture
def full_until_released(monkeypatch, store, settings):
    """The disk is full for writes of the store until the reserve is given back."""
    keep_reserve(settings.home)

    @sql.event.listens_for(store._engine, "before_cursor_execute")
    def refuse(connection, cursor, statement, *_):
        if not statement.startswith("SELECT") and (settings.home / "reserve").exists():
            raise store_errors.no_space(settings.home)


def test_a_run_is_deleted_and_its_end_recorded_on_a_full_disk(full_until_released, store, settings, tiny_config):
    release_reserve(settings.home)
    first, second = store.create(tiny_config), store.create(tiny_config)
    keep_reserve(settings.home)
    with pytest.raises(NoSpaceError):
        store.edit(first.run_id, name="needs room")
    store.delete(first.run_id)
    assert [run.run_id for run in store.list()] == [second.run_id]
    assert not first.folder.exists()
    keep_reserve(settings.home)
    store.fail(second.run_id, "The disk is full.")
    assert store.get(second.run_id).status == "failed"
    assert not release_reserve(settings.home)


def test_no_reserve_is_kept_where_the_disk_has_little_room(settings, monkeypatch):
    monkeypatch.setattr(reserve, "free_bytes", lambda home: 2_000_000)
    settings.home.mkdir()
    keep_reserve(settings.home)
    assert not release_reserve(settings.home)
