"""Cost: how long a planned study takes, arm by arm and as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.comparison.planning.duration import BASES, Basis, Duration, FinishedRuns, run_duration
from core.comparison.planning.part_sizes import PartSizes
from core.directions import DIRECTIONS, Direction
from core.runs.study import StudyPlan, arm_config
from core.system.formatting import seconds
from core.training.cost_model import StepTime


@dataclass(frozen=True)
class ArmCost:
    """An arm's timed step and the duration of one of its runs; None where unknown."""

    arm: Direction
    step: StepTime | None
    duration: Duration | None


@dataclass(frozen=True)
class StudyCost:
    """What all runs of a study cost, one after the other."""

    arms: tuple[ArmCost, ...]
    num_seeds: int
    num_splits: int = 1

    @property
    def num_runs(self) -> int:
        return len(self.arms) * self.num_seeds * self.num_splits

    @property
    def seconds(self) -> float | None:
        """At most; None while the duration of an arm is unknown."""
        known = [arm.duration.seconds for arm in self.arms if arm.duration]
        return self.num_seeds * self.num_splits * sum(known) if len(known) == len(self.arms) else None

    @property
    def basis(self) -> Basis:
        """What the weakest estimate is based on."""
        return "timed" if any(arm.duration and arm.duration.basis == "timed" for arm in self.arms) else "finished"

    @property
    def total(self) -> str:
        """`6 runs, about 3 min 20 s`, or the number of runs alone."""
        return f"{self.num_runs} runs" + ("" if self.seconds is None else f", about {seconds(self.seconds)}")

    @property
    def arms_sentence(self) -> str:
        """How long a run of each arm takes; empty while that is unknown."""
        if self.seconds is None:
            return ""
        arms = (
            f"{DIRECTIONS[arm.arm].word} {seconds(arm.duration.seconds)}"
            + (f" ({1000 * arm.step.step_seconds:,.0f} ms a step)" if arm.step else "")
            for arm in self.arms
            if arm.duration
        )
        return f"A run takes at most about: {', '.join(arms)} (estimated {BASES[self.basis]})."


def study_cost(
    plan: StudyPlan, finished: FinishedRuns, steps: Sequence[StepTime | None], sizes: PartSizes | None
) -> StudyCost:
    """The cost of a planned study.

    Args:
        steps: the timed step of each arm.
        sizes: rows of the parts, None where they are unknown.
    """
    arms = (
        ArmCost(arm, step, run_duration(arm_config(plan, arm), finished, step, sizes))
        for arm, step in zip(plan.arms, steps, strict=True)
    )
    return StudyCost(tuple(arms), plan.num_seeds, plan.num_splits)
