"""Simultaneous intervals: the differences in several groups of test rows, corrected for their number."""

import math
from functools import lru_cache

import numpy as np
from scipy import stats

from core.evaluation.statistics.estimates import CONFIDENCE

_NUM_DRAWS = 20_000
_NO_VARIANCE = 1e-9


def simultaneous_intervals(differences: np.ndarray, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % intervals that contain the mean differences of all groups at once in 95 of 100 studies.

    Seeds and rows are crossed random factors in each group, as in `paired_estimate`; with one seed, the intervals are
    about the two trained networks. Three changes are for small and for many groups:

    - The ratio of a group's seed variance to its residual variance counts as no less than the mean ratio of all groups,
      since a few seeds alone estimate a variance poorly.
    - The critical value is that of the largest |t| of all groups (max-t: Hothorn, Bretz and Westfall 2008,
      https://doi.org/10.1002/bimj.200810425), simulated under the same estimator as if all variance came from seeds,
      for the less favourable of two correlations of the seeds' effects on the groups.
    - Half of z squared rows are added that differ, for either arm as often (Bonett and Price 2012,
      https://doi.org/10.3102/1076998611411915), since few rows of a group may differ. The intervals surround the
      differences with these rows, so they can be asymmetric around the differences without them.

    Args:
        differences: right_b - right_a of each paired seed and test row, shape (num_seeds, num_rows).
        groups: the rows of each group, shape (num_groups, num_rows), boolean, each with two rows or more. They may
            overlap.

    Returns:
        The lower and the upper end of each group's interval, each of shape (num_groups,).
    """
    if not len(groups):
        return np.empty(0), np.empty(0)
    num_rows = groups.sum(axis=1)
    mean, variance = _means_and_variances(differences, groups.astype(float), num_rows)
    tail = 1 - (1 - CONFIDENCE) / 2 / len(groups)
    z = stats.norm.ppf(tail)
    critical = _critical_value(len(differences), len(groups)) * stats.t.ppf(tail, num_rows - 1) / z
    added = z**2 / 2
    middle = mean * num_rows / (num_rows + added)
    half = critical * np.sqrt(variance * num_rows**2 + added) / (num_rows + added)
    low, high = np.minimum(middle - half, mean), np.maximum(middle + half, mean)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _means_and_variances(
    differences: np.ndarray, members: np.ndarray, num_rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The mean difference of each group and the variance of this mean."""
    num_seeds = len(differences)
    by_seed = differences @ members.T / num_rows
    by_row = differences.mean(axis=0)
    mean = by_seed.mean(axis=0)
    squares_of_rows = num_seeds * np.maximum(members @ by_row**2 - num_rows * mean**2, 0.0)
    ms_row = squares_of_rows / (num_rows - 1)
    if num_seeds == 1:
        return mean, ms_row / num_rows
    squares = members @ np.sum(differences**2, axis=0) - num_seeds * num_rows * mean**2
    squares_of_seeds = num_rows * np.sum((by_seed - mean) ** 2, axis=0)
    ms_seed = squares_of_seeds / (num_seeds - 1)
    residual = np.maximum(squares - squares_of_seeds - squares_of_rows, 0.0)
    ms_residual = residual / ((num_seeds - 1) * (num_rows - 1))
    ratios = np.divide(ms_seed, ms_residual, out=np.ones(len(members)), where=ms_residual > _NO_VARIANCE)
    of_seeds = np.maximum(ms_seed, ms_residual * max(1.0, float(ratios.mean())))
    return mean, (of_seeds + np.maximum(ms_row - ms_residual, 0.0)) / (num_seeds * num_rows)


@lru_cache(maxsize=64)
def _critical_value(num_seeds: int, num_groups: int) -> float:
    """The 95 % point of the largest |t| of all groups where variance comes from seeds, simulated under the estimator.

    It is the larger of two cases: the seeds have the same effect on all groups; their effects are alike on all groups
    but one, on which they are so much larger that the mean ratio does not help it.
    """
    if num_seeds == 1:
        return float(stats.norm.ppf(1 - (1 - CONFIDENCE) / 2 / num_groups))
    points = []
    for correlation in (1.0, 0.7):
        errors, estimated = _draws(num_seeds, num_groups, correlation)
        variances = np.maximum(estimated, estimated.mean(axis=1, keepdims=True))
        if correlation < 1:
            (errors[:, :1], variances[:, :1]) = _draws(num_seeds, 1, 0.0)
        largest = np.max(np.abs(errors) / np.sqrt(variances), axis=1)
        points.append(float(np.quantile(largest, CONFIDENCE)))
    return max(points)


def _draws(num_seeds: int, num_groups: int, correlation: float) -> tuple[np.ndarray, np.ndarray]:
    """Standard normal errors of the means of groups and estimates of their variance, each (_NUM_DRAWS, num_groups)."""
    draw = np.random.default_rng(num_groups)
    shape = _NUM_DRAWS, num_groups
    common, own = math.sqrt(correlation), math.sqrt(1 - correlation)
    errors = common * draw.standard_normal((_NUM_DRAWS, 1)) + own * draw.standard_normal(shape)
    # The seeds' deviations are rotated so that all of their common part is in the first. It is stratified, not drawn at
    # random: with few seeds, its smallest values determine the result.
    squares = stats.chi2.ppf((np.arange(_NUM_DRAWS)[:, None] + 0.5) / _NUM_DRAWS, num_seeds - 1)
    first = common * np.sqrt(squares) + own * draw.standard_normal(shape)
    others = own**2 * draw.chisquare(num_seeds - 2, shape) if num_seeds > 2 else 0.0
    return errors, (first**2 + others) / (num_seeds - 1)
