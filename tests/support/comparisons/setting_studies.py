"""A study of settings with finished runs, whose accuracies are chosen."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import sqlalchemy as sql

from core.config import RunConfig
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Study, StudyPlan, arm_assignments, members
from core.runs.tables import runs as runs_table

CELLS = ("model.cell=LSTM model.units=2", "model.cell=GRU model.units=2", "model.cell=GRU model.units=4")


def finished_study(
    add_tested: Callable[..., Run],
    config: RunConfig,
    shares: Mapping[str, Sequence[float]],
    num_rows: int = 2_000,
    **changes: object,
) -> tuple[list[Run], Study]:
    """A study and its runs, which get these shares of the rows right, by arm and seed: the easiest ones.

    Args:
        changes: of the plan.
    """
    num_seeds = max(map(len, shares.values()))
    plan = StudyPlan.from_dict({"config": config.to_dict(), "arms": list(shares), "num_seeds": num_seeds, **changes})
    difficulty = np.random.default_rng(0).random(num_rows)
    runs = []
    for member in members(plan):
        of_arm = shares[member.arm]
        place = member.seed - plan.config.train.seed
        if place < len(of_arm):
            right = (difficulty < of_arm[place]).astype(float)
            model = member.config.model
            settings = (*arm_assignments(member.arm), f"model.units={model.units}")
            runs.append(add_tested(model.direction, member.seed, right, *settings))
    return runs, Study("s1", "Cells", plan, 0.0, "")


def stored_study(store: RunStore, runs: Sequence[Run], study: Study) -> Study:
    """The same study in the store, with these runs as its own."""
    stored = store.studies.create(study.plan, study.name)
    ids = runs_table.c.run_id.in_([run.run_id for run in runs])
    with store._engine.begin() as connection:
        connection.execute(sql.update(runs_table).where(ids).values(study_id=stored.study_id))
    return stored
