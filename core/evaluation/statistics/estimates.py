"""Estimates: the difference between two arms with its 95 % interval, over seeds and test rows."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import optimize, special, stats

CONFIDENCE = 0.95
NO_VARIANCE = 1e-12
_NUM_SCALES = 400
_LEAST_DF, _MAX_DF = 0.5, 1e9


@dataclass(frozen=True)
class Estimate:
    """A difference in accuracy, b minus a, as a share, with its 95 % interval.

    `df` are the degrees of freedom of the interval's Student's t. `num_seeds` counts the paired seeds of all splits,
    `num_rows` the test rows of a split.
    """

    mean: float
    low: float
    high: float
    standard_error: float
    df: float
    num_seeds: int
    num_rows: int
    num_splits: int = 1


def paired_estimate(differences: np.ndarray) -> Estimate:
    """The mean difference between two architectures over seeds and test rows, both as random samples.

    Seeds and rows are crossed random factors, like raters and cases in studies of diagnostic tests: the variance of the
    mean is (MS_seed + max(MS_row - MS_residual, 0)) / (num_seeds num_rows) (Hillis 2007, Statistics in Medicine 26,
    596-619, https://doi.org/10.1002/sim.2532).

    The interval takes into account that few seeds say little about MS_seed, as Fisher's solution of the Behrens-Fisher
    problem does: MS_seed (num_seeds - 1) / chi-squared takes its place, with num_seeds - 1 degrees of freedom. It is
    Student's paired interval where seeds decide, and the normal one where rows do. How often such intervals hold the
    true difference is measured in docs/statistics.md.

    Args:
        differences: right_b - right_a of each paired seed and test row, shape (num_seeds, num_rows), at least two
            seeds; -1, 0 or 1, or anything between them where a row is a sequence of steps.
    """
    num_seeds, num_rows = differences.shape
    mean = float(differences.mean())
    seeds, between_rows, residual = mean_squares(differences)
    variance = (seeds + between_rows or residual) / differences.size
    if variance < NO_VARIANCE:
        return constant_estimate(mean, num_seeds, num_rows)
    standard_error = math.sqrt(variance)
    possible = seeds * _scales(num_seeds - 1) + between_rows
    df = _matched_df(np.sqrt(possible / differences.size) / standard_error) if possible.any() else math.inf
    return t_estimate(mean, standard_error, df, num_seeds, num_rows)


def mean_squares(differences: np.ndarray) -> tuple[float, float, float]:
    """MS_seed, MS_row - MS_residual (0 where that is negative) and MS_residual of paired differences.

    Args:
        differences: as for `paired_estimate`.
    """
    num_seeds, num_rows = differences.shape
    by_seed, by_row = differences.mean(axis=1), differences.mean(axis=0)
    mean = by_seed.mean()
    squares_seed = num_rows * np.sum((by_seed - mean) ** 2)
    squares_row = num_seeds * np.sum((by_row - mean) ** 2)
    total = np.vdot(differences, differences) - differences.size * mean**2
    residual = max(0.0, float(total - squares_seed - squares_row))
    df_rows = max(1, num_rows - 1)
    ms_seed, ms_row, ms_residual = squares_seed / (num_seeds - 1), squares_row / df_rows, residual / df_rows
    ms_residual /= num_seeds - 1
    return float(ms_seed), max(float(ms_row) - ms_residual, 0.0), ms_residual


def one_seed_interval(right_a: np.ndarray, right_b: np.ndarray) -> Estimate:
    """The difference between two trained networks, with the uncertainty from the number of test rows.

    It says nothing about their architectures: another seed gives other networks. For rows that are right or wrong, the
    interval is Agresti and Min's (2005, Statistics in Medicine 24, 729-740), with half a row added to each cell of the
    table; for sequences with a share of right steps, it is Student's.

    Args:
        right_a, right_b: shape (num_rows,), 1 for a right row and 0 for a wrong one, or a share.
    """
    differences = right_b - right_a
    mean = float(np.mean(differences))
    if np.isin(differences, (-1.0, 0.0, 1.0)).all():
        low, high, standard_error = _of_paired_shares(differences)
        return Estimate(mean, low, high, standard_error, math.inf, 1, len(differences))
    if len(differences) < 2 or np.ptp(differences) == 0:
        return constant_estimate(mean, 1, len(differences))
    standard_error = float(np.std(differences, ddof=1) / math.sqrt(len(differences)))
    return t_estimate(mean, standard_error, len(differences) - 1, 1, len(differences))


def t_estimate(mean: float, standard_error: float, df: float, num_seeds: int, num_rows: int) -> Estimate:
    """An estimate with Student's interval."""
    half = standard_error * float(special.stdtrit(df, (1 + CONFIDENCE) / 2))
    return Estimate(mean, max(-1.0, mean - half), min(1.0, mean + half), standard_error, float(df), num_seeds, num_rows)


@lru_cache(maxsize=64)
def _scales(df: int) -> np.ndarray:
    """By how much a mean square of few degrees of freedom may be too small: equally probable values of df / chi2."""
    return df / stats.chi2.ppf((np.arange(_NUM_SCALES) + 0.5) / _NUM_SCALES, df)


def _matched_df(scales: np.ndarray) -> float:
    """The degrees of freedom of the Student's t with the 97.5 % point of this scale mixture of normal distributions."""
    tail = (1 - CONFIDENCE) / 2
    exceeding = lambda point: special.ndtr(-point / scales).mean() - tail  # noqa: E731
    normal = float(-special.ndtri(tail))
    point = optimize.brentq(exceeding, 0.0, 2 * normal * scales.max())
    if point <= normal * (1 + 1e-6):
        return math.inf
    return float(optimize.brentq(lambda df: special.stdtrit(df, 1 - tail) - point, _LEAST_DF, _MAX_DF))


def constant_estimate(mean: float, num_seeds: int, num_rows: int) -> Estimate:
    """Where all rows have the same difference, its interval has the width of that of no difference on as many rows."""
    low, high, standard_error = _of_paired_shares(np.zeros(num_rows))
    return Estimate(mean, max(-1.0, mean + low), min(1.0, mean + high), standard_error, math.inf, num_seeds, num_rows)


def _of_paired_shares(differences: np.ndarray) -> tuple[float, float, float]:
    """Agresti and Min's interval and its standard error for differences of -1, 0 or 1."""
    number = len(differences) + 2
    for_b, for_a = np.sum(differences > 0) + 0.5, np.sum(differences < 0) + 0.5
    middle = (for_b - for_a) / number
    standard_error = math.sqrt((for_a + for_b) - (for_b - for_a) ** 2 / number) / number
    half = float(special.ndtri((1 + CONFIDENCE) / 2)) * standard_error
    return max(-1.0, middle - half), min(1.0, middle + half), standard_error
