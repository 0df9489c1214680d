"""JobStore: the records of all helper processes of a workspace, in the same database as its runs."""

import copy
import secrets
import shutil
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sql

from core.access.actor import LOCAL, Actor
from core.errors import BothwaysError, RunNotFoundError, RunStateError
from core.runs.database.job_columns import ending, new_job, queueing, starting, worker_columns
from core.runs.database.reserve import with_reserve
from core.runs.job import (
    ENDED,
    JSON_COLUMNS,
    UNREADABLE,
    Job,
    Kind,
    Status,
    Worker,
    error_document,
    is_alive,
    plain,
    read_job,
)
from core.runs.tables import jobs as _jobs

_COLUMNS = [sql.cast(one, sql.Text).label(one.name) if one.name in JSON_COLUMNS else one for one in _jobs.c]
_OF_PROCESS = ("pid", "pid_created_at", "heartbeat_at")
_LOCK_NUMBER = 20171  # of PostgreSQL's advisory lock; SQLite lets one writer in at a time by itself


class JobStore:
    """All jobs of one workspace; safe to use from several processes and threads at once.

    Args:
        engine: the database, from `open_database`.
        home: the workspace, where jobs have their folders.
    """

    def __init__(self, engine: sql.Engine, home: Path):
        self._engine = engine
        self.home = home
        self.actor = LOCAL

    def acting_for(self, actor: Actor) -> Self:
        """The same jobs for someone else, who owns what is created with it."""
        store = copy.copy(self)
        store.actor = actor
        return store

    @property
    def database_url(self) -> str:
        """The address of the database, its password included: for processes that open it, too."""
        return self._engine.url.render_as_string(hide_password=False)

    def create(self, kind: Kind, request: Mapping[str, Any], subject: str = "") -> Job | None:
        """Add a running job that has no process yet, and its folder; None while its subject has an active one."""
        job_id = secrets.token_hex(8)
        values = new_job(job_id, kind, f"jobs/{job_id}", time.time()) | {"subject": subject, "request": plain(request)}
        values["owner"] = self.actor.name
        values |= starting(None) | {"tries": 1}
        same = sql.select(_jobs.c.job_id).where(_jobs.c.kind == kind, _jobs.c.subject == subject, active())
        with self._engine.begin() as connection:
            connection.execute(sql.insert(_jobs).values(values))  # the only writer of SQLite from here
            lock(connection)
            if subject and connection.execute(same.where(_jobs.c.job_id != job_id)).first():
                connection.rollback()
                return None
        (self.home / "jobs" / job_id).mkdir(parents=True, exist_ok=True)
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """The job with this id.

        Raises:
            RunNotFoundError: when there is none.
        """
        if job := self.find(job_id):
            return job
        raise RunNotFoundError(
            f"There is no job {job_id!r}.", "A job is named by its whole id.", "See the ids with `python -m core runs`."
        )

    def find(self, job_id: str) -> Job | None:
        """The job with this id; None when there is none."""
        return next(iter(self._read(_jobs.c.job_id == job_id)), None)

    def exists(self, job_id: str) -> bool:
        """Whether there is a job with this id, readable or not."""
        query = sql.select(sql.literal(1)).where(_jobs.c.job_id == job_id)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def _read(self, *conditions: sql.ColumnElement[bool]) -> list[Job]:
        """The jobs that can be read."""
        jobs = []
        for row in self._rows(*conditions):
            with suppress(*UNREADABLE):
                jobs.append(read_job(dict(row), self.home))
        return jobs

    def _rows(self, *conditions: sql.ColumnElement[bool]) -> Sequence[sql.RowMapping]:
        query = sql.select(*_COLUMNS).where(*conditions).order_by(_jobs.c.created_at.desc(), _jobs.c.job_id)
        with self._engine.connect() as connection:
            return connection.execute(query).mappings().all()

    def end_unreadable(self) -> list[str]:
        """Fail the running jobs whose record cannot be read and whose process is gone; gives their ids.

        They would block the queue. What cannot be read is replaced, so that a training can be resumed.
        """
        ended = []
        for row in self._rows(_jobs.c.status == "running"):
            try:
                read_job(dict(row), self.home)
            except UNREADABLE as error:
                pid, born_at, beat_at = (
                    row[name] if isinstance(row[name], int | float) else None for name in _OF_PROCESS
                )
                worker = None if pid is None or born_at is None else Worker(str(row["host"]), int(pid), born_at)
                if not is_alive(worker, beat_at):
                    values = ending("failed", f"Its record could not be read ({error}).")
                    values |= {"request": {}, "progress": {}, "error": None, **worker_columns(None)}
                    values |= {"heartbeat_at": None, "tries": 1}
                    if self.update(row["job_id"], values, only=("running",)):
                        ended.append(row["job_id"])
        return ended

    def list(self, statuses: Sequence[Status] = (), kind: Kind | None = None) -> list[Job]:
        """Jobs, newest first, of these statuses and this kind; all when they are left out."""
        conditions = [_jobs.c.status.in_(statuses)] if statuses else []
        return self._read(*conditions, *([_jobs.c.kind == kind] if kind else []))

    def latest(self, kind: Kind, subject: str) -> Job | None:
        """The newest job of a kind with this subject."""
        return next(iter(self._read(_jobs.c.kind == kind, _jobs.c.subject == subject)), None)

    def claim(self, job_id: str, worker: Worker | None, max_running: int | None = None) -> bool:
        """Make a queued job running, in one step that only one caller can win.

        Args:
            worker: the process that works on it, or None while it is being started.
            max_running: refuse when that many trainings are running already; None for no limit.
        """
        others = _jobs.alias()
        running = (
            sql.select(sql.func.count())
            .select_from(others)
            .where(others.c.kind == "training", others.c.status == "running")
            .scalar_subquery()
        )
        statement = sql.update(_jobs).where(_jobs.c.job_id == job_id, _jobs.c.status == "queued")
        if max_running is not None:
            statement = statement.where(running < max_running)
        with self._engine.begin() as connection:
            lock(connection)
            started = statement.values(**starting(worker), tries=_jobs.c.tries + 1)
            return connection.execute(started).rowcount == 1

    def assign(self, job_id: str, worker: Worker) -> None:
        """Record which process works on a running job."""
        self.update(job_id, {**worker_columns(worker), "heartbeat_at": time.time()}, only=("running",))

    def beat(self, job_id: str, worker: Worker | None = None) -> bool:
        """Record that the worker lives; true when it should go on, false when it should stop.

        It should stop when a cancel is requested, and when the job has ended or has another worker by now.
        """
        if not self.update(job_id, {"heartbeat_at": time.time()}, only=("running",), worker=worker):
            return False
        with self._engine.connect() as connection:
            query = sql.select(_jobs.c.cancel_requested).where(_jobs.c.job_id == job_id)
            return connection.execute(query).scalar() is False

    def report(self, job_id: str, progress: Mapping[str, Any]) -> None:
        """Record how far a running job is."""
        self.update(job_id, {"progress": dict(progress)}, only=("running",))

    def finish(self, job_id: str, worker: Worker | None = None) -> bool:
        """End a running job; false when it has ended otherwise meanwhile.

        Here and below, a `worker` ends the job only as long as the job is assigned to it.
        """
        return self.update(job_id, ending("finished"), only=("running",), worker=worker)

    def fail(self, job_id: str, error: BothwaysError | str, worker: Worker | None = None) -> bool:
        """End a queued or running job with the reason."""
        values = ending("failed", str(error))
        if isinstance(error, BothwaysError):
            values["error"] = error_document(error)
        return self.update(job_id, values, only=("queued", "running"), worker=worker)

    def cancel(self, job_id: str, noun: str = "Job") -> Job:
        """Cancel a queued job at once; request a running one to stop.

        Raises:
            RunStateError: when the job has ended already.
        """
        job = self.get(job_id)
        self.update(job_id, {"cancel_requested": True}, only=("queued", "running"))
        self.update(job_id, ending("cancelled", "Cancelled before it started."), only=("queued",))
        if job.status in ENDED:
            raise RunStateError(
                f"{noun} {job_id} is {job.status}.",
                f"Only a queued or running {noun.lower()} can be cancelled.",
                "Nothing needs to be done.",
            )
        return self.get(job_id)

    def mark_cancelled(self, job_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a job whose worker has stopped on request."""
        return self.update(job_id, ending("cancelled", message), only=("queued", "running"), worker=worker)

    def queue_again(self, job_id: str, message: str) -> bool:
        """Queue a failed or cancelled job again; false when it is neither."""
        return self.update(job_id, {**queueing(message), "tries": 0}, only=("failed", "cancelled"))

    def recover(self, job: Job, error: BothwaysError | str, *, again: bool) -> bool:
        """Queue a job whose worker is gone again, or fail it; false when another process has done so already."""
        values = queueing(str(error)) if again else ending("failed", str(error))
        if isinstance(error, BothwaysError) and not again:
            values["error"] = error_document(error)
        return self.update(job.job_id, values, only=("running",), tries=job.tries)

    def delete(self, job_id: str) -> None:
        """Remove a job that is not a run's, and its folder."""
        job = self.find(job_id)

        def delete() -> None:
            with self._engine.begin() as connection:
                connection.execute(sql.delete(_jobs).where(_jobs.c.job_id == job_id))

        with_reserve(self.home, delete)
        if job:
            shutil.rmtree(job.folder, ignore_errors=True)

    def update(
        self,
        job_id: str,
        values: Mapping[str, Any],
        only: Sequence[Status] = (),
        tries: int | None = None,
        worker: Worker | None = None,
        connection: sql.Connection | None = None,
    ) -> bool:
        """Change a job that has one of these statuses, tries and worker; false when it does not.

        Args:
            connection: with a transaction that the change belongs to; without one, it is its own.
        """
        statement = sql.update(_jobs).where(_jobs.c.job_id == job_id).values(**values)
        if only:
            statement = statement.where(_jobs.c.status.in_(only))
        if tries is not None:
            statement = statement.where(_jobs.c.tries == tries)
        if worker is not None:
            statement = statement.where(_jobs.c.host == worker.host, _jobs.c.pid == worker.pid)
        if connection is not None:
            return connection.execute(statement).rowcount == 1

        def write() -> bool:
            with self._engine.begin() as own:
                return own.execute(statement).rowcount == 1

        return with_reserve(self.home, write) if values.get("status") in ENDED else write()


def active() -> sql.ColumnElement[bool]:
    """The condition of jobs that are queued or running."""
    return _jobs.c.status.in_(("queued", "running"))


def lock(connection: sql.Connection) -> None:
    """Let no other process decide what to start until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql.text(f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})"))
