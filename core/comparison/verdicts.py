"""Verdicts: whether one arm of a comparison is better than another, and how probable that is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import mean
from typing import Literal

import numpy as np

from core.comparison.arms import Arm
from core.comparison.comparability import model_differences
from core.directions import DIRECTIONS, Direction
from core.evaluation.statistics import (
    Estimate,
    McNemar,
    Probabilities,
    mcnemar,
    one_seed_interval,
    paired_estimate,
    probabilities,
)
from core.models.capacity import Capacity, capacity
from core.runs.run import Run

Decision = Literal["better", "worse", "same", "undecided", "nothing"]
SURE = 0.95


@dataclass(frozen=True)
class Disagreement:
    """McNemar's test of two networks, each named by its arm and seed."""

    a: str
    seed_a: int
    b: str
    seed_b: int
    test: McNemar


@dataclass(frozen=True)
class Verdict:
    """Whether arm `b` is better than arm `a`, and how probable that is.

    Args:
        subject_a, subject_b: the name of each arm in a sentence.
        seeds: the seeds that both arms were trained with.
        estimate: b minus a; with fewer than two seeds it is about two trained networks, not about the arms.
        probabilities: None with fewer than two seeds.
        decision: the result of `decide`; `nothing` with fewer than two seeds.
        between: McNemar's test of each paired seed.
        within: McNemar's test of every two seeds of one arm, which differ by chance alone.
        capacity: the sizes of the two arms' networks.
    """

    a: str
    b: str
    direction_a: Direction
    direction_b: Direction
    subject_a: str
    subject_b: str
    seeds: tuple[int, ...]
    estimate: Estimate
    probabilities: Probabilities | None
    decision: Decision
    rope: float
    between: tuple[Disagreement, ...]
    within: tuple[Disagreement, ...]
    noun: str
    capacity: Capacity

    @property
    def credits_direction(self) -> bool:
        """Whether a gap may be credited to the direction: false where the directions come in different sizes."""
        return self.direction_a == self.direction_b or self.capacity.is_matched

    @property
    def disagreement(self) -> float:
        """Share of the rows that exactly one arm gets right, the mean over paired seeds."""
        return mean(one.test.disagreement for one in self.between)

    @property
    def seed_disagreement(self) -> float | None:
        """The same between two seeds of one arm; None where no arm has two."""
        return mean(one.test.disagreement for one in self.within) if self.within else None


def verdicts(arms: Sequence[Arm], right: Mapping[str, np.ndarray], rope: float, noun: str) -> tuple[Verdict, ...]:
    """A verdict for each pair of arms, bidirectional against forward first.

    Args:
        right: by run id, `Predictions.right` of each shared test row, (num_rows,).
        noun: what the test rows are called, such as `texts`.

    Returns:
        No verdict where the runs share no test row.
    """
    if not all(len(right[run.run_id]) for arm in arms for run in arm.runs):
        return ()
    directions = [arm.direction for arm in arms]
    once = {direction for direction in directions if directions.count(direction) == 1}
    pairs = [_verdict(a, b, right, rope, noun, once) for a, b in combinations(arms, 2)]
    return tuple(sorted(pairs, key=lambda one: (one.direction_a, one.direction_b) != ("forward", "bidirectional")))


def decide(estimate: Estimate, chances: Probabilities) -> Decision:
    """Better, worse or the same where that is 95 % probable, else undecided.

    Better and worse also need an interval without zero: without a region of equivalence, 95 % probability alone would
    wrongly decide 1 in 20 studies of equal arms in each direction.
    """
    if chances.better >= SURE and estimate.low > 0:
        return "better"
    if chances.worse >= SURE and estimate.high < 0:
        return "worse"
    return "same" if chances.same >= SURE else "undecided"


def _verdict(
    a: Arm, b: Arm, right: Mapping[str, np.ndarray], rope: float, noun: str, once: Collection[Direction]
) -> Verdict:
    """The verdict on a pair; its sentences name the directions only where these identify both arms."""
    seeds = tuple(sorted(a.by_seed.keys() & b.by_seed.keys()))
    pairs = [(a.by_seed[seed], b.by_seed[seed]) for seed in seeds] or [(a.runs[0], b.runs[0])]
    chances: Probabilities | None = None
    decision: Decision = "nothing"
    if len(seeds) > 1:
        estimate = paired_estimate(np.stack([right[of_b.run_id] - right[of_a.run_id] for of_a, of_b in pairs]))
        chances = probabilities(estimate, rope)
        decision = decide(estimate, chances)
    else:
        of_a, of_b = pairs[0]
        estimate = one_seed_interval(right[of_a.run_id], right[of_b.run_id])
    configs = a.runs[0].config, b.runs[0].config
    sizes = capacity(*configs)
    by_name = not {a.direction, b.direction} <= set(once) or model_differences(configs) or not sizes.is_matched
    return Verdict(
        a=a.name,
        b=b.name,
        direction_a=a.direction,
        direction_b=b.direction,
        subject_a=a.name if by_name else DIRECTIONS[a.direction].subject,
        subject_b=b.name if by_name else DIRECTIONS[b.direction].subject,
        seeds=seeds,
        estimate=estimate,
        probabilities=chances,
        decision=decision,
        rope=rope,
        between=tuple(_disagreement(a, of_a, b, of_b, right) for of_a, of_b in pairs),
        within=tuple(
            _disagreement(arm, one, arm, other, right) for arm in (a, b) for one, other in combinations(arm.runs, 2)
        ),
        noun=noun,
        capacity=sizes,
    )


def _disagreement(a: Arm, of_a: Run, b: Arm, of_b: Run, right: Mapping[str, np.ndarray]) -> Disagreement:
    test = mcnemar(right[of_a.run_id], right[of_b.run_id])
    return Disagreement(a.name, of_a.config.train.seed, b.name, of_b.config.train.seed, test)
