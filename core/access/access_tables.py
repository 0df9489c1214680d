"""The tables of access: the audit log, ended sessions and demo links."""

import sqlalchemy as sql

metadata = sql.MetaData()  # of the whole run store: `core.runs.tables` adds the others
audit = sql.Table(
    "audit",
    metadata,
    sql.Column("entry_id", sql.Integer, primary_key=True),
    sql.Column("at", sql.Float, nullable=False, index=True),
    sql.Column("who", sql.String(320), nullable=False),
    sql.Column("action", sql.String(64), nullable=False),
    sql.Column("subject", sql.String(64), nullable=False),
    sql.Column("description", sql.Text, nullable=False),
)
ended_sessions = sql.Table(
    "ended_sessions",
    metadata,
    sql.Column("session_id", sql.String(64), primary_key=True),
    sql.Column("ended_at", sql.Float, nullable=False),
)
demo_links = sql.Table(
    "demo_links",
    metadata,
    sql.Column("link_id", sql.String(32), primary_key=True),
    sql.Column("run_id", sql.String(16), nullable=False, index=True),
    sql.Column("owner", sql.String(320), nullable=False),
    sql.Column("created_at", sql.Float, nullable=False),
    sql.Column("expires_at", sql.Float, nullable=False),
    sql.Column("revoked", sql.Boolean, nullable=False),
)
