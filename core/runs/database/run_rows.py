"""The rows of a run in the database: added and deleted with the record of its job."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.runs.database.job_columns import new_training
from core.runs.job import Worker
from core.runs.tables import jobs, runs


def insert_runs(
    connection: sql.Connection, runs_folder: Path, rows: Sequence[dict[str, Any]], worker: Worker | None
) -> None:
    """Add runs with these columns, their jobs and their folders; `worker` trains them at once where there is one."""
    for row in rows:
        (runs_folder / row["run_id"]).mkdir(parents=True)
    if rows:
        trainings = [new_training(row["run_id"], row["created_at"], worker) for row in rows]
        connection.execute(sql.insert(runs), rows)
        connection.execute(sql.insert(jobs), trainings)


def delete_idle_run(connection: sql.Connection, run_id: str) -> bool:
    """Delete a run with its job and its epochs; false when it is running."""
    idle = sql.delete(jobs).where(jobs.c.job_id == run_id, jobs.c.status != "running")
    if connection.execute(idle).rowcount != 1:
        return False
    connection.execute(sql.delete(runs).where(runs.c.run_id == run_id))
    return True
