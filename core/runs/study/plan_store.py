"""PlanStore: what the stores of studies and of searches share; each entry is a plan with a name, and has runs."""

import copy
import json
import secrets
import shutil
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, Generic, Self, TypeVar

import sqlalchemy as sql

from core.access.actor import LOCAL, Actor
from core.access.audit_log import record
from core.errors import BothwaysError, ConfigError, RunStateError
from core.runs.database.reserve import with_reserve
from core.runs.job import UNREADABLE
from core.runs.run import MAX_NAME, checked_name, unreadable, warn_once
from core.runs.tables import jobs as _jobs
from core.runs.tables import runs as _runs

Entry = TypeVar("Entry")


class PlanStore(Generic[Entry]):
    """The studies or the searches of one workspace; safe to use from several processes and threads at once.

    Args:
        engine: the database, as `open_database` gives it.
        runs_folder: where the artifacts of the runs lie that are deleted with their study or search.
    """

    _noun: ClassVar[str]  # `study` for the columns `study_id` of its table and of the runs, ids begin with `_letter`
    _nouns: ClassVar[str]
    _letter: ClassVar[str]
    _table: ClassVar[sql.Table]
    _plan_type: ClassVar[type]
    _not_found_type: ClassVar[type[BothwaysError]]
    _entry_type: type[Entry]

    def __init__(self, engine: sql.Engine, runs_folder: Path):
        self._engine = engine
        self._runs_folder = runs_folder
        self.actor = LOCAL

    def acting_for(self, actor: Actor) -> Self:
        """The same entries for someone else, with their rights."""
        store = copy.copy(self)
        store.actor = actor
        return store

    def require_change(self, entry_id: str) -> None:
        """Refuse to change someone else's entry.

        Raises:
            AccessError: when it belongs to someone else.
        """
        row = self._row(entry_id)
        self.actor.require_change(row["owner"], f"{self._noun.capitalize()} {row[self._key.name]}")

    def get(self, entry_id: str) -> Entry:
        """The entry with this id or unique prefix of an id.

        Raises:
            StudyNotFoundError, SearchNotFoundError: when none, or more than one, is named so.
        """
        return self._read(self._row(entry_id))

    def _select(self, *conditions: sql.ColumnElement[bool]) -> list[Entry]:
        order = self._table.c.created_at.desc(), self._key
        with self._engine.connect() as connection:
            rows = connection.execute(self._columns().where(*conditions, self._seen).order_by(*order)).mappings().all()
        return [self._read(row) for row in rows if self._is_readable(row)]

    def list(self) -> list[Entry]:
        """All entries, newest first; without any that another version has written."""
        return self._select()

    def edit(self, entry_id: str, **changes: str) -> Entry:
        """Change `name` or `note`; the plan stays as it was made.

        Raises:
            AccessError: when it belongs to someone else; here and below, in what people do.
        """
        self.require_change(entry_id)
        if unknown := set(changes) - {"name", "note"}:
            raise TypeError(f"not editable: {sorted(unknown)}")
        if "name" in changes:
            changes["name"] = checked_name(changes["name"], self._noun)
        return self._change(entry_id, changes)

    def delete(self, entry_id: str) -> str:
        """Remove an entry, readable or not, and its runs with their epochs and artifacts, all or nothing.

        Returns:
            Its whole id.

        Raises:
            RunStateError: while one of its runs is running.
        """
        row = self._row(entry_id)
        entry_id = row[self._key.name]
        self.require_change(entry_id)
        is_of_entry = _runs.c[self._key.name] == entry_id

        def delete() -> Sequence[str]:
            with self._engine.begin() as connection:
                connection.execute(sql.delete(self._table).where(self._key == entry_id))  # the only writer from here
                run_ids = connection.execute(sql.select(_runs.c.run_id).where(is_of_entry)).scalars().all()
                jobs = _jobs.c.job_id.in_(run_ids)
                connection.execute(sql.delete(_jobs).where(jobs, _jobs.c.status != "running"))
                if running := connection.execute(sql.select(_jobs.c.job_id).where(jobs)).scalars().all():
                    raise RunStateError(
                        f"Run {running[0]} of {self._noun} {entry_id} is running.",
                        f"Only a {self._noun} without a running run can be deleted.",
                        "Cancel it first.",
                    )
                connection.execute(sql.delete(_runs).where(is_of_entry))
                record(connection, self.actor, f"delete {self._noun}", entry_id, row["name"])
            return run_ids

        run_ids = with_reserve(self._runs_folder.parent, delete)
        for run_id in run_ids:
            shutil.rmtree(self._runs_folder / run_id, ignore_errors=True)
        return entry_id

    @property
    def _key(self) -> sql.Column[str]:
        return self._table.c[f"{self._noun}_id"]

    @property
    def _seen(self) -> sql.ColumnElement[bool]:
        """The condition of what the actor may see: a guest sees one run, and nothing of what it is part of."""
        return sql.true() if self.actor.may("viewer") else sql.false()

    def _add(self, name: str, plan: Any, **values: Any) -> Entry:
        self.actor.require("editor", "Training")
        self.actor.require_files(*plan.config.paths)
        entry_id = f"{self._letter}{secrets.token_hex(4)}"  # never the beginning of another kind's id
        values |= {
            self._key.name: entry_id,
            "name": checked_name(name, self._noun),
            "plan": plan.to_dict(),
            "created_at": time.time(),
            "note": "",
            "owner": self.actor.name,
        }
        with self._engine.begin() as connection:
            connection.execute(sql.insert(self._table).values(values))
        return self.get(entry_id)

    def _change(self, entry_id: str, changes: dict[str, Any]) -> Entry:
        entry_id = self._row(entry_id)[self._key.name]
        with self._engine.begin() as connection:
            connection.execute(sql.update(self._table).where(self._key == entry_id).values(changes))
        return self.get(entry_id)

    def _row(self, entry_id: str) -> sql.RowMapping:
        begins_so = self._key.startswith(entry_id, autoescape=True) if entry_id else sql.false()
        with self._engine.connect() as connection:
            rows = connection.execute(self._columns().where(self._key == entry_id, self._seen)).mappings().all()
            rows = rows or connection.execute(self._columns().where(begins_so, self._seen)).mappings().all()
        if len(rows) == 1:
            return rows[0]
        raise self.not_found(entry_id, len(rows))

    @classmethod
    def not_found(cls, entry_id: str, number: int = 0) -> BothwaysError:
        """The error for an id that names none, or so many."""
        return cls._not_found_type(
            f"{entry_id!r} names {number or 'no'} {cls._nouns}.",
            f"Exactly one {cls._noun} must be named, by its id or the beginning of it.",
            f"See the ids with `python -m core {cls._noun} --list`.",
        )

    def _columns(self) -> sql.Select:
        """The query of all columns, the plan as text."""
        columns = self._table.c
        return sql.select(*(sql.cast(one, sql.Text).label(one.name) if one.name == "plan" else one for one in columns))

    def _read(self, row: sql.RowMapping) -> Entry:
        values: dict[str, Any] = dict(row)
        return self._entry_type(**values | {"plan": read_plan(self._plan_type, values["plan"])})

    def _is_readable(self, row: sql.RowMapping) -> bool:
        try:
            read_plan(self._plan_type, row["plan"])
        except ConfigError as error:
            warn_once(f"{self._noun} {row[self._key.name]}", str(error))
            return False
        return True


@lru_cache(maxsize=512)
def read_plan(plan_type: Any, text: str) -> Any:
    """The plan that is stored as this text; equal texts are parsed once.

    Raises:
        ConfigError: when another version has written it, or it is no plan, or no JSON.
    """
    try:
        return plan_type.from_dict(json.loads(text))
    except UNREADABLE as error:
        raise unreadable("The plan", error) from None


def shortened_name(name: str) -> str:
    """A name that nobody has typed, such as one made of settings; its end is cut where it would be too long."""
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 2].rstrip()} …"
