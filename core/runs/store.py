"""RunStore: all runs of a workspace, in one database."""

import shutil
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.config import RunConfig
from core.errors import BothwaysError, ConfigError, RunStateError
from core.runs.database import open_database
from core.runs.database.epoch_table import EpochTable
from core.runs.database.job_columns import ending
from core.runs.database.reserve import with_reserve
from core.runs.database.run_rows import delete_idle_run, insert_runs
from core.runs.job import Status, Worker
from core.runs.job_store import JobStore
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
from core.runs.search.search_store import SearchStore, count_trial
from core.runs.study import members
from core.runs.study.study_store import StudyStore, hold_study, record_choice
from core.runs.tables import jobs as _jobs
from core.runs.tables import runs as _runs
from core.training.history import Epoch, Progress


class RunStore:
    """All runs of one workspace; safe to use from several processes and threads at once.

    Args:
        database_url: an SQLAlchemy address; SQLite and PostgreSQL are meant.
        runs_folder: where each run's artifacts lie, in a folder named by its id.

    Attributes:
        studies: which of the runs were planned together.
        searches: which of the runs are trials of a search.
        jobs: the records of all helper processes; that of a training has the id of its run.
    """

    def __init__(self, database_url: str, runs_folder: Path):
        self._engine = open_database(database_url, runs_folder.parent)
        self._runs_folder = runs_folder
        self._unreadable: dict[str, ConfigError] = {}
        self._epochs = EpochTable(self._engine)
        self.studies = StudyStore(self._engine, runs_folder)
        self.searches = SearchStore(self._engine, runs_folder)
        self.jobs = JobStore(self._engine, runs_folder.parent)

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
        """
        rows = new_runs(added, study_id, tags)
        with self._engine.begin() as connection:
            present = hold_study(connection, study_id) if study_id else ()
            rows = [row for row, (config, _) in zip(rows, added, strict=True) if config not in present]
            insert_runs(connection, self._runs_folder, rows, worker)
        return [self.get(row["run_id"]) for row in rows]

    def end_search(self, study_id: str, chosen: Sequence[int]) -> None:
        """Record what a study's search has chosen and queue the runs that are compared, all or nothing.

        They have as many seeds as the study has by then, whoever adds some at the same time.

        Raises:
            StudyNotFoundError: when the study has been deleted.
        """
        with self._engine.begin() as connection:
            present = hold_study(connection, study_id)
            plan = record_choice(connection, study_id, chosen)
            added = [(one.config, one.name) for one in members(plan) if one.config not in present]
            insert_runs(connection, self._runs_folder, new_runs(added, study_id), None)

    def create_trial(self, search_id: str, number: int, config: RunConfig, name: str) -> Run | None:
        """Add the next trial of a search as a queued run; None when it is not the next one any more."""
        row = new_run(config, name, time.time()) | {"search_id": search_id, "trial": number}
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
        return read_run(tuple(self._row(run_id)), self._runs_folder)

    def _read(self, query: sql.Select) -> list[Run]:
        runs = []
        for row in self._rows(query):
            try:
                runs.append(read_run(tuple(row), self._runs_folder))
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

    def epochs(self, run_ids: Sequence[str]) -> dict[str, tuple[Epoch, ...]]:
        """The finished epochs of each named run, in order."""
        return self._epochs.read(run_ids)

    def edit(self, run_id: str, **changes: Any) -> Run:
        """Change `name`, `tags` or `note`, which people give; the rest belongs to the worker."""
        if unknown := set(changes) - {"name", "tags", "note"}:
            raise TypeError(f"not editable: {sorted(unknown)}")
        if "tags" in changes:
            changes["tags"] = clean_tags(changes["tags"])
        if "name" in changes:
            changes["name"] = checked_name(changes["name"], "run")
        self._update(run_id, changes)
        return self.get(run_id)

    def claim(self, run_id: str, worker: Worker | None, max_running: int | None = None) -> bool:
        """Make a queued run running, in one step that only one caller can win; see `JobStore.claim`."""
        return self.jobs.claim(run_id, worker, max_running)

    def assign(self, run_id: str, worker: Worker) -> None:
        """Record which process trains a running run."""
        self.jobs.assign(run_id, worker)

    def beat(self, run_id: str, worker: Worker | None = None) -> bool:
        """Record that the worker lives; true when it should go on, false when it should stop."""
        return self.jobs.beat(run_id, worker)

    def report(self, run_id: str, progress: Progress) -> None:
        """Record how far a running run is."""
        self.jobs.report(run_id, asdict(progress))

    def describe(self, run_id: str, **facts: Any) -> None:
        """Write what becomes known of a run before it is trained: `data`, then `num_params`."""
        if unknown := set(facts) - {"data", "num_params"}:
            raise TypeError(f"not facts of a run: {sorted(unknown)}")
        self._update(run_id, facts)

    def add_epoch(self, run_id: str, epoch: Epoch) -> None:
        """Write a finished epoch; one that is trained again after a crash replaces what was there."""
        self._epochs.add(run_id, epoch)

    def keep_epochs(self, run_id: str, last: int) -> None:
        """Drop the epochs after `last`: a resumed run trains them again."""
        self._epochs.keep(run_id, last)

    def finish(self, run_id: str, metrics: dict[str, float], seconds: float, worker: Worker | None = None) -> bool:
        """End a running run with its test metrics; false when it has ended otherwise meanwhile.

        Here and below, a `worker` ends the run only as long as the run is assigned to it.
        """
        results = {"metrics": metrics, "seconds": seconds}

        def write() -> bool:
            with self._engine.begin() as connection:
                ended = self.jobs.update(run_id, ending("finished"), ("running",), worker=worker, connection=connection)
                if ended:
                    connection.execute(sql.update(_runs).where(_runs.c.run_id == run_id).values(results))
            return ended

        return with_reserve(self.jobs.home, write)

    def fail(self, run_id: str, error: BothwaysError | str, worker: Worker | None = None) -> bool:
        """End a queued or running run with the reason why it could not be finished."""
        return self.jobs.fail(run_id, error, worker)

    def cancel(self, run_id: str) -> Run:
        """Cancel a queued run at once; request a running one to stop.

        Raises:
            RunStateError: when the run has ended already.
        """
        return self.get(self.jobs.cancel(self.get(run_id).run_id, "Run").job_id)

    def mark_cancelled(self, run_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a run whose worker has stopped on request."""
        return self.jobs.mark_cancelled(run_id, message, worker)

    def mark_pruned(self, run_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a trial of a search that others were better than."""
        return self.jobs.update(run_id, ending("pruned", message), only=("running",), worker=worker)

    def queue_again(self, run_id: str, message: str) -> bool:
        """Queue a failed or cancelled run again; false when it is neither."""
        return self.jobs.queue_again(run_id, message)

    def delete(self, run_id: str) -> str:
        """Remove a run, readable or not, its epochs and its artifacts; gives its whole id.

        Raises:
            RunStateError: while it is running.
        """
        run_id = self._row(run_id).run_id

        def delete() -> bool:
            with self._engine.begin() as connection:
                return delete_idle_run(connection, run_id)

        if not with_reserve(self.jobs.home, delete):
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
        query = select_runs()
        rows = self._rows(query.where(_runs.c.run_id == run_id)) or self._rows(query.where(begins_so))
        if len(rows) == 1:
            return rows[0]
        raise run_not_found(run_id, len(rows))

    def _update(self, run_id: str, values: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            connection.execute(sql.update(_runs).where(_runs.c.run_id == run_id).values(values))
