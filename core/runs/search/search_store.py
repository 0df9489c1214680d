"""SearchStore: the searches of a workspace, in the same database as their runs."""

from typing import Any

import sqlalchemy as sql

from core.errors import SearchNotFoundError
from core.runs.search.search_plan import Search, SearchPlan
from core.runs.study.plan_store import PlanStore, shortened_name
from core.runs.tables import searches as _searches


class SearchStore(PlanStore[Search]):
    """All searches of one workspace."""

    _noun, _nouns, _letter = "search", "searches", "h"
    _table, _entry_type, _plan_type, _not_found_type = _searches, Search, SearchPlan, SearchNotFoundError

    def create(self, plan: SearchPlan, name: str = "") -> Search:
        """Add a search; without a name, it is called after the settings it varies.

        Raises:
            RunStateError: when the name is too long or no text.
        """
        return self._add(name or default_name(plan), plan, num_started=0, stopped=False, message="")

    def unfinished(self) -> list[Search]:
        """The searches of which further trials are to be proposed, oldest first."""
        return [search for search in reversed(self._select(sql.not_(_searches.c.stopped))) if search.goes_on]

    def stop(self, search_id: str, message: str) -> Search:
        """Propose no further trial.

        Raises:
            AccessError: when it belongs to someone else.
        """
        self.require_change(search_id)
        return self._change(search_id, {"stopped": True, "message": message})

    def go_on(self, search_id: str, num_trials: int | None = None) -> Search:
        """Propose further trials again, with another budget where one is named.

        Raises:
            ConfigError: when the search cannot have so many trials.
            AccessError: when it belongs to someone else.
        """
        self.require_change(search_id)
        search = self.get(search_id)
        changes: dict[str, Any] = {"stopped": False, "message": ""}
        if num_trials is not None:
            changes["plan"] = SearchPlan.from_dict(search.plan.to_dict() | {"num_trials": num_trials}).to_dict()
        return self._change(search_id, changes)


def default_name(plan: SearchPlan) -> str:
    """What a search is called that nobody has named, such as `Search learning_rate, units`."""
    names = (one.name.partition(".")[2] for one in plan.dimensions)
    return shortened_name(f"Search {', '.join(names)}")


def count_trial(connection: sql.Connection, search_id: str, number: int) -> bool:
    """Count the next trial of a search; false when it is not the next one any more, or the search has been stopped."""
    is_next = sql.and_(_searches.c.num_started == number - 1, sql.not_(_searches.c.stopped))
    counted = sql.update(_searches).where(_searches.c.search_id == search_id, is_next).values(num_started=number)
    return connection.execute(counted).rowcount == 1
