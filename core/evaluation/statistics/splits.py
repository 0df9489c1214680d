"""Splits: the difference between two arms over several divisions of the same rows into training and test sets."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy import stats

from core.evaluation.statistics.estimates import (
    NO_VARIANCE,
    Estimate,
    constant_estimate,
    paired_estimate,
    t_estimate,
)

MIN_SPLITS = 3  # the variance between two training sets has one degree of freedom, which shows nothing


def split_estimate(by_split: Sequence[np.ndarray], test_share: float) -> Estimate:
    """The mean difference between two arms over splits, seeds and test rows, all as random samples.

    Seeds are nested in splits (no two splits of a study share one). The variance of the mean adds up what comes from
    seeds, from training sets and from test rows:

    - Seeds: the variance between the seeds of a split, divided by all seeds.
    - Rows: the splits draw their test sets from the same rows, so a part of the variance between rows stays however
      many splits there are: two test sets share `test_share` of their rows on average.
    - Training sets: what the gaps of the splits vary by beyond seeds and rows, raised by Nadeau and Bengio's correction
      for training sets that overlap, test_share / (1 - test_share) (2003, Machine Learning 52, 239-281,
      https://doi.org/10.1023/A:1024068626366). A variance of few gaps is more often too small than too large; it is
      divided by its median, so that it is too small in half of the studies. With fewer than `MIN_SPLITS` splits of two
      seeds or more it is left out: the estimate then holds for these training sets only.

    The degrees of freedom are Satterthwaite's. With one split the estimate is `paired_estimate`. The command
    `python -m benchmarks.verdicts splits` shows how many of the intervals hold the true difference.

    Args:
        by_split: right_b - right_a of each paired seed and test row of a split, shape (num_seeds, num_rows), at least
            one seed; a single split needs two.
        test_share: share of all rows in the test set of a split.
    """
    if len(by_split) == 1:
        return paired_estimate(by_split[0])
    num_splits, num_seeds = len(by_split), sum(len(one) for one in by_split)
    num_rows = round(float(np.mean([one.shape[1] for one in by_split])))
    gaps = np.array([one.mean() for one in by_split])
    within = _within_splits(by_split)
    from_sets = 0.0
    if num_splits >= MIN_SPLITS or not within.df:
        expected = within.from_seeds + within.from_rows * (1 - test_share)
        excess = max(float(gaps.var(ddof=1)) / _median(num_splits - 1) - expected, 0.0)
        from_sets = excess * (1 / num_splits + test_share / (1 - test_share))
    from_seeds = within.from_seeds / num_splits
    from_rows = within.from_rows * ((1 - test_share) / num_splits + test_share)
    variance = from_sets + from_seeds + from_rows
    if variance < NO_VARIANCE:
        return replace(constant_estimate(float(gaps.mean()), num_seeds, num_rows), num_splits=num_splits)
    uncertainty = from_sets**2 / (num_splits - 1) + (from_seeds**2 / within.df if within.df else 0.0)
    df = variance**2 / uncertainty if uncertainty else math.inf
    estimate = t_estimate(float(gaps.mean()), math.sqrt(variance), df, num_seeds, num_rows)
    return replace(estimate, num_splits=num_splits)


@lru_cache(maxsize=64)
def _median(df: int) -> float:
    """The median of a variance of so many degrees of freedom, as a share of the true one."""
    return float(stats.chi2.median(df)) / df


@dataclass(frozen=True)
class _Within:
    """The variance of a split's gap that comes from its seeds, with its degrees of freedom, and from its test rows.

    Where no split has two seeds, `df` is 0: seeds cannot be distinguished from training sets, nor rows from chance.
    """

    from_seeds: float
    from_rows: float
    df: int


def _within_splits(by_split: Sequence[np.ndarray]) -> _Within:
    repeated = [one for one in by_split if len(one) > 1]
    if not repeated:
        return _Within(0.0, float(np.mean([one[0].var(ddof=1) / one.shape[1] for one in by_split])), 0)
    weights = [len(one) - 1 for one in repeated]
    of_seed, of_chance, of_row = np.average([_components(one) for one in repeated], axis=0, weights=weights)
    of_seed = max(of_seed, of_chance)  # as in `paired_estimate`: seeds vary by no less than chance on so many rows
    from_seeds = of_seed * np.mean([1 / len(one) for one in by_split])
    return _Within(float(from_seeds), max(float(of_row), 0.0), sum(weights))


def _components(differences: np.ndarray) -> tuple[float, float, float]:
    """The variance of one seed's gap over seeds, that of chance alone, and that of a gap over test rows."""
    num_seeds, num_rows = differences.shape
    by_seed, by_row = differences.mean(axis=1), differences.mean(axis=0)
    residuals = differences - by_seed[:, None] - by_row + differences.mean()
    of_chance = float(np.sum(residuals**2)) / ((num_seeds - 1) * max(1, num_rows - 1)) / num_rows
    of_row = float(by_row.var(ddof=1)) / num_rows - of_chance / num_seeds if num_rows > 1 else 0.0
    return float(by_seed.var(ddof=1)), of_chance, of_row
