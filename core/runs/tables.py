"""The tables of the run store, in SQLite or PostgreSQL."""

import re
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.errors import WorkspaceError

_TRIES = 5

metadata = sql.MetaData()
studies = sql.Table(
    "studies",
    metadata,
    sql.Column("study_id", sql.String(16), primary_key=True),
    sql.Column("name", sql.String(200), nullable=False),
    sql.Column("plan", sql.JSON, nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("note", sql.Text, nullable=False),
)
runs = sql.Table(
    "runs",
    metadata,
    sql.Column("run_id", sql.String(16), primary_key=True),
    sql.Column("name", sql.String(200), nullable=False),
    sql.Column("status", sql.String(16), nullable=False, index=True),
    sql.Column("config", sql.JSON, nullable=False),
    sql.Column("tags", sql.JSON, nullable=False),
    sql.Column("note", sql.Text, nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("started_at", sql.Float),
    sql.Column("finished_at", sql.Float),
    sql.Column("heartbeat_at", sql.Float),
    sql.Column("host", sql.String(255)),
    sql.Column("pid", sql.Integer),
    sql.Column("pid_created_at", sql.Float),
    sql.Column("tries", sql.Integer, nullable=False),
    sql.Column("cancel_requested", sql.Boolean, nullable=False),
    sql.Column("message", sql.Text, nullable=False),
    sql.Column("progress", sql.JSON, nullable=False),
    sql.Column("data", sql.JSON),
    sql.Column("metrics", sql.JSON, nullable=False),
    sql.Column("num_params", sql.Integer),
    sql.Column("seconds", sql.Float),
    sql.Column("study_id", sql.String(16), index=True),
)
epochs = sql.Table(
    "epochs",
    metadata,
    sql.Column("run_id", sql.ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    sql.Column("epoch", sql.Integer, primary_key=True),
    sql.Column("loss", sql.Float, nullable=False),
    sql.Column("accuracy", sql.Float, nullable=False),
    sql.Column("val_loss", sql.Float),
    sql.Column("val_accuracy", sql.Float),
    sql.Column("seconds", sql.Float, nullable=False),
)


def open_database(database_url: str) -> sql.Engine:
    """Open the database, with its tables made where they are missing.

    Args:
        database_url: an SQLAlchemy address; a SQLite file and its folder are made when they are missing.

    Raises:
        SettingsError: when there is no such database, or no driver for it.
    """
    try:
        address = sql.make_url(database_url)
        engine = _open_sqlite(address) if address.get_backend_name() == "sqlite" else sql.create_engine(address)
        _prepare(engine)
    except (sql.exc.SQLAlchemyError, OSError, ImportError) as error:
        raise WorkspaceError(
            f"The run store {_without_password(database_url)!r} cannot be opened ({str(error).splitlines()[0]}).",
            "It must be a database that SQLAlchemy reaches, in a folder that can be written.",
            "Correct BOTHWAYS_HOME or BOTHWAYS_DATABASE_URL, or unset them.",
        ) from None
    return engine


def _prepare(engine: sql.Engine) -> None:
    """Make the tables, columns and indexes that are missing; another process may be doing the same at this moment."""
    for tries_left in range(_TRIES - 1, -1, -1):
        try:
            metadata.create_all(engine)
            _add_missing_columns(engine)
        except (sql.exc.OperationalError, sql.exc.ProgrammingError):
            if not tries_left:
                raise
        else:
            return


def _add_missing_columns(engine: sql.Engine) -> None:
    """Bring tables that an earlier version has made up to date; columns that come later may be empty."""
    for table in metadata.sorted_tables:
        present = {column["name"] for column in sql.inspect(engine).get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                definition = sql.schema.CreateColumn(column).compile(engine)
                with engine.begin() as connection:
                    connection.execute(sql.text(f"ALTER TABLE {table.name} ADD COLUMN {definition}"))
        for index in table.indexes:
            index.create(engine, checkfirst=True)


def _without_password(database_url: str) -> str:
    return re.sub(r":[^:/@]*@", ":***@", database_url)


def _open_sqlite(address: sql.URL) -> sql.Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sql.create_engine(address, connect_args={"timeout": 30})

    @sql.event.listens_for(engine, "connect")
    def use_write_ahead_log(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")  # readers never wait for the worker's writes
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine
