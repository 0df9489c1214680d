"""What reading the data found becomes fields: version 1 stored sentences only."""

import json
import logging

import sqlalchemy as sql
from alembic import op

from core.config import RunConfig
from core.runs.database.migrations.reading_v1 import reading_from_version_1_notes

revision = "0003"
down_revision = "0002"

_log = logging.getLogger("core")


def upgrade() -> None:
    connection = op.get_bind()
    runs = sql.table("runs", sql.column("run_id"), sql.column("config", sql.JSON), sql.column("data", sql.JSON))
    for run_id, config, data in connection.execute(sql.select(runs)).all():
        if not isinstance(data, dict) or not data.get("notes") or "reading" in data:
            continue
        try:
            dataset = RunConfig.from_stored(config).dataset
            reading = reading_from_version_1_notes(tuple(data["notes"]), dataset, bool(data.get("stand_in")))
        except Exception as error:  # one run must not keep the store closed: its sentences stay as they are
            _log.warning("run %s keeps its notes as sentences: %s", run_id, error)
            continue
        fields = json.loads(json.dumps(data | {"reading": reading.to_dict()}))
        connection.execute(sql.update(runs).where(runs.c.run_id == run_id).values(data=fields))
