"""One record for every helper process: that of a training moves out of its run, files of other ones become records."""

import json
import socket
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from alembic import context, op

revision = "0002"
down_revision = "0001"

_MOVED = (
    "status", "started_at", "finished_at", "heartbeat_at", "host", "pid", "pid_created_at", "tries",
    "cancel_requested", "message", "progress",
)  # fmt: skip


def upgrade() -> None:
    jobs = op.create_table(
        "jobs",
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
        sql.Column("result", sql.String(255), nullable=False),
    )
    op.create_index("ix_jobs_kind_status", "jobs", ["kind", "status"])
    op.create_index("ix_jobs_kind_subject", "jobs", ["kind", "subject"])
    _move_trainings(jobs)
    if home := context.config.attributes.get("home"):
        op.bulk_insert(jobs, [*_batches(home), *_baselines(home)])


def _move_trainings(jobs: sql.Table) -> None:
    runs = sql.table("runs", *(sql.column(name) for name in ("run_id", "created_at", *_MOVED)))
    constants = {"kind": "training", "subject": "", "request": {}}
    names = ["job_id", "created_at", *_MOVED, "result", *constants]
    columns = [runs.c.run_id, runs.c.created_at, *(runs.c[name] for name in _MOVED), "runs/" + runs.c.run_id]
    columns += [sql.literal(value, jobs.c[name].type) for name, value in constants.items()]
    op.execute(sql.insert(jobs).from_select(names, sql.select(*columns)))
    op.drop_index("ix_runs_status", "runs")
    for name in _MOVED:
        op.drop_column("runs", name)


def _batches(home: Path) -> list[dict[str, Any]]:
    """Version 1 kept a batch scoring as files in a folder, and its results for a day."""
    records = []
    for folder in sorted((home / "scored").glob("*")):
        order = _read(folder / "order.json")
        if not order:
            continue
        created_at = (folder / "order.json").stat().st_mtime
        summary, error = _read(folder / "summary.json"), _read(folder / "error.json")
        cancelled = (folder / "cancelled").exists()
        process, progress = _read(folder / "process.json"), _read(folder / "progress.json")
        status = "finished" if summary else "failed" if error else "cancelled" if cancelled else "running"
        seconds = summary.get("seconds", 0.0)
        records.append(
            _record(folder.name, "batch", f"scored/{folder.name}")
            | {
                "request": order,
                "status": status,
                "created_at": created_at,
                "started_at": created_at,
                "finished_at": None if status == "running" else created_at + seconds,
                "host": socket.gethostname() if process else None,
                "pid": process.get("pid"),
                "pid_created_at": process.get("created_at"),
                "progress": progress,
                "error": {"type": "InputError", **error} if status == "failed" else None,
            }
        )
    return records


def _baselines(home: Path) -> list[dict[str, Any]]:
    """Version 1 kept what a finished fit had read in a file named by a hash of the settings that decide it."""
    records = []
    for path in sorted((home / "baselines" / "states").glob("*.json")):
        state = _read(path)
        if state.get("status") == "done" and state.get("key"):
            folder = home / "jobs" / path.stem
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "result.json").write_text(json.dumps({key: state.get(key) for key in ("key", "files")}))
            records.append(
                _record(path.stem, "baseline", f"jobs/{path.stem}")
                | {"subject": path.stem, "status": "finished", "finished_at": state.get("finished_at")}
            )
    return records


def _record(job_id: str, kind: str, result: str) -> dict[str, Any]:
    unset = dict.fromkeys(("started_at", "finished_at", "heartbeat_at", "host", "pid", "pid_created_at", "error"))
    filled = {"subject": "", "request": {}, "tries": 1, "cancel_requested": False, "message": "", "progress": {}}
    return {"job_id": job_id, "kind": kind, "result": result, "created_at": 0.0, **unset, **filled}


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
