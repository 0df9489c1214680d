"""StudyStore: the studies of a workspace, in the same database as its runs."""

import json
import secrets
import shutil
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from core.config import RunConfig
from core.errors import ConfigError, RunStateError, StudyNotFoundError
from core.runs.run import config_from_json, warn_once
from core.runs.study import Study, StudyPlan
from core.runs.tables import jobs as _jobs
from core.runs.tables import runs as _runs
from core.runs.tables import studies as _studies

MAX_NAME = 200
_COLUMNS = [sql.cast(column, sql.Text).label("plan") if column.name == "plan" else column for column in _studies.c]


class StudyStore:
    """All studies of one workspace; safe to use from several processes and threads at once.

    Args:
        engine: the database, as `open_database` gives it.
        runs_folder: where the artifacts of the runs lie that are deleted with their study.
    """

    def __init__(self, engine: sql.Engine, runs_folder: Path):
        self._engine = engine
        self._runs_folder = runs_folder

    def create(self, plan: StudyPlan, name: str = "") -> Study:
        """Add a study; without a name, it is called after its arms.

        Raises:
            RunStateError: when the name is too long or no text.
        """
        study_id = f"s{secrets.token_hex(4)}"  # never the beginning of a run's id, which is hexadecimal
        name = checked_name(name or default_name(plan), "study")
        values = {"study_id": study_id, "name": name, "plan": plan.to_dict(), "created_at": time.time(), "note": ""}
        with self._engine.begin() as connection:
            connection.execute(sql.insert(_studies).values(values))
        return self.get(study_id)

    def get(self, study_id: str) -> Study:
        """The study with this id or unique prefix of an id.

        Raises:
            StudyNotFoundError: when no study, or more than one, is named so.
        """
        return _study(self._row(study_id))

    def list(self) -> list[Study]:
        """Studies, newest first; without any that another version has written."""
        query = sql.select(*_COLUMNS).order_by(_studies.c.created_at.desc(), _studies.c.study_id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [_study(row) for row in rows if _is_readable(row)]

    def edit(self, study_id: str, **changes: str) -> Study:
        """Change `name` or `note`; the plan stays as it was made."""
        if unknown := set(changes) - {"name", "note"}:
            raise TypeError(f"not editable: {sorted(unknown)}")
        if "name" in changes:
            changes["name"] = checked_name(changes["name"], "study")
        with self._engine.begin() as connection:
            connection.execute(sql.update(_studies).where(_studies.c.study_id == study_id).values(changes))
        return self.get(study_id)

    def add_seeds(self, study_id: str, num_seeds: int) -> Study:
        """Raise the planned seeds to this number; who calls it adds the runs.

        Raises:
            StudyNotFoundError: when no study is named so.
            ConfigError: when the study cannot have so many seeds.
        """
        study_id = self.get(study_id).study_id
        with self._engine.begin() as connection:
            hold_study(connection, study_id)  # so that seeds that are added twice at once are not lost
            plan = self.get(study_id).plan.with_more_seeds(num_seeds)
            values = sql.update(_studies).where(_studies.c.study_id == study_id).values(plan=plan.to_dict())
            connection.execute(values)
        return self.get(study_id)

    def choose(self, study_id: str, chosen: Sequence[int]) -> Study:
        """Record the candidate that a study's search has chosen for each arm; what was chosen before stays.

        Raises:
            StudyNotFoundError: when the study has been deleted.
        """
        with self._engine.begin() as connection:
            hold_study(connection, study_id)
            plan = self.get(study_id).plan
            if plan.is_searching:
                values = replace(plan, chosen=tuple(chosen)).to_dict()
                connection.execute(sql.update(_studies).where(_studies.c.study_id == study_id).values(plan=values))
        return self.get(study_id)

    def delete(self, study_id: str) -> str:
        """Remove a study, readable or not, and its runs with their epochs and artifacts, all or nothing.

        Returns:
            Its whole id.

        Raises:
            RunStateError: while one of its runs is running.
        """
        study_id = self._row(study_id)["study_id"]
        delete_with_runs(self._engine, _studies.c.study_id, _runs.c.study_id, study_id, self._runs_folder)
        return study_id

    def _row(self, study_id: str) -> sql.RowMapping:
        rows = named_rows(self._engine, _COLUMNS, _studies.c.study_id, study_id)
        if len(rows) == 1:
            return rows[0]
        raise _not_found(study_id, len(rows))


def default_name(plan: StudyPlan) -> str:
    """What a study is called that nobody has named: its directions and cell, or the names of its first arms."""
    if plan.compares_directions:
        return f"{' / '.join(plan.arms)} {plan.config.model.cell}"
    name = " / ".join(plan.labels.values())
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 2].rstrip()} …"


def hold_study(connection: sql.Connection, study_id: str) -> set[RunConfig]:
    """The configs of a study's runs; until the transaction ends, nobody else adds runs to it or deletes it.

    Raises:
        StudyNotFoundError: when it has been deleted.
    """
    # Written first, then read: SQLite lets no other writer in from here, PostgreSQL none to this study.
    held = sql.update(_studies).where(_studies.c.study_id == study_id).values(study_id=study_id)
    if not connection.execute(held).rowcount:
        raise _not_found(study_id, 0)
    of_study = sql.select(sql.cast(_runs.c.config, sql.Text)).where(_runs.c.study_id == study_id)
    configs = set()
    for text in connection.execute(of_study).scalars():
        with suppress(ConfigError):  # another version has written it: it is no member of a plan that can be read
            configs.add(config_from_json(text))
    return configs


def checked_name(name: str, of: str) -> str:
    """A name that people gave to a run or a study, as it can be stored: on one line, without control characters.

    Raises:
        RunStateError: when it is too long or no text.
    """
    name = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in name)  # for terminals
    if not name.strip():
        raise RunStateError("The name is empty.", f"A {of} needs a name.", "Type at least one character.")
    if len(name) > MAX_NAME:
        raise RunStateError(
            f"The name has {len(name):,} characters.", f"A name has at most {MAX_NAME}.", "Shorten it, or use the note."
        )
    return name.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair is no text


def named_rows(
    engine: sql.Engine, columns: Sequence[sql.ColumnElement[Any]], key: sql.ColumnElement[str], name: str
) -> Sequence[sql.RowMapping]:
    """The row whose key is this name; without one, all rows whose key begins so."""
    exact = sql.select(*columns).where(key == name)
    begins_so = sql.select(*columns).where(key.startswith(name, autoescape=True) if name else sql.false())
    with engine.connect() as connection:
        return connection.execute(exact).mappings().all() or connection.execute(begins_so).mappings().all()


def delete_with_runs(
    engine: sql.Engine, key: sql.Column[Any], key_of_runs: sql.Column[Any], name: str, runs_folder: Path
) -> None:
    """Remove a study or a search, its runs, their epochs and artifacts, all or nothing.

    Args:
        key: the column with the name, of the table of studies or searches.
        key_of_runs: the column of the runs with the name.

    Raises:
        RunStateError: while one of its runs is running.
    """
    noun = key.name.removesuffix("_id")
    with engine.begin() as connection:
        connection.execute(sql.delete(key.table).where(key == name))  # the only writer from here
        run_ids = connection.execute(sql.select(_runs.c.run_id).where(key_of_runs == name)).scalars().all()
        jobs = _jobs.c.job_id.in_(run_ids)
        connection.execute(sql.delete(_jobs).where(jobs, _jobs.c.status != "running"))
        running = connection.execute(sql.select(_jobs.c.job_id).where(jobs)).scalars().all()
        if running:
            raise RunStateError(
                f"Run {running[0]} of {noun} {name} is running.",
                f"Only a {noun} without a running run can be deleted.",
                "Cancel it first.",
            )
        connection.execute(sql.delete(_runs).where(key_of_runs == name))
    for run_id in run_ids:
        shutil.rmtree(runs_folder / run_id, ignore_errors=True)


def _not_found(study_id: str, number: int) -> StudyNotFoundError:
    return StudyNotFoundError(
        f"{study_id!r} names {number or 'no'} studies.",
        "Exactly one study must be named, by its id or the beginning of it.",
        "See the ids with `python -m core study --list`.",
    )


def _study(row: sql.RowMapping) -> Study:
    values: dict[str, Any] = dict(row)
    return Study(**values | {"plan": _plan(values["plan"])})


@lru_cache(maxsize=512)
def _plan(text: str) -> StudyPlan:
    return StudyPlan.from_dict(json.loads(text))


def _is_readable(row: sql.RowMapping) -> bool:
    try:
        _plan(row["plan"])
    except (ConfigError, ValueError) as error:  # a plan that is none, or no JSON
        warn_once(f"study {row['study_id']}", str(error))
        return False
    return True
