"""RunStore: all runs of a workspace, in one database."""

import secrets
import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.config import RunConfig
from core.errors import RunNotFoundError, RunStateError
from core.runs.run import COLUMNS, ENDED, Run, Status, Worker, read_run, read_run_if_readable
from core.runs.study_store import StudyStore, checked_name, hold_study
from core.runs.tables import epochs as _epochs
from core.runs.tables import open_database
from core.runs.tables import runs as _runs
from core.training.history import STARTING, Epoch, Progress

_TICK = 1e-5  # seconds between runs that are created at once: their order lasts


class RunStore:
    """All runs of one workspace; safe to use from several processes and threads at once.

    Args:
        database_url: an SQLAlchemy address; SQLite and PostgreSQL are meant.
        runs_folder: where each run's artifacts lie, in a folder named by its id.

    Attributes:
        studies: which of the runs were planned together.
    """

    def __init__(self, database_url: str, runs_folder: Path):
        self._engine = open_database(database_url)
        self._runs_folder = runs_folder
        self._histories: dict[str, tuple[Epoch, ...]] = {}  # of finished runs: nothing is added to them
        self.studies = StudyStore(self._engine, runs_folder)

    def close(self) -> None:
        """Give the database connections back."""
        self._engine.dispose()

    def create(
        self,
        config: RunConfig,
        name: str = "",
        tags: Iterable[str] = (),
        worker: Worker | None = None,
        study_id: str | None = None,
    ) -> Run:
        """Add a queued run, or with `worker` one that this process trains at once.

        Args:
            name: without one, the run is called after its cell and direction.

        Raises:
            RunStateError: when the name is too long or no text.
        """
        return self.create_all([(config, name)], tags, worker, study_id)[0]

    def create_all(
        self,
        wanted: Sequence[tuple[RunConfig, str]],
        tags: Iterable[str] = (),
        worker: Worker | None = None,
        study_id: str | None = None,
    ) -> list[Run]:
        """Add runs of these configs and names as `create` does, all or none; they are queued in this order.

        A study has one run of a config: those that it has already are left out, whoever adds them at the same time.

        Raises:
            StudyNotFoundError: when the study has been deleted.
        """
        shared = {
            "status": "queued", "tags": _clean_tags(tags), "note": "", "tries": 0, "cancel_requested": False,
            "message": "", "progress": asdict(Progress()), "data": {}, "metrics": {}, "study_id": study_id,
        }  # fmt: skip
        if worker:
            shared |= _starting(worker) | {"tries": 1}
        now = time.time()
        rows = [
            shared
            | {
                "run_id": secrets.token_hex(4),
                "name": checked_name(name or f"{config.model.direction} {config.model.cell}", "run"),
                "config": config.to_dict(),
                "created_at": now + number * _TICK,
            }
            for number, (config, name) in enumerate(wanted)
        ]
        with self._engine.begin() as connection:
            present = hold_study(connection, study_id) if study_id else ()
            rows = [row for row, (config, _) in zip(rows, wanted, strict=True) if config not in present]
            for row in rows:
                (self._runs_folder / row["run_id"]).mkdir(parents=True)
            if rows:
                connection.execute(sql.insert(_runs), rows)
        return [self.get(row["run_id"]) for row in rows]

    def get(self, run_id: str) -> Run:
        """The run with this id or unique prefix of an id.

        Raises:
            RunNotFoundError: when no run, or more than one, is named so.
        """
        return read_run(tuple(self._row(run_id)), self._runs_folder)

    def _read(self, query: sql.Select) -> list[Run]:
        read = (read_run_if_readable(tuple(row), self._runs_folder) for row in self._rows(query))
        return [run for run in read if run is not None]

    def of_study(self, study_id: str) -> list[Run]:
        """The runs of a study, oldest first; without any that another version has written."""
        of_study = sql.select(*COLUMNS).where(_runs.c.study_id == study_id)
        return self._read(of_study.order_by(_runs.c.created_at, _runs.c.run_id))

    def list(self, statuses: Sequence[Status] = (), limit: int | None = None) -> list[Run]:
        """Runs, newest first, of the given statuses (all when empty); without any that another version has written."""
        query = sql.select(*COLUMNS).order_by(_runs.c.created_at.desc(), _runs.c.run_id).limit(limit)
        return self._read(query.where(_runs.c.status.in_(statuses)) if statuses else query)

    def edition(self) -> tuple[tuple[Any, ...], ...]:
        """What differs after a run was added, started, ended or deleted: much quicker to ask for than the runs."""
        kept = (_runs.c.status, sql.func.count(), sql.func.max(_runs.c.created_at), sql.func.max(_runs.c.finished_at))
        return tuple(sorted(map(tuple, self._rows(sql.select(*kept).group_by(_runs.c.status)))))

    def epochs(self, run_ids: Sequence[str]) -> dict[str, tuple[Epoch, ...]]:
        """The finished epochs of each named run, in order."""
        finished = sql.select(_runs.c.run_id).where(_runs.c.run_id.in_(run_ids), _runs.c.status == "finished")
        unchanging = {run_id for (run_id,) in self._rows(finished)}  # asked first: what is finished is whole
        unread = [run_id for run_id in run_ids if run_id not in unchanging or run_id not in self._histories]
        query = sql.select(_epochs).where(_epochs.c.run_id.in_(unread)).order_by(_epochs.c.epoch)
        rows = self._rows(query) if unread else ()
        read: dict[str, list[Epoch]] = {run_id: [] for run_id in unread}
        for run_id, *values in rows:
            read[run_id].append(Epoch(*values))
        histories = {run_id: tuple(epochs) for run_id, epochs in read.items()}
        self._histories.update({run_id: histories[run_id] for run_id in unread if run_id in unchanging})
        return {run_id: histories[run_id] if run_id in histories else self._histories[run_id] for run_id in run_ids}

    def edit(self, run_id: str, **changes: Any) -> Run:
        """Change `name`, `tags` or `note`, which people give; the rest belongs to the worker."""
        if unknown := set(changes) - {"name", "tags", "note"}:
            raise TypeError(f"not editable: {sorted(unknown)}")
        if "tags" in changes:
            changes["tags"] = _clean_tags(changes["tags"])
        if "name" in changes:
            changes["name"] = checked_name(changes["name"], "run")
        self._update(run_id, changes)
        return self.get(run_id)

    def claim(self, run_id: str, worker: Worker | None, max_running: int | None = None) -> bool:
        """Make a queued run running, in one step that only one caller can win.

        Args:
            worker: the process that trains it, or None while it is being started.
            max_running: refuse when that many runs are running already; None for no limit.
        """
        running = sql.select(sql.func.count()).where(_runs.c.status == "running").scalar_subquery()
        statement = sql.update(_runs).where(_runs.c.run_id == run_id, _runs.c.status == "queued")
        if max_running is not None:
            statement = statement.where(running < max_running)
        statement = statement.values(**_starting(worker), tries=_runs.c.tries + 1)
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":  # SQLite lets one writer in at a time by itself
                connection.execute(sql.text("SELECT pg_advisory_xact_lock(20171)"))
            return connection.execute(statement).rowcount == 1

    def assign(self, run_id: str, worker: Worker) -> None:
        """Write down which process trains a running run."""
        self._update(run_id, {**_worker_columns(worker), "heartbeat_at": time.time()}, only=("running",))

    def beat(self, run_id: str, worker: Worker | None = None) -> bool:
        """Say that the worker lives; true when it should go on, false when it should stop.

        It should stop when a cancel is asked for, and when the run has ended or another worker trains it by now.
        """
        if not self._update(run_id, {"heartbeat_at": time.time()}, only=("running",), worker=worker):
            return False
        asked = self._rows(sql.select(_runs.c.cancel_requested).where(_runs.c.run_id == run_id))
        return asked == [(False,)]

    def report(self, run_id: str, progress: Progress) -> None:
        """Write how far a running run is."""
        self._update(run_id, {"progress": asdict(progress)}, only=("running",))

    def describe(self, run_id: str, **facts: Any) -> None:
        """Write what becomes known of a run before it is trained: `data`, then `num_params`."""
        if unknown := set(facts) - {"data", "num_params"}:
            raise TypeError(f"not facts of a run: {sorted(unknown)}")
        self._update(run_id, facts)

    def add_epoch(self, run_id: str, epoch: Epoch) -> None:
        """Write a finished epoch; one that is trained again after a crash replaces what was there."""
        same = sql.delete(_epochs).where(_epochs.c.run_id == run_id, _epochs.c.epoch == epoch.epoch)
        with self._engine.begin() as connection:
            connection.execute(same)
            connection.execute(sql.insert(_epochs).values(run_id=run_id, **asdict(epoch)))

    def keep_epochs(self, run_id: str, last: int) -> None:
        """Drop the epochs after `last`: a resumed run trains them again."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(_epochs).where(_epochs.c.run_id == run_id, _epochs.c.epoch > last))

    def finish(self, run_id: str, metrics: dict[str, float], seconds: float, worker: Worker | None = None) -> bool:
        """End a running run with its test metrics; false when it had been ended otherwise meanwhile.

        Here and below, a `worker` ends the run only as long as it is the one that trains it.
        """
        values = {**_ending("finished"), "metrics": metrics, "seconds": seconds}
        return self._update(run_id, values, only=("running",), worker=worker)

    def fail(self, run_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a queued or running run with the reason why it could not be finished."""
        return self._update(run_id, _ending("failed", message), only=("queued", "running"), worker=worker)

    def cancel(self, run_id: str) -> Run:
        """Cancel a queued run at once; ask a running one to stop.

        Raises:
            RunStateError: when the run has ended already.
        """
        run = self.get(run_id)
        self._update(run.run_id, {"cancel_requested": True}, only=("queued", "running"))
        self._update(run.run_id, _ending("cancelled", "Cancelled before it started."), only=("queued",))
        if run.status in ENDED:
            raise RunStateError(
                f"Run {run.run_id} is {run.status}.",
                "Only a queued or running run can be cancelled.",
                "Nothing needs to be done.",
            )
        return self.get(run.run_id)

    def mark_cancelled(self, run_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a run whose worker has stopped because it was asked to."""
        return self._update(run_id, _ending("cancelled", message), only=("queued", "running"), worker=worker)

    def queue_again(self, run_id: str, message: str) -> bool:
        """Queue a failed or cancelled run again; false when it is neither."""
        return self._update(run_id, {**_queueing(message), "tries": 0}, only=("failed", "cancelled"))

    def lose(self, run: Run, message: str, *, again: bool) -> bool:
        """Queue a run whose worker is gone again, or fail it; false when somebody has done so already."""
        values = _queueing(message) if again else _ending("failed", message)
        return self._update(run.run_id, values, only=("running",), tries=run.tries)

    def delete(self, run_id: str) -> str:
        """Remove a run, readable or not, its epochs and its artifacts; gives its whole id.

        Raises:
            RunStateError: while it is running.
        """
        run_id = self._row(run_id).run_id
        statement = sql.delete(_runs).where(_runs.c.run_id == run_id, _runs.c.status != "running")
        with self._engine.begin() as connection:
            deleted = connection.execute(statement).rowcount == 1
        if not deleted:
            raise RunStateError(
                f"Run {run_id} is running.", "Only a run that is not running can be deleted.", "Cancel it first."
            )
        shutil.rmtree(self._runs_folder / run_id, ignore_errors=True)
        return run_id

    def _rows(self, query: sql.Select) -> Sequence[sql.Row]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _row(self, run_id: str) -> sql.Row:
        begins_so = _runs.c.run_id.startswith(run_id, autoescape=True) if run_id else sql.false()
        query = sql.select(*COLUMNS)
        rows = self._rows(query.where(_runs.c.run_id == run_id)) or self._rows(query.where(begins_so))
        if len(rows) == 1:
            return rows[0]
        raise RunNotFoundError(
            f"{run_id!r} names {len(rows) or 'no'} runs.",
            "Exactly one run must be named, by its id or the beginning of it.",
            "See the ids with `python -m core runs` or on the Runs page.",
        )

    def _update(
        self,
        run_id: str,
        values: dict[str, Any],
        only: Sequence[Status] = (),
        tries: int | None = None,
        worker: Worker | None = None,
    ) -> bool:
        statement = sql.update(_runs).where(_runs.c.run_id == run_id).values(values)
        if only:
            statement = statement.where(_runs.c.status.in_(only))
        if tries is not None:
            statement = statement.where(_runs.c.tries == tries)
        if worker is not None:
            statement = statement.where(_runs.c.host == worker.host, _runs.c.pid == worker.pid)
        with self._engine.begin() as connection:
            return connection.execute(statement).rowcount == 1


def _worker_columns(worker: Worker | None) -> dict[str, Any]:
    return asdict(worker) if worker else {"host": None, "pid": None, "pid_created_at": None}


def _starting(worker: Worker | None) -> dict[str, Any]:
    now = time.time()
    started = {"status": "running", "started_at": now, "heartbeat_at": now, "finished_at": None}
    return {**started, "progress": asdict(Progress(STARTING)), **_worker_columns(worker)}


def _ending(status: Status, message: str | None = None) -> dict[str, Any]:
    ending = {"status": status, "finished_at": time.time(), "cancel_requested": False}
    return ending if message is None else {**ending, "message": message}


def _queueing(message: str) -> dict[str, Any]:
    queued = {"status": "queued", "message": message, "cancel_requested": False, "finished_at": None}
    return {**queued, **_worker_columns(None)}


def _clean_tags(tags: Iterable[str]) -> list[str]:
    return sorted({tag.strip() for tag in tags if tag.strip()})
