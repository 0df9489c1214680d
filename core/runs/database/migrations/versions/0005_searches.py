"""Searches, whose trials are runs."""

import sqlalchemy as sql
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "searches",
        sql.Column("search_id", sql.String(16), primary_key=True),
        sql.Column("name", sql.String(200), nullable=False),
        sql.Column("plan", sql.JSON, nullable=False),
        sql.Column("created_at", sql.Float, nullable=False, index=True),
        sql.Column("note", sql.Text, nullable=False),
        sql.Column("num_started", sql.Integer, nullable=False),
        sql.Column("stopped", sql.Boolean, nullable=False),
        sql.Column("message", sql.Text, nullable=False),
    )
    op.add_column("runs", sql.Column("search_id", sql.String(16), nullable=True))
    op.add_column("runs", sql.Column("trial", sql.Integer, nullable=True))
    op.create_index("ix_runs_search_id", "runs", ["search_id"])
