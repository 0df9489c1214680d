"""StudyStore: the studies of a workspace, in the same database as its runs."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import sqlalchemy as sql

from core.config import RunConfig
from core.errors import ConfigError, StudyNotFoundError
from core.runs.run import config_from_json
from core.runs.study.plan import Study, StudyPlan, final_config
from core.runs.study.plan_store import PlanStore, read_plan, shortened_name
from core.runs.tables import runs as _runs
from core.runs.tables import studies as _studies


class StudyStore(PlanStore[Study]):
    """All studies of one workspace."""

    _noun, _nouns, _letter = "study", "studies", "s"
    _table, _entry_type, _plan_type, _not_found_type = _studies, Study, StudyPlan, StudyNotFoundError

    def create(self, plan: StudyPlan, name: str = "") -> Study:
        """Add a study; without a name, it is called after its arms.

        Raises:
            RunStateError: when the name is too long or no text.
            AccessError: when the actor may not train, or may not read the data of an arm.
        """
        self.actor.require_files(*(path for arm in plan.arms for path in final_config(plan, arm, 0).paths))
        return self._add(name or default_name(plan), plan)

    def searching(self) -> list[Study]:
        """The studies whose search has not chosen yet, newest first; the query leaves out almost all others."""
        text = sql.cast(_studies.c.plan, sql.Text)  # not as JSON: SQLite refuses the whole query for one broken plan
        may_search = text.contains('"chosen": []'), sql.not_(text.contains('"search": []'))
        return [study for study in self._select(*may_search) if study.plan.is_searching]

    def add_seeds(self, study_id: str, num_seeds: int) -> Study:
        """Raise the planned seeds to this number; who calls it adds the runs.

        Raises:
            StudyNotFoundError: when no study is named so.
            ConfigError: when the study cannot have so many seeds.
            AccessError: when it belongs to someone else.
        """
        self.require_change(study_id)
        study_id = self.get(study_id).study_id
        with self._engine.begin() as connection:
            hold_study(connection, study_id)  # so that seeds that are added twice at once are not lost
            plan = _plan_of(connection, study_id).with_more_seeds(num_seeds)
            _change(connection, study_id, {"plan": plan.to_dict()})
        return self.get(study_id)

    def choose(self, study_id: str, chosen: Sequence[int]) -> Study:
        """Record the candidate that a study's search has chosen for each arm; what was chosen before stays.

        Raises:
            StudyNotFoundError: when the study has been deleted.
            AccessError: when it belongs to someone else.
        """
        self.require_change(study_id)
        with self._engine.begin() as connection:
            hold_study(connection, study_id)
            record_choice(connection, study_id, chosen)
        return self.get(study_id)


def default_name(plan: StudyPlan) -> str:
    """What a study is called that nobody has named: its directions and cell, or the names of its first arms."""
    if plan.compares_directions:
        return f"{' / '.join(plan.arms)} {plan.config.model.cell}"
    return shortened_name(" / ".join(plan.labels.values()))


def hold_study(connection: sql.Connection, study_id: str) -> set[RunConfig]:
    """The configs of a study's runs; until the transaction ends, nobody else adds runs to it or deletes it.

    Raises:
        StudyNotFoundError: when it has been deleted.
    """
    # Written first, then read: SQLite lets no other writer in from here, PostgreSQL none to this study.
    if not _change(connection, study_id, {"study_id": study_id}):
        raise StudyStore.not_found(study_id)
    of_study = sql.select(sql.cast(_runs.c.config, sql.Text)).where(_runs.c.study_id == study_id)
    configs = set()
    for text in connection.execute(of_study).scalars():
        with suppress(ConfigError):  # another version has written it: it is no member of a plan that can be read
            configs.add(config_from_json(text))
    return configs


def owner_of(connection: sql.Connection, study_id: str) -> str:
    """Whose study it is: its runs belong to the same person, whoever adds them."""
    return str(connection.execute(sql.select(_studies.c.owner).where(_studies.c.study_id == study_id)).scalar_one())


def record_choice(connection: sql.Connection, study_id: str, chosen: Sequence[int]) -> StudyPlan:
    """The plan of a study that is held, with what its search has chosen; what was chosen before stays."""
    plan = _plan_of(connection, study_id)
    if plan.is_searching:
        plan = replace(plan, chosen=tuple(chosen))
        _change(connection, study_id, {"plan": plan.to_dict()})
    return plan


def _plan_of(connection: sql.Connection, study_id: str) -> StudyPlan:
    of_study = sql.select(sql.cast(_studies.c.plan, sql.Text)).where(_studies.c.study_id == study_id)
    plan: StudyPlan = read_plan(StudyPlan, connection.execute(of_study).scalar_one())
    return plan


def _change(connection: sql.Connection, study_id: str, values: dict[str, Any]) -> int:
    """How many studies have that id and were changed."""
    return connection.execute(sql.update(_studies).where(_studies.c.study_id == study_id).values(values)).rowcount
