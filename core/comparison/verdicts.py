"""Verdicts: whether one arm of a comparison is better than another, in numbers and in words."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from statistics import mean
from typing import Any, Literal

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
from core.system.formatting import percent, points

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
    """Whether arm `b` is better than arm `a`, and how sure one may be.

    Args:
        subject_a, subject_b: what each arm is called in a sentence.
        seeds: those that both arms were trained with.
        estimate: b minus a; with fewer than two seeds of two trained networks only, where nothing is said of the arms.
        probabilities: None with fewer than two seeds.
        decision: what `decide` says; `nothing` with fewer than two seeds.
        between: McNemar's test of each paired seed.
        within: the same of every two seeds of one arm, which differ by chance alone.
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

    @property
    def disagreement(self) -> float:
        """Share of the rows that exactly one arm gets right, the mean over paired seeds."""
        return mean(one.test.disagreement for one in self.between)

    @property
    def seed_disagreement(self) -> float | None:
        """The same between two seeds of one arm; None where no arm has two."""
        return mean(one.test.disagreement for one in self.within) if self.within else None

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain types, with the sentences; ready for JSON."""
        told = asdict(self)
        if math.isinf(self.estimate.df):
            told["estimate"]["df"] = None
        return {
            **told,
            "seeds": list(self.seeds),
            "disagreement": self.disagreement,
            "seed_disagreement": self.seed_disagreement,
            "sentence": sentence(self),
            "noise": noise_sentence(self),
        }


def verdicts(arms: Sequence[Arm], right: Mapping[str, np.ndarray], rope: float, noun: str) -> tuple[Verdict, ...]:
    """A verdict for each pair of arms, the one that Bothways asks about first: both ways against forward.

    Args:
        right: by run id, the rightness of each shared test row, (num_rows,), as `Predictions.right` has it.
        noun: what the test rows are called, such as `texts`.

    Without a shared test row there is none.
    """
    if not all(len(right[run.run_id]) for arm in arms for run in arm.runs):
        return ()
    directions = [arm.direction for arm in arms]
    once = {direction for direction in directions if directions.count(direction) == 1}
    found = [_verdict(a, b, right, rope, noun, once) for a, b in combinations(arms, 2)]
    return tuple(sorted(found, key=lambda one: (one.direction_a, one.direction_b) != ("forward", "bidirectional")))


def decide(estimate: Estimate, chances: Probabilities) -> Decision:
    """Better, worse or the same where that is 95 % probable, else undecided.

    Better and worse need an interval without zero, too: without a region of equivalence, 95 % probable alone would be
    said wrongly of 1 in 20 studies of equal arms in each direction.
    """
    if chances.better >= SURE and estimate.low > 0:
        return "better"
    if chances.worse >= SURE and estimate.high < 0:
        return "worse"
    return "same" if chances.same >= SURE else "undecided"


def sentence(verdict: Verdict) -> str:
    """The verdict in words, with N and interval."""
    a, b = verdict.subject_a, verdict.subject_b
    size = _size(verdict)
    if verdict.decision == "nothing":
        trained = "each was trained with one seed" if not verdict.within else "they have only one seed in common"
        why = trained if verdict.seeds else "they have no seed in common"
        return (
            f"Nothing can be concluded about the architectures: {why}. On the test, {b} was right "
            f"{_compared(verdict.estimate.mean)} {a}; for these two networks alone, {size}."
        )
    chances = verdict.probabilities
    if verdict.decision == "same":
        return (
            f"{_capital(b)} and {a} are practically the same: {points(abs(verdict.estimate.mean))} apart ({size}); "
            f"within {points(verdict.rope)}: {percent(chances.same)}."
        )
    gained = verdict.estimate.mean >= 0
    change = (
        f"gained {points(verdict.estimate.mean)} over" if gained else f"lost {points(-verdict.estimate.mean)} against"
    )
    called, chance = ("better", chances.better) if gained else ("worse", chances.worse)
    if chances.same > chance:
        return f"{_capital(b)} {change} {a} ({size}); most probably practically the same: {percent(chances.same)}."
    return f"{_capital(b)} {change} {a} ({size}); worth calling {called}: {percent(chance)}."


def noise_sentence(verdict: Verdict) -> str:
    """How much of the disagreement between two arms is there between two seeds of one arm already."""
    told = (
        f"{_capital(verdict.subject_a)} and {verdict.subject_b} disagree about {percent(verdict.disagreement, 1)} of "
        f"the {verdict.noun}: only one of them is right."
    )
    if verdict.seed_disagreement is None:
        return f"{told} How much of that is chance, a second seed would tell."
    return f"{told} Two seeds of one architecture already disagree about {percent(verdict.seed_disagreement, 1)}."


def _verdict(
    a: Arm, b: Arm, right: Mapping[str, np.ndarray], rope: float, noun: str, once: Collection[Direction]
) -> Verdict:
    """The verdict on a pair; directions stand for the arms where they say which are meant and how they differ."""
    seeds = tuple(sorted(a.by_seed.keys() & b.by_seed.keys()))
    pairs = [(a.by_seed[seed], b.by_seed[seed]) for seed in seeds] or [(a.runs[0], b.runs[0])]
    chances, decision = None, "nothing"
    if len(seeds) > 1:
        estimate = paired_estimate(np.stack([right[of_b.run_id] - right[of_a.run_id] for of_a, of_b in pairs]))
        chances = probabilities(estimate, rope)
        decision = decide(estimate, chances)
    else:
        of_a, of_b = pairs[0]
        estimate = one_seed_interval(right[of_a.run_id], right[of_b.run_id])
    by_name = not {a.direction, b.direction} <= set(once) or model_differences([a.runs[0].config, b.runs[0].config])
    return Verdict(
        a.name,
        b.name,
        a.direction,
        b.direction,
        a.name if by_name else DIRECTIONS[a.direction].subject,
        b.name if by_name else DIRECTIONS[b.direction].subject,
        seeds,
        estimate,
        chances,
        decision,
        rope,
        tuple(_disagreement(a, of_a, b, of_b, right) for of_a, of_b in pairs),
        tuple(_disagreement(arm, one, arm, other, right) for arm in (a, b) for one, other in combinations(arm.runs, 2)),
        noun,
    )


def _disagreement(a: Arm, of_a: Any, b: Arm, of_b: Any, right: Mapping[str, np.ndarray]) -> Disagreement:
    test = mcnemar(right[of_a.run_id], right[of_b.run_id])
    return Disagreement(a.name, of_a.config.train.seed, b.name, of_b.config.train.seed, test)


def _size(verdict: Verdict) -> str:
    estimate = verdict.estimate
    low, high = (f"{100 * value:.1f}".replace("-", "−") for value in (estimate.low, estimate.high))
    seeds = f"{estimate.num_seeds} seeds, " if verdict.decision != "nothing" else ""
    return f"95 % interval {low} to {high} points; {seeds}{estimate.num_rows:,} test {verdict.noun}"


def _compared(difference: float) -> str:
    if abs(difference) < 0.0005:
        return "as often as"
    return f"{points(abs(difference))} {'more' if difference > 0 else 'less'} often than"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
