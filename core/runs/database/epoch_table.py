"""EpochTable: the finished epochs of all runs, those of finished runs read once."""

from collections.abc import Sequence
from dataclasses import asdict

import sqlalchemy as sql

from core.runs.tables import epochs as _epochs
from core.runs.tables import jobs as _jobs
from core.training.history import Epoch


class EpochTable:
    """The epochs of one workspace; safe to use from several processes and threads at once.

    Args:
        engine: the database, from `open_database`.
    """

    def __init__(self, engine: sql.Engine):
        self._engine = engine
        self._histories: dict[str, tuple[Epoch, ...]] = {}  # of finished runs: nothing is added to them

    def read(self, run_ids: Sequence[str]) -> dict[str, tuple[Epoch, ...]]:
        """The finished epochs of each named run, in order."""
        finished = sql.select(_jobs.c.job_id).where(_jobs.c.job_id.in_(run_ids), _jobs.c.status == "finished")
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

    def add(self, run_id: str, epoch: Epoch) -> None:
        """Write a finished epoch; one that is trained again after a crash replaces what was there."""
        same = sql.delete(_epochs).where(_epochs.c.run_id == run_id, _epochs.c.epoch == epoch.epoch)
        with self._engine.begin() as connection:
            connection.execute(same)
            connection.execute(sql.insert(_epochs).values(run_id=run_id, **asdict(epoch)))

    def keep(self, run_id: str, last: int) -> None:
        """Drop the epochs after `last`: a resumed run trains them again."""
        with self._engine.begin() as connection:
            connection.execute(sql.delete(_epochs).where(_epochs.c.run_id == run_id, _epochs.c.epoch > last))

    def _rows(self, query: sql.Select) -> Sequence[sql.Row]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()
