import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
import sqlalchemy as sql
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.config import RunConfig
from core.errors import WorkspaceError
from core.runs.database import engine
from core.runs.database.engine import MIGRATIONS, open_database
from core.runs.store import RunStore
from core.runs.tables import REVISION, metadata, revision
from core.settings import PROJECT_FOLDER, Workspace
from tests.support.version_1 import ALONE, BIDIRECTIONAL, FAILED, FORWARD, QUEUED, STUDY, copy_version_1


def open_store(workspace: Workspace) -> RunStore:
    return RunStore(workspace.database_url, workspace.runs_folder)


def revision_of(workspace: Workspace) -> str | None:
    engine = sql.create_engine(workspace.database_url)
    with engine.connect() as connection:
        version = connection.execute(sql.select(revision)).scalar()
    engine.dispose()
    return version


def test_the_tables_are_those_of_the_last_migration():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == REVISION


def test_a_migrated_store_has_the_same_tables_as_a_fresh_one(settings):
    workspace = copy_version_1(settings.home)
    engine = open_database(workspace.database_url, workspace.home)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()
    assert revision_of(workspace) == REVISION


@pytest.mark.parametrize("earlier", ["0002", "0003", "0004", "0005"])
def test_a_store_of_any_earlier_revision_keeps_its_runs_and_belongs_to_no_one(settings, monkeypatch, earlier):
    workspace = copy_version_1(settings.home)
    with monkeypatch.context() as until_earlier:
        until_earlier.setattr(command, "upgrade", lambda config, _, upgrade=command.upgrade: upgrade(config, earlier))
        open_database(workspace.database_url, workspace.home).dispose()
    assert revision_of(workspace) == earlier
    with closing(open_store(workspace)) as store:
        runs = {run.run_id: run for run in store.list()}
        assert runs.keys() == {ALONE, FORWARD, BIDIRECTIONAL, FAILED, QUEUED}
        assert {run.owner for run in runs.values()} == {store.studies.get(STUDY).owner} == {""}
        assert [runs[run_id].status for run_id in (ALONE, FAILED, QUEUED)] == ["finished", "failed", "queued"]
        assert store.epochs([ALONE])[ALONE]
        assert store.edit(ALONE, note="kept").note == "kept"
    assert revision_of(workspace) == REVISION


def test_a_store_from_before_version_1_gets_the_columns_it_lacks(settings):
    workspace = copy_version_1(settings.home)
    engine = sql.create_engine(workspace.database_url)
    with engine.begin() as connection:
        connection.execute(sql.text("ALTER TABLE runs DROP COLUMN data"))
    engine.dispose()
    store = open_store(workspace)
    assert store.get(ALONE).data == {}
    store.describe(ALONE, data={"name": "films"})
    assert store.get(ALONE).data == {"name": "films"}
    store.close()


def test_a_store_of_a_newer_version_is_refused(settings, store):
    store.close()
    engine = sql.create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.execute(sql.update(revision).values(version_num="9999"))
    engine.dispose()
    with pytest.raises(WorkspaceError, match=r"newer version of Bothways \(its revision is 9999\)"):
        open_store(settings)
    assert revision_of(settings) == "9999"


def test_a_run_whose_notes_cannot_be_parsed_does_not_keep_the_store_closed(settings):
    workspace = copy_version_1(settings.home)
    config = RunConfig.from_dict({"dataset": {"name": "sentiment140", "path": str(PROJECT_FOLDER / "README.md")}})
    data = {"notes": ["Read as nonsense-9, 3 tweets."]}
    engine = sql.create_engine(workspace.database_url)
    with engine.begin() as connection:
        columns = sql.table("runs", sql.column("run_id"), sql.column("config", sql.JSON), sql.column("data", sql.JSON))
        changed = sql.update(columns).where(columns.c.run_id == ALONE)
        connection.execute(changed.values(config=config.to_dict(), data=data))
    engine.dispose()
    with closing(open_store(workspace)) as opened:
        assert opened.get(ALONE).data == data


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_store_in_memory_is_refused(settings, address):
    with pytest.raises(WorkspaceError, match="is a database in memory"):
        open_database(address, settings.home)


@pytest.mark.parametrize("old", [False, True])
def test_many_threads_may_open_a_store_at_once(settings, old):
    workspace = copy_version_1(settings.home) if old else settings
    opened, errors = [], []

    def open_it() -> None:
        try:
            opened.append(open_store(workspace))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert {len(store.list()) for store in opened} == {5 if old else 0}
    for store in opened:
        store.close()


@pytest.mark.process
def test_two_processes_may_migrate_a_store_at_once(settings):
    workspace = copy_version_1(settings.home)
    code = (
        "import sys; from pathlib import Path; from core.runs.store import RunStore\n"
        "store = RunStore(sys.argv[1], Path(sys.argv[2])); print(len(store.list())); store.close()"
    )
    command = [sys.executable, "-c", code, workspace.database_url, str(workspace.runs_folder)]
    processes = [subprocess.Popen(command, cwd=PROJECT_FOLDER, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[0] for process in processes] == ["5\n", "5\n"]


def test_an_interrupted_migration_leaves_the_store_as_it_was(settings, monkeypatch):
    workspace = copy_version_1(settings.home)
    before = _dump(workspace)

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(sql.engine.Connection, "_commit_impl", fail)
        with pytest.raises(KeyboardInterrupt):
            open_store(workspace)
    assert _dump(workspace) == before
    store = open_store(workspace)
    assert len(store.list()) == 5
    store.close()


def test_opening_a_current_store_does_not_load_alembic(settings, store):
    code = (
        "import sys; from pathlib import Path; from core.runs.database import open_database\n"
        "open_database(sys.argv[1], Path(sys.argv[2])).dispose(); print('alembic' in sys.modules)"
    )
    command = [sys.executable, "-c", code, settings.database_url, str(settings.home)]
    result = subprocess.run(command, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"


def test_a_run_created_in_a_migrated_store_gets_its_job(settings):
    store = open_store(copy_version_1(settings.home))
    run = store.create(RunConfig())
    assert store.jobs.get(run.run_id).kind == "training"
    assert store.get(run.run_id).status == "queued"
    store.close()


def _dump(workspace: Workspace) -> list[str]:
    engine = sql.create_engine(workspace.database_url)
    connection = engine.raw_connection()
    lines = list(connection.driver_connection.iterdump())
    connection.close()
    engine.dispose()
    return lines


def test_a_store_that_another_process_writes_is_opened_once_it_has_ended(settings, monkeypatch):
    settings.home.mkdir(parents=True)
    writer = sqlite3.connect(sql.make_url(settings.database_url).database, isolation_level=None)
    with closing(writer):
        writer.execute("BEGIN IMMEDIATE")  # before the first process has switched to the write-ahead log
        monkeypatch.setattr(engine.time, "sleep", lambda seconds: writer.execute("ROLLBACK"))
        open_store(settings).close()
    assert revision_of(settings) == REVISION


@pytest.mark.parametrize(
    ("address", "printed"),
    [
        ("postgresql://me:pa@ss@here/db", "postgresql://me:***@here/db"),
        ("postgresql://me:p@ss:wo/rd@@here/db?password=secret", "postgresql://me:***@here/db"),
        ("nosuchkind://me:pass@here/db", "nosuchkind://me:***@here/db"),
        ("nosuchkind://me:p%40ss@here/db?sslpassword=secret", "nosuchkind://me:***@here/db"),
        ("me:pa@ss", "***@ss"),
    ],
)
def test_no_part_of_a_password_is_printed(tmp_path, address, printed):
    with pytest.raises(WorkspaceError) as refusal:
        open_database(address, tmp_path)
    assert f"{printed!r}" in str(refusal.value)
    for secret in ("pass@", "pa@", "ss:wo", "secret", "p%40"):
        assert secret not in str(refusal.value)


def test_an_error_of_a_driver_does_not_repeat_the_password(tmp_path, monkeypatch):
    def refuse(address):
        raise sql.exc.OperationalError(f"no entry for 'very secret' at {address}", None, None)

    monkeypatch.setattr(sql, "create_engine", refuse)
    with pytest.raises(WorkspaceError) as refusal:
        open_database("postgresql://me:very%20secret@here/db", tmp_path)
    assert "secret" not in str(refusal.value)
