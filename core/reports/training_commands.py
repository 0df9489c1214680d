"""The command lines that train a run or a study again."""

import shlex
from collections.abc import Iterator

from core.config import RunConfig, flatten
from core.config.assignments import as_word
from core.runs.study import StudyPlan


def study_command(plan: StudyPlan) -> str:
    """The line that trains a study again."""
    arms = (
        ["--arms", ",".join(plan.arms)]
        if plan.compares_directions
        else [word for arm in plan.arms for word in ("--arm", arm)]
    )
    options = [*arms, "--width", plan.width, "--num-seeds", plan.num_seeds, "--rope", plan.rope]
    options += ["--num-splits", plan.num_splits] if plan.num_splits > 1 else []
    options += [word for line in plan.search for word in ("--search", line)]
    return shlex.join(["python", "-m", "core", "study", *map(str, options), *_assignments(plan.config)])


def train_command(config: RunConfig) -> str:
    """The line that trains a run again."""
    return shlex.join(["python", "-m", "core", "train", *_assignments(config)])


def _assignments(config: RunConfig) -> Iterator[str]:
    """The settings that are not the defaults, as options of the command line."""
    defaults = flatten(RunConfig())
    for name, value in flatten(config).items():
        if value != defaults[name]:
            yield from ("--set", f"{name}={as_word(value)}")
