"""The expected best score of a search by the number of trials (Dodge and others, 2019)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ExpectedBest:
    """The best of `num_trials` trials: its expected score, and one standard deviation below and above it."""

    num_trials: int
    mean: float
    low: float
    high: float


def expected_best(scores: Sequence[float], maximizes: bool = True) -> tuple[ExpectedBest, ...]:
    """The expected best score of 1, 2, ... up to as many trials as there are scores.

    The best of n independent draws from the scores is at most the i-th smallest of N with probability (i/N)^n. That
    is exact for trials whose settings are drawn at random, and an estimate for others. The band ends at the lowest and
    the highest score.

    Args:
        scores: of all trials, in any order.
        maximizes: whether larger scores are better.

    Source: Dodge, Gururangan, Card, Schwartz and Smith 2019, https://aclanthology.org/D19-1224/, section 3.
    """
    if not scores:
        return ()
    sign = 1 if maximizes else -1
    ordered = np.sort(sign * np.asarray(scores, dtype=float))
    num = len(ordered)
    budgets = np.arange(1, num + 1)[:, None]
    at_most = (np.arange(num + 1) / num)[None, :] ** budgets
    shares = np.diff(at_most, axis=1)  # of each score, the probability that it is the best
    means = shares @ ordered
    deviations = np.sqrt(np.maximum(shares @ ordered**2 - means**2, 0))
    lows, highs = (np.clip(means + shift * deviations, ordered[0], ordered[-1]) for shift in (-1, 1))
    if not maximizes:
        means, lows, highs = -means, -highs, -lows
    triples = zip(means, lows, highs, strict=True)
    return tuple(ExpectedBest(number, *map(float, triple)) for number, triple in enumerate(triples, start=1))


def best_so_far(scores: Sequence[float | None], maximizes: bool = True) -> tuple[float | None, ...]:
    """The best score among the first trials, after each of them; None until one has a score."""
    best: float | None = None
    course = []
    for score in scores:
        if score is not None:
            best = score if best is None else max(best, score) if maximizes else min(best, score)
        course.append(best)
    return tuple(course)
