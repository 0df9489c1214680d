"""The tables of the run store as this version uses them; `migrations` holds how earlier ones become these."""

import sqlalchemy as sql

from core.access.access_tables import metadata

REVISION = "0006"  # the migration that leads to these tables

_MAX_OWNER = 320  # characters of an e-mail address

studies = sql.Table(
    "studies",
    metadata,
    sql.Column("study_id", sql.String(16), primary_key=True),
    sql.Column("name", sql.String(200), nullable=False),
    sql.Column("plan", sql.JSON, nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("note", sql.Text, nullable=False),
    sql.Column("owner", sql.String(_MAX_OWNER), nullable=False, server_default=""),
)
searches = sql.Table(
    "searches",
    metadata,
    sql.Column("search_id", sql.String(16), primary_key=True),
    sql.Column("name", sql.String(200), nullable=False),
    sql.Column("plan", sql.JSON, nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("note", sql.Text, nullable=False),
    sql.Column("num_started", sql.Integer, nullable=False),  # trials, deleted ones included
    sql.Column("stopped", sql.Boolean, nullable=False),
    sql.Column("message", sql.Text, nullable=False),
    sql.Column("owner", sql.String(_MAX_OWNER), nullable=False, server_default=""),
)
runs = sql.Table(
    "runs",
    metadata,
    sql.Column("run_id", sql.String(16), primary_key=True),  # of its job as well
    sql.Column("name", sql.String(200), nullable=False),
    sql.Column("config", sql.JSON, nullable=False),
    sql.Column("tags", sql.JSON, nullable=False),
    sql.Column("note", sql.Text, nullable=False),
    sql.Column("created_at", sql.Float, nullable=False, index=True),
    sql.Column("data", sql.JSON),
    sql.Column("metrics", sql.JSON, nullable=False),
    sql.Column("num_params", sql.Integer),
    sql.Column("seconds", sql.Float),
    sql.Column("study_id", sql.String(16), index=True),
    sql.Column("search_id", sql.String(16), index=True),
    sql.Column("trial", sql.Integer),  # number in its search, from 1
    sql.Column("owner", sql.String(_MAX_OWNER), nullable=False, server_default=""),
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
    sql.Column("val_macro_f1", sql.Float),
)
jobs = sql.Table(
    "jobs",
    metadata,
    sql.Column("job_id", sql.String(16), primary_key=True),
    sql.Column("kind", sql.String(16), nullable=False),
    sql.Column("subject", sql.String(64), nullable=False),
    sql.Column("request", sql.JSON, nullable=False),
    sql.Column("status", sql.String(16), nullable=False),
    sql.Column("created_at", sql.Float, nullable=False),
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
    sql.Column("error", sql.JSON(none_as_null=True)),
    sql.Column("result", sql.String(255), nullable=False),  # folder of log and result, relative to the workspace
    sql.Column("owner", sql.String(_MAX_OWNER), nullable=False, server_default=""),
    sql.Index("ix_jobs_kind_status", "kind", "status"),
    sql.Index("ix_jobs_kind_subject", "kind", "subject"),
)
revision = sql.Table("alembic_version", sql.MetaData(), sql.Column("version_num", sql.String(32), primary_key=True))
