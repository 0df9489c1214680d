"""The engine of the run store's database: opened, created, checked, and brought up to date by Alembic."""

import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.errors import WorkspaceError
from core.runs.database.backups import back_up, database_path
from core.runs.database.reserve import with_reserve
from core.runs.database.store_errors import damaged, store_error
from core.runs.tables import REVISION, metadata, revision
from core.system.files.disk_space import is_no_space, no_space

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 20172  # of PostgreSQL's advisory lock, while a process migrates
_WAIT_SECONDS = 30  # for another process that writes
_RETRY_SECONDS = 0.05
_CHECKED_BYTES = 16_000_000  # a store up to this size is checked whenever it opens, which takes some milliseconds
_REPLACING = partial(str, encoding="utf-8", errors="replace")
_migrating = threading.Lock()  # Alembic keeps what it migrates in globals of the process


def open_database(database_url: str, home: Path) -> sql.Engine:
    """Open the database; its tables are created, or migrated when an earlier version wrote them.

    Args:
        database_url: an SQLAlchemy address; a missing SQLite file is created with its folder.
        home: the workspace, which migrations read old files of.

    Raises:
        WorkspaceError: when there is no such database, no driver for it, or a newer version has written it.
        StorageError: when its disk is full, read-only or broken.
        DamagedStoreError: when its file is damaged.
    """
    _check_password(database_url)
    return with_reserve(home, lambda: _open(database_url, home))


def _open(database_url: str, home: Path) -> sql.Engine:
    try:
        address = sql.make_url(database_url)
        engine = _open_sqlite(address) if address.get_backend_name() == "sqlite" else sql.create_engine(address)
        _check(engine)
        if _revision_of(engine) != REVISION:
            with _migrating:
                _bring_up_to_date(engine, home)
    except (sql.exc.SQLAlchemyError, OSError, ImportError) as error:
        if is_no_space(error):
            raise no_space(home) from None
        raise WorkspaceError(
            f"The run store {_without_password(database_url)!r} cannot be opened ({_reason(error, database_url)}).",
            "It must be a database that SQLAlchemy reaches, in a folder that can be written.",
            "Correct BOTHWAYS_HOME or BOTHWAYS_DATABASE_URL, or unset them.",
        ) from None
    return engine


def _bring_up_to_date(engine: sql.Engine, home: Path) -> None:
    """All or nothing, whatever ends the process meanwhile; a second process waits and finds it done."""
    with _exclusive(engine) as connection:
        present = sql.inspect(connection).get_table_names()
        if not present:
            metadata.create_all(connection)
            revision.create(connection)
            connection.execute(sql.insert(revision).values(version_num=REVISION))
        elif (stored := _revision(connection, present)) != REVISION:
            _migrate(connection, home, stored)


def _migrate(connection: sql.Connection, home: Path, stored: str | None) -> None:
    from alembic import command  # half a second, which only an older store needs
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes |= {"connection": connection, "home": home}
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if stored is not None and stored not in known:
        raise WorkspaceError(
            f"The run store was written by a newer version of Bothways (its revision is {stored}).",
            f"This version reads revisions up to {REVISION}.",
            "Update Bothways, or choose another workspace with BOTHWAYS_HOME.",
        )
    if file := database_path(connection.engine.url.render_as_string(hide_password=False)):
        try:
            back_up(file, "migration")  # as it was: this transaction has written nothing yet
        except sqlite3.Error as error:
            raise (store_error(error, file) or error) from error
    command.upgrade(config, "head")


@contextmanager
def _exclusive(engine: sql.Engine) -> Iterator[sql.Connection]:
    """A connection whose transaction only one process has at a time, definitions of tables included."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(sql.text(f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})"))
            yield connection
        return
    single = sql.create_engine(engine.url, connect_args={"timeout": 60}, poolclass=sql.pool.NullPool)
    _explain_errors(single, Path(str(engine.url.database)))

    @sql.event.listens_for(single, "connect")
    def leave_transactions_to_us(connection: Any, _: Any) -> None:
        connection.isolation_level = None

    @sql.event.listens_for(single, "begin")
    def begin_as_the_only_writer(connection: sql.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with single.begin() as connection:
        yield connection


def _revision_of(engine: sql.Engine) -> str | None:
    with engine.connect() as connection:
        return _revision(connection, sql.inspect(connection).get_table_names())


def _revision(connection: sql.Connection, present: list[str]) -> str | None:
    """The last migration of a store; None for one of version 1, which had no migrations."""
    return connection.execute(sql.select(revision)).scalar() if revision.name in present else None


def _reason(error: Exception, database_url: str) -> str:
    """The first line of an error, without the password that a driver may repeat."""
    reason = (str(error).splitlines() or [type(error).__name__])[0].replace(
        database_url, _without_password(database_url)
    )
    with suppress(sql.exc.ArgumentError, ValueError):
        if password := sql.make_url(database_url).password:
            reason = reason.replace(str(password), "***")
    return reason


def _check_password(database_url: str) -> None:
    """Refuse a password that SQLAlchemy would cut: errors of the driver would print the rest as a host.

    Raises:
        WorkspaceError: when the address has an `@` that does not end a password.
    """
    address = re.match(r"[\w+]+://([^?]*)", database_url)
    if address and not database_url.startswith("sqlite") and address[1].count("@") > 1:
        raise WorkspaceError(
            f"The run store {_without_password(database_url)!r} has an @ in its user name or password.",
            "There, the signs @ : / ? # and % are percent-encoded, such as %40 for @.",
            "Encode the password in BOTHWAYS_DATABASE_URL.",
        )


def _without_password(database_url: str) -> str:
    """The address to print, without its password and without parameters, which may be secret, too."""
    scheme, separator, rest = database_url.partition("://")
    if not separator:
        return re.sub(r".*@", "***@", database_url)
    rest = re.sub(r"^([^:/@]*):.*@", r"\1:***@", rest)
    return f"{scheme}://{rest.partition('?')[0]}"


def _open_sqlite(address: sql.URL) -> sql.Engine:
    if address.database in (None, "", ":memory:"):
        raise WorkspaceError(
            f"The run store {str(address)!r} is a database in memory.",
            "It must be a file, because other processes open it as well.",
            "Correct BOTHWAYS_DATABASE_URL, for example to sqlite:////home/me/bothways.db, or unset it.",
        )
    Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sql.create_engine(address, connect_args={"timeout": _WAIT_SECONDS})
    file = Path(address.database)

    @sql.event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.text_factory = _REPLACING  # one damaged name does not keep all runs unread
        try:
            cursor = connection.cursor()
            _use_write_ahead_log(cursor)  # readers never wait for the worker's writes
            cursor.execute("PRAGMA synchronous=NORMAL")
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()
        except sqlite3.Error as error:
            raise (store_error(error, file) or error) from error

    _explain_errors(engine, file)
    return engine


def _explain_errors(engine: sql.Engine, file: Path) -> None:
    """Have every statement and commit raise a `StorageError` where SQLite says that its file or disk is at fault."""

    @sql.event.listens_for(engine, "handle_error")
    def explain(context: sql.engine.ExceptionContext) -> None:
        if explained := store_error(context.original_exception, file):
            raise explained from context.original_exception


def _check(engine: sql.Engine) -> None:
    """Refuse a damaged SQLite file before anything is read from it.

    Raises:
        DamagedStoreError: with what is damaged and what can be saved.
    """
    file = database_path(engine.url.render_as_string(hide_password=False))
    if file is None or not file.is_file() or file.stat().st_size > _CHECKED_BYTES:
        return
    with engine.connect() as connection:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if answer != "ok":
        raise damaged(file, str(answer).replace("\n", " ").removeprefix("*** in database main *** "))


def _use_write_ahead_log(cursor: sqlite3.Cursor) -> None:
    """Switch a new or old file to it; SQLite waits for no other process there, so that several open it at once."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_SECONDS)
