"""SearchStore: the searches of a workspace, in the same database as their runs."""

import json
import secrets
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.errors import ConfigError, SearchNotFoundError
from core.runs.run import warn_once
from core.runs.search.search_plan import Search, SearchPlan
from core.runs.study_store import checked_name, delete_with_runs, named_rows
from core.runs.tables import runs as _runs
from core.runs.tables import searches as _searches

_COLUMNS = [sql.cast(column, sql.Text).label("plan") if column.name == "plan" else column for column in _searches.c]


class SearchStore:
    """All searches of one workspace; safe to use from several processes and threads at once.

    Args:
        engine: the database, as `open_database` gives it.
        runs_folder: where the artifacts of the runs lie that are deleted with their search.
    """

    def __init__(self, engine: sql.Engine, runs_folder: Path):
        self._engine = engine
        self._runs_folder = runs_folder

    def create(self, plan: SearchPlan, name: str = "") -> Search:
        """Add a search; without a name, it is called after the settings it varies.

        Raises:
            RunStateError: when the name is too long or no text.
        """
        search_id = f"h{secrets.token_hex(4)}"  # never the beginning of an id of a run or a study
        values = {
            "search_id": search_id,
            "name": checked_name(name or default_name(plan), "search"),
            "plan": plan.to_dict(),
            "created_at": time.time(),
            "note": "",
            "num_started": 0,
            "stopped": False,
            "message": "",
        }
        with self._engine.begin() as connection:
            connection.execute(sql.insert(_searches).values(values))
        return self.get(search_id)

    def get(self, search_id: str) -> Search:
        """The search with this id or unique prefix of an id.

        Raises:
            SearchNotFoundError: when no search, or more than one, is named so.
        """
        return _search(self._row(search_id))

    def unfinished(self) -> list[Search]:
        """The searches of which further trials are to be proposed, oldest first."""
        return [search for search in self._read(sql.not_(_searches.c.stopped))[::-1] if search.goes_on]

    def _read(self, *conditions: sql.ColumnElement[bool]) -> list[Search]:
        query = sql.select(*_COLUMNS).where(*conditions)
        with self._engine.connect() as connection:
            query = query.order_by(_searches.c.created_at.desc(), _searches.c.search_id)
            rows = connection.execute(query).mappings().all()
        searches = (_search(row) for row in rows if _is_readable(row))
        return list(searches)

    def list(self) -> list[Search]:
        """Searches, newest first; without any that another version has written."""
        return self._read()

    def edit(self, search_id: str, **changes: str) -> Search:
        """Change `name` or `note`; the plan stays as it was made."""
        if unknown := set(changes) - {"name", "note"}:
            raise TypeError(f"not editable: {sorted(unknown)}")
        if "name" in changes:
            changes["name"] = checked_name(changes["name"], "search")
        return self._change(search_id, changes)

    def stop(self, search_id: str, message: str) -> Search:
        """Propose no further trial."""
        return self._change(search_id, {"stopped": True, "message": message})

    def go_on(self, search_id: str, num_trials: int | None = None) -> Search:
        """Propose further trials again, with another budget where one is named.

        Raises:
            ConfigError: when the search cannot have so many trials.
        """
        search = self.get(search_id)
        changes: dict[str, Any] = {"stopped": False, "message": ""}
        if num_trials is not None:
            changes["plan"] = SearchPlan.from_dict(search.plan.to_dict() | {"num_trials": num_trials}).to_dict()
        return self._change(search_id, changes)

    def delete(self, search_id: str) -> str:
        """Remove a search, readable or not, and its runs with their epochs and artifacts, all or nothing.

        Returns:
            Its whole id.

        Raises:
            RunStateError: while one of its runs is running.
        """
        search_id = self._row(search_id)["search_id"]
        delete_with_runs(self._engine, _searches.c.search_id, _runs.c.search_id, search_id, self._runs_folder)
        return search_id

    def _change(self, search_id: str, changes: dict[str, Any]) -> Search:
        search_id = self._row(search_id)["search_id"]
        with self._engine.begin() as connection:
            connection.execute(sql.update(_searches).where(_searches.c.search_id == search_id).values(changes))
        return self.get(search_id)

    def _row(self, search_id: str) -> sql.RowMapping:
        rows = named_rows(self._engine, _COLUMNS, _searches.c.search_id, search_id)
        if len(rows) == 1:
            return rows[0]
        raise SearchNotFoundError(
            f"{search_id!r} names {len(rows) or 'no'} searches.",
            "Exactly one search must be named, by its id or the beginning of it.",
            "See the ids with `python -m core search --list`.",
        )


def default_name(plan: SearchPlan) -> str:
    """What a search is called that nobody has named, such as `Search learning_rate, units`."""
    return f"Search {', '.join(one.name.partition('.')[2] for one in plan.dimensions)}"


def count_trial(connection: sql.Connection, search_id: str, number: int) -> bool:
    """Count the next trial of a search; false when it is not the next one any more, or the search has been stopped."""
    is_next = sql.and_(_searches.c.num_started == number - 1, sql.not_(_searches.c.stopped))
    counted = sql.update(_searches).where(_searches.c.search_id == search_id, is_next).values(num_started=number)
    return connection.execute(counted).rowcount == 1


def _search(row: sql.RowMapping) -> Search:
    values: dict[str, Any] = dict(row)
    return Search(**values | {"plan": _plan(values["plan"])})


@lru_cache(maxsize=256)
def _plan(text: str) -> SearchPlan:
    return SearchPlan.from_dict(json.loads(text))


def _is_readable(row: sql.RowMapping) -> bool:
    try:
        _plan(row["plan"])
    except (ConfigError, ValueError) as error:  # a plan that is none, or no JSON
        warn_once(f"search {row['search_id']}", str(error))
        return False
    return True
