"""Verdict: whether one arm of a comparison is better than another, how probable that is, and what speaks against
saying so."""

from dataclasses import dataclass
from statistics import mean

from core.comparison.verdicts.shared_results import SplitGap
from core.comparison.verdicts.withholding import Reason
from core.directions import Direction
from core.evaluation.statistics import Decision, Estimate, McNemar, Probabilities, intervals_disagree
from core.models.capacity import Capacity


@dataclass(frozen=True)
class Disagreement:
    """McNemar's test of two networks of one split, each named by its arm and seed."""

    a: str
    seed_a: int
    b: str
    seed_b: int
    test: McNemar
    split: int = 0


@dataclass(frozen=True)
class Verdict:
    """Whether arm `b` is better than arm `a`, and how probable that is.

    Args:
        subject_a, subject_b: the name of each arm in a sentence.
        seeds: the seeds that both arms were trained with, on all splits.
        estimate: b minus a; with fewer than two seeds it is about two trained networks, not about the arms.
        bootstrap: the interval of `crossed_bootstrap` for the same seeds; None with fewer than two or several splits.
        probabilities: None with fewer than two seeds.
        decision: on this pair; `nothing` with fewer than two seeds.
        between: McNemar's test of each paired seed.
        within: McNemar's test of every two seeds of one arm and split, which differ by chance alone.
        splits: the gap on each split.
        capacity: the sizes of the two arms' networks.
        withheld: why nothing is decided, whatever the numbers say.
        failed_a, failed_b: the seeds of each arm whose networks learned nothing; a pair with one is not in `estimate`,
            unless too few others remain.
        num_seeds_a, num_seeds_b: the seeds of each arm, failed ones included.
        of_all_seeds: the estimate with those; None without any.
        majority: the accuracy of always predicting the most frequent class.
        best_baseline: the name of the most accurate baseline; None without any.
        below_baseline: whether both arms are less accurate than that, by their 95 % intervals.
        num_pairs: the pairs of arms that are decided together.
        omnibus_p: of the test that none of all arms differs; None for a single pair and for several splits.
        looks: the number of seeds at each look at a result, the present one last.
        is_planned: whether the runs are one study, whose looks are known.
        level: the share of wrong decisions that this look may cause.
        differs_by_plan: whether the arms are sets of settings that a study compares, other than directions alone: the
            verdict is about these settings, which their names say.
        adjusted_p: the p-value of the decision, adjusted for the number of pairs; None with fewer than two seeds.
    """

    a: str
    b: str
    direction_a: Direction
    direction_b: Direction
    subject_a: str
    subject_b: str
    seeds: tuple[int, ...]
    estimate: Estimate
    bootstrap: tuple[float, float] | None
    probabilities: Probabilities | None
    decision: Decision
    rope: float
    between: tuple[Disagreement, ...]
    within: tuple[Disagreement, ...]
    splits: tuple[SplitGap, ...]
    noun: str
    capacity: Capacity
    withheld: tuple[Reason, ...]
    failed_a: tuple[int, ...]
    failed_b: tuple[int, ...]
    num_seeds_a: int
    num_seeds_b: int
    of_all_seeds: Estimate | None
    majority: float
    best_baseline: str | None
    below_baseline: bool
    num_pairs: int
    omnibus_p: float | None
    looks: tuple[int, ...]
    is_planned: bool
    level: float
    adjusted_p: float | None
    differs_by_plan: bool = False

    @property
    def credits_direction(self) -> bool:
        """Whether a gap may be credited to what the arms are called: false for directions of different sizes."""
        return self.direction_a == self.direction_b or self.capacity.is_matched or self.differs_by_plan

    @property
    def states_chances(self) -> bool:
        """Whether worse, same and better have probabilities that say something: not where no network learned."""
        return self.probabilities is not None and "untrained" not in self.withheld

    @property
    def compared_seeds(self) -> tuple[int, ...]:
        """The paired seeds of `estimate`: those that learned in both arms, or all where fewer than two did."""
        learned = tuple(seed for seed in self.seeds if seed not in self.failed_a and seed not in self.failed_b)
        return learned if len(learned) > 1 else self.seeds

    @property
    def bootstrap_disagrees(self) -> bool:
        """Whether only one of the two intervals, Student's and the bootstrap's, excludes zero."""
        return self.bootstrap is not None and intervals_disagree(self.estimate, self.bootstrap)

    @property
    def disagreement(self) -> float:
        """Share of the rows that exactly one arm gets right, the mean over paired seeds."""
        return mean(one.test.disagreement for one in self.between)

    @property
    def seed_disagreement(self) -> float | None:
        """The same between two seeds of one arm; None where no arm has two."""
        return mean(one.test.disagreement for one in self.within) if self.within else None
