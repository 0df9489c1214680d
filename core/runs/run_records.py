"""RunRecords: what the processes that train runs record of them, the part of the run store that only they change."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.errors import BothwaysError
from core.runs.database.epoch_table import EpochTable
from core.runs.database.job_columns import ending
from core.runs.database.reserve import with_reserve
from core.runs.job import Worker
from core.runs.job_store import JobStore
from core.runs.tables import runs as _runs
from core.training.history import Epoch, Progress


class RunRecords:
    """How far the runs of one workspace are, and how they ended.

    Args:
        engine: the database, as `open_database` gives it.
        home: the workspace.

    Attributes:
        jobs: the records of all helper processes; that of a training has the id of its run.
    """

    def __init__(self, engine: sql.Engine, home: Path):
        self._engine = engine
        self._epochs = EpochTable(engine)
        self.jobs = JobStore(engine, home)

    def epochs(self, run_ids: Sequence[str]) -> dict[str, tuple[Epoch, ...]]:
        """The finished epochs of each named run, in order."""
        return self._epochs.read(run_ids)

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

    def mark_cancelled(self, run_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a run whose worker has stopped on request."""
        return self.jobs.mark_cancelled(run_id, message, worker)

    def mark_pruned(self, run_id: str, message: str, worker: Worker | None = None) -> bool:
        """End a trial of a search that others were better than."""
        return self.jobs.update(run_id, ending("pruned", message), only=("running",), worker=worker)

    def _rows(self, query: sql.Select) -> Sequence[sql.Row]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _update(self, run_id: str, values: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            connection.execute(sql.update(_runs).where(_runs.c.run_id == run_id).values(values))
