"""The epochs get the macro F1 of the validation set; earlier epochs have none."""

import sqlalchemy as sql
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("epochs", sql.Column("val_macro_f1", sql.Float, nullable=True))
