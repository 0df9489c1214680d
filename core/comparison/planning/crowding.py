"""Crowding: how many runs of a planned study train best at the same time on this machine, by what was measured."""

from collections.abc import Sequence
from pathlib import Path

from core.comparison.planning.part_sizes import PartSizes
from core.config import RunConfig
from core.runs.study import (
    SideBySide,
    StudyPlan,
    best_side_by_side,
    load_crowds,
    num_final_runs,
    num_search_runs,
    possible_crowds,
    slowest,
)
from core.system.memory import available_bytes
from core.training.cost_model import Crowd, Lengths, StepTime
from core.training.tf_runtime import num_cores


def crowds_of(plan: StudyPlan, is_limited: bool) -> tuple[Crowd, ...]:
    """What may be measured for a study; nothing where the number of runs at a time was set, or on one core."""
    return () if is_limited else possible_crowds(num_cores(), num_final_runs(plan) + num_search_runs(plan))


def is_measured(
    home: Path,
    crowds: Sequence[Crowd],
    configs: Sequence[RunConfig],
    steps: Sequence[StepTime | None],
    num_classes: int,
    lengths: Lengths | None,
) -> bool:
    """Whether a crowd has been measured with the slowest arm; also where there is nothing to measure."""
    place = slowest(configs, steps)
    if not crowds:
        return True
    return place is not None and bool(load_crowds(home, configs[place], num_classes, lengths, crowds))


def measured_side_by_side(
    home: Path,
    crowds: Sequence[Crowd],
    configs: Sequence[RunConfig],
    steps: Sequence[StepTime | None],
    sizes: PartSizes | None,
    num_classes: int,
    lengths: Lengths | None,
) -> SideBySide | None:
    """How the runs of a study train best at the same time; None for one after the other, or while it is unknown.

    Args:
        steps: the timed step of each arm.
    """
    place = slowest(configs, steps)
    if place is None or sizes is None or not crowds:
        return None
    config, alone = configs[place], steps[place]
    measured = load_crowds(home, config, num_classes, lengths, crowds)
    if alone is None or not measured:
        return None
    return best_side_by_side(config, alone, measured, (sizes.train, sizes.validation), available_bytes())
