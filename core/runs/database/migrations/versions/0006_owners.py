"""Owners of runs, studies, searches and jobs; the audit log, ended sessions and demo links."""

import sqlalchemy as sql
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    for table in ("runs", "studies", "searches", "jobs"):
        op.add_column(table, sql.Column("owner", sql.String(320), nullable=False, server_default=""))
    op.create_table(
        "audit",
        sql.Column("entry_id", sql.Integer, primary_key=True),
        sql.Column("at", sql.Float, nullable=False, index=True),
        sql.Column("who", sql.String(320), nullable=False),
        sql.Column("action", sql.String(64), nullable=False),
        sql.Column("subject", sql.String(64), nullable=False),
        sql.Column("description", sql.Text, nullable=False),
    )
    op.create_table(
        "ended_sessions",
        sql.Column("session_id", sql.String(64), primary_key=True),
        sql.Column("ended_at", sql.Float, nullable=False),
    )
    op.create_table(
        "demo_links",
        sql.Column("link_id", sql.String(32), primary_key=True),
        sql.Column("run_id", sql.String(16), nullable=False, index=True),
        sql.Column("owner", sql.String(320), nullable=False),
        sql.Column("created_at", sql.Float, nullable=False),
        sql.Column("expires_at", sql.Float, nullable=False),
        sql.Column("revoked", sql.Boolean, nullable=False),
    )
