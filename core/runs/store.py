"""RunStore: all runs of a workspace, in one database."""

import copy
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sql

from core.access.actor import LOCAL, Actor
from core.access.audit_log import AuditLog, record
from core.access.demo_links import DemoLinks
from core.access.ended_sessions import EndedSessions
from core.config import RunConfig
from core.errors import ConfigError, RunStateError
from core.runs.database import open_database
from core.runs.database.reserve import with_reserve
from core.runs.database.run_rows import delete_idle_run, insert_runs
from core.runs.job import Status, Worker
from core.runs.run import (
    Run,
    checked_name,
    clean_tags,
    new_run,
    new_runs,
    read_run,
    run_not_found,
    select_runs,
    warn_once,
)  # fmt: skip
from core.runs.run_records import RunRecords
from core.runs.search.search_store import SearchStore, count_trial
from core.runs.study import members
from core.runs.study.study_store import StudyStore, hold_study, owner_of, record_choice
from core.runs.tables import jobs as _jobs
from core.runs.tables import runs as _runs


class RunStore(RunRecords):
    """All runs of one workspace; safe to use from several processes and threads at once.

    What people do (create, edit, cancel, resume, delete) is checked against the `actor`; what workers do is not.

    Args:
        database_url: an SQLAlchemy address; SQLite and PostgreSQL are meant.
        runs_folder: where each run's artifacts lie, in a folder named by its id.

    Attributes:
        studies: which of the runs were planned together.
        searches: which of the runs are trials of a search.
        jobs: the records of all helper processes; that of a training has the id of its run.
        audit, links, sessions: who removed what, links to single runs, and sessions that were signed out.
        actor: who uses this store; see `acting_for`.
    """

    def __init__(self, database_url: str, runs_folder: Path):
        super().__init__(open_database(database_url, runs_folder.parent), runs_folder.parent)
        self._runs_folder = runs_folder
        self._unreadable: dict[str, ConfigError] = {}
        self.actor = LOCAL
        self.studies = StudyStore(self._engine, runs_folder)
        self.searches = SearchStore(self._engine, runs_folder)
        self.audit = AuditLog(self._engine)
        self.links = DemoLinks(self._engine, runs_folder.parent)
        self.sessions = EndedSessions(self._engine)

    def acting_for(self, actor: Actor) -> Self:
        """The same store for someone else, with their rights."""
        store = copy.copy(self)
        store.actor = actor
        store.studies, store.searches = self.studies.acting_for(actor), self.searches.acting_for(actor)
        store.jobs = self.jobs.acting_for(actor)
        return store

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
        added: Sequence[tuple[RunConfig, str]],
        tags: Iterable[str] = (),
        worker: Worker | None = None,
        study_id: str | None = None,
    ) -> list[Run]:
        """Add runs of these configs and names as `create` does, all or none; they are queued in this order.

        A study has one run of a config: those that it has already are left out, whoever adds them at the same time.

        Raises:
            StudyNotFoundError: when the study has been deleted.
            AccessError: when the actor may not train, may not read the data, or the study belongs to someone else.
        """
        self.actor.require("editor", "Training")
        for config, _ in added:
            self.actor.require_files(*config.paths)
        rows = new_runs(added, study_id, tags, self.actor.name)
        with self._engine.begin() as connection:
            present = hold_study(connection, study_id) if study_id else ()
            if study_id:
                self.actor.require_change(owner := owner_of(connection, study_id), f"Study {study_id}")
                rows = [row | {"owner": owner} for row in rows]
            rows = [row for row, (config, _) in zip(rows, added, strict=True) if config not in present]
            insert_runs(connection, self._runs_folder, rows, worker)
        return [self.get(row["run_id"]) for row in rows]

    def end_search(self, study_id: str, chosen: Sequence[int]) -> None:
        """Record what a study's search has chosen and queue the runs that are compared, all or nothing.

        They have as many seeds as the study has by then, whoever adds some at the same time.

        Raises:
            StudyNotFoundError: when the study has been deleted.
            AccessError: when it belongs to someone else.
        """
        with self._engine.begin() as connection:
            present = hold_study(connection, study_id)
            self.actor.require_change(owner := owner_of(connection, study_id), f"Study {study_id}")
            plan = record_choice(connection, study_id, chosen)
            added = [(one.config, one.name) for one in members(plan) if one.config not in present]
            insert_runs(connection, self._runs_folder, new_runs(added, study_id, owner=owner), None)

    def create_trial(self, search_id: str, number: int, config: RunConfig, name: str) -> Run | None:
        """Add the next trial of a search as a queued run; None when it is not the next one any more.

        Raises:
            AccessError: when the search belongs to someone else.
        """
        self.actor.require_change(owner := self.searches.get(search_id).owner, f"Search {search_id}")
        row = new_run(config, name, time.time(), owner) | {"search_id": search_id, "trial": number}
        with self._engine.begin() as connection:
            if not count_trial(connection, search_id, number):
                return None
            insert_runs(connection, self._runs_folder, [row], None)
        return self.get(row["run_id"])

    def get(self, run_id: str) -> Run:
        """The run with this id or unique prefix of an id.

        Raises:
            RunNotFoundError: when no run, or more than one, is named so.
        """
        return read_run(tuple(self._row(run_id)), self._runs_folder).seen_by(self.actor)

    def _read(self, query: sql.Select) -> list[Run]:
        runs = []
        seen = sql.true() if self.actor.may("viewer") else _runs.c.run_id == self.actor.run_id
        for row in self._rows(query.where(seen)):  # in the query, so that a limit counts what is seen
            try:
                runs.append(read_run(tuple(row), self._runs_folder).seen_by(self.actor))
            except ConfigError as error:
                self._unreadable[row.run_id] = error
                warn_once(f"run {row.run_id}", str(error))
        return runs

    def unreadable(self) -> dict[str, ConfigError]:
        """The runs that lists have left out since the store was opened, and why, by their ids."""
        left_out, self._unreadable = self._unreadable, {}
        if left_out:  # some may have been deleted or restored
            self._read(select_runs().where(_runs.c.run_id.in_(left_out)))
        return dict(self._unreadable)

    def of_study(self, study_id: str) -> list[Run]:
        """The runs of a study, oldest first; without any that another version has written."""
        return self._read(
            select_runs().where(_runs.c.study_id == study_id).order_by(_runs.c.created_at, _runs.c.run_id)
        )

    def of_search(self, search_id: str) -> list[Run]:
        """The trials of a search in the order of their numbers; without any that another version has written."""
        return self._read(select_runs().where(_runs.c.search_id == search_id).order_by(_runs.c.trial))

    def list(self, statuses: Sequence[Status] = (), limit: int | None = None) -> list[Run]:
        """Runs, newest first, of the given statuses (all when empty); without any that another version has written."""
        query = select_runs().order_by(_runs.c.created_at.desc(), _runs.c.run_id).limit(limit)
        return self._read(query.where(_jobs.c.status.in_(statuses)) if statuses else query)

    def require_change(self, run_id: str) -> None:
        """Refuse to change someone else's run.

        Raises:
            AccessError: when it belongs to someone else.
        """
        row = self._row(run_id)
        self.actor.require_change(row.owner, f"Run {row.run_id}")

    def edition(self) -> tuple[tuple[Any, ...], ...]:
        """A value that changes when a run is added, started, ended or deleted: much faster to read than the runs."""
        columns = (
            _jobs.c.status,
            sql.func.count(),
            sql.func.max(_jobs.c.created_at),
            sql.func.max(_jobs.c.finished_at),
        )
        query = sql.select(*columns).where(_jobs.c.kind == "training").group_by(_jobs.c.status)
        return tuple(sorted(map(tuple, self._rows(query))))

    def edit(self, run_id: str, **changes: Any) -> Run:
        """Change `name`, `tags` or `note`, which people give; the rest belongs to the worker.

        Raises:
            AccessError: when the run belongs to someone else; here and below, in what people do.
        """
        self.require_change(run_id)
        if unknown := set(changes) - {"name", "tags", "note"}:
            raise TypeError(f"not editable: {sorted(unknown)}")
        if "tags" in changes:
            changes["tags"] = clean_tags(changes["tags"])
        if "name" in changes:
            changes["name"] = checked_name(changes["name"], "run")
        self._update(run_id, changes)
        return self.get(run_id)

    def cancel(self, run_id: str) -> Run:
        """Cancel a queued run at once; request a running one to stop.

        Raises:
            RunStateError: when the run has ended already.
        """
        self.require_change(run_id)
        return self.get(self.jobs.cancel(self.get(run_id).run_id, "Run").job_id)

    def queue_again(self, run_id: str, message: str) -> bool:
        """Queue a failed or cancelled run again; false when it is neither."""
        self.require_change(run_id)
        return self.jobs.queue_again(run_id, message)

    def delete(self, run_id: str) -> str:
        """Remove a run, readable or not, its epochs and its artifacts; gives its whole id.

        Raises:
            RunStateError: while it is running.
        """
        row = self._row(run_id)
        run_id = row.run_id
        self.actor.require_change(row.owner, f"Run {run_id}")

        def delete() -> bool:
            with self._engine.begin() as connection:
                deleted = delete_idle_run(connection, run_id)
                if deleted:
                    record(connection, self.actor, "delete run", run_id, row.name)
                return deleted

        if not with_reserve(self.jobs.home, delete):
            raise RunStateError(
                f"Run {run_id} is running.", "Only a run that is not running can be deleted.", "Cancel it first."
            )
        shutil.rmtree(self._runs_folder / run_id, ignore_errors=True)
        return run_id

    def _row(self, run_id: str) -> sql.Row:
        begins_so = _runs.c.run_id.startswith(run_id, autoescape=True) if run_id else sql.false()
        query = select_runs()
        rows = self._rows(query.where(_runs.c.run_id == run_id)) or self._rows(query.where(begins_so))
        rows = [row for row in rows if self.actor.may_see(row.run_id)]
        if len(rows) == 1:
            return rows[0]
        raise run_not_found(run_id, len(rows))
