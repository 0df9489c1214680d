"""The tables of version 1, which added missing tables and columns whenever it opened a store."""

import sqlalchemy as sql
from alembic import op

revision = "0001"
down_revision = None

_metadata = sql.MetaData()
sql.Table(
    "studies",
    _metadata,
    sql.Column("study_id", sql.String(16), primary_key=True),
    sql.Column("name", sql.String(200), nullable=False),
    sql.Column("plan", sql.JSON, nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("note", sql.Text, nullable=False),
)
sql.Table(
    "runs",
    _metadata,
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
sql.Table(
    "epochs",
    _metadata,
    sql.Column("run_id", sql.ForeignKey("runs.run_id", ondelete="CASCADE"), primary_key=True),
    sql.Column("epoch", sql.Integer, primary_key=True),
    sql.Column("loss", sql.Float, nullable=False),
    sql.Column("accuracy", sql.Float, nullable=False),
    sql.Column("val_loss", sql.Float),
    sql.Column("val_accuracy", sql.Float),
    sql.Column("seconds", sql.Float, nullable=False),
)


def upgrade() -> None:
    connection = op.get_bind()
    _metadata.create_all(connection)
    for table in _metadata.sorted_tables:
        present = {column["name"] for column in sql.inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                op.add_column(table.name, sql.Column(column.name, column.type, nullable=True))
        for index in table.indexes:
            index.create(connection, checkfirst=True)
