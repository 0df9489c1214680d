"""Cost: how long a planned study takes, arm by arm and as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.comparison.planning.duration import BASES, Basis, Duration, FinishedRuns, run_duration
from core.comparison.planning.part_sizes import PartSizes
from core.config import RunConfig
from core.runs.study import SideBySide, StudyPlan, arm_config, num_final_runs, num_search_runs
from core.system.formatting import seconds
from core.training.cost_model import StepTime


@dataclass(frozen=True)
class ArmCost:
    """The name of an arm, its timed step and the duration of one of its runs; None where unknown."""

    arm: str
    step: StepTime | None
    duration: Duration | None


@dataclass(frozen=True)
class StudyCost:
    """What all runs of a study cost.

    Args:
        num_runs: those that are compared.
        num_search_runs: those that try candidates before; each takes as long as one that is compared.
        together: how they train at the same time; None for one after the other.
    """

    arms: tuple[ArmCost, ...]
    num_runs: int
    num_search_runs: int = 0
    together: SideBySide | None = None

    @property
    def seconds(self) -> float | None:
        """At most, for all runs; None while the duration of an arm is unknown."""
        one_by_one = self.seconds_one_by_one
        return one_by_one and one_by_one / (self.together.speedup if self.together else 1)

    @property
    def beats_one_process(self) -> bool:
        """Whether training side by side is faster than all runs in one process, which loads TensorFlow only once."""
        if self.seconds is None or self.seconds_one_by_one is None or self.together is None:
            return False
        startups = [arm.step.startup_seconds for arm in self.arms if arm.step]
        saved = (self.num_runs + self.num_search_runs - 1) * min(startups, default=0.0)
        return self.seconds < self.seconds_one_by_one - saved

    @property
    def seconds_one_by_one(self) -> float | None:
        """The same where no two runs train at the same time."""
        known = [arm.duration.seconds for arm in self.arms if arm.duration]
        if len(known) < len(self.arms):
            return None
        return (self.num_runs + self.num_search_runs) / len(self.arms) * sum(known)

    @property
    def basis(self) -> Basis:
        """What the weakest estimate is based on."""
        return "timed" if any(arm.duration and arm.duration.basis == "timed" for arm in self.arms) else "finished"

    @property
    def total(self) -> str:
        """`6 runs, about 3 min 20 s`, or the number of runs alone."""
        search = f" and {self.num_search_runs} of the search" if self.num_search_runs else ""
        return f"{self.num_runs} runs{search}" + ("" if self.seconds is None else f", about {seconds(self.seconds)}")

    @property
    def arms_sentence(self) -> str:
        """How long a run of each arm takes; empty while that is unknown."""
        if self.seconds is None:
            return ""
        arms = (
            f"{arm.arm} {seconds(arm.duration.seconds)}"
            + (f" ({1000 * arm.step.step_seconds:,.0f} ms a step)" if arm.step else "")
            for arm in self.arms
            if arm.duration
        )
        return f"A run takes at most about: {', '.join(arms)} (estimated {BASES[self.basis]})."


def study_cost(
    plan: StudyPlan,
    finished: FinishedRuns,
    steps: Sequence[StepTime | None],
    sizes: PartSizes | None,
    together: SideBySide | None = None,
) -> StudyCost:
    """The cost of a planned study.

    Args:
        steps: the timed step of each arm.
        sizes: rows of the parts, None where they are unknown.
    """
    arms = (
        _arm_cost(plan.labels[arm], arm_config(plan, arm), finished, step, sizes)
        for arm, step in zip(plan.arms, steps, strict=True)
    )
    return StudyCost(tuple(arms), num_final_runs(plan), num_search_runs(plan), together)


def _arm_cost(
    label: str, config: RunConfig, finished: FinishedRuns, step: StepTime | None, sizes: PartSizes | None
) -> ArmCost:
    used = config.dataset.train_rows
    if sizes and used:  # an arm of a learning curve trains on a part of the rows
        sizes = replace(sizes, train=min(used, sizes.train))
    return ArmCost(label, step, run_duration(config, finished, step, sizes))
