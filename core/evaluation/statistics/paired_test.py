"""Comparisons of paired right and wrong rows: McNemar's test of two networks, and the ratio of two arms' error odds."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from core.evaluation.statistics.estimates import CONFIDENCE, paired_estimate

EXTREME_ACCURACY = 0.97  # above it, and below 1 minus it, a ratio describes a gap better than points
_FEW_ROWS = 5  # with fewer wrong (or right) rows in an arm, intervals of the ratio miss it too often
_PSEUDO_ROWS = 0.5  # errors and right rows added to each arm: the logarithm of no error is infinite


@dataclass(frozen=True)
class McNemar:
    """Rows that only one of two networks predicts correctly, and how often chance alone splits them as unevenly."""

    only_a: int
    only_b: int
    num_rows: int
    p_value: float

    @property
    def disagreement(self) -> float:
        """Share of the rows that exactly one of the two predicts correctly."""
        return (self.only_a + self.only_b) / self.num_rows


def mcnemar(right_a: np.ndarray, right_b: np.ndarray) -> McNemar:
    """McNemar's exact test of two trained networks on shared rows: binomial, so equal counts have a p of 1.

    It asks whether these two networks differ, not whether their architectures do (Dietterich 1998, Neural Computation
    10(7), 1895-1923). A sequence counts as right when all of its steps are.

    Args:
        right_a, right_b: shape (num_rows,), 1 for a right row and 0 for a wrong one, or the share of right steps.
    """
    a, b = right_a == 1, right_b == 1
    only_a, only_b = int(np.sum(a & ~b)), int(np.sum(~a & b))
    # Both tails of a binomial of 0.5 are alike; `scipy.stats.binomtest` would search for the second one.
    p_value = min(1.0, 2 * float(special.bdtr(min(only_a, only_b), only_a + only_b, 0.5)))
    return McNemar(only_a, only_b, len(a), p_value)


@dataclass(frozen=True)
class ErrorOdds:
    """The odds of an error in arm b divided by those in arm a, with its 95 % interval; below 1, b makes fewer errors.

    `errors_a` and `errors_b` are the wrong rows of one seed, the mean over seeds.
    """

    ratio: float
    low: float
    high: float
    errors_a: float
    errors_b: float
    num_seeds: int
    num_rows: int


def is_extreme(right_a: np.ndarray, right_b: np.ndarray) -> bool:
    """Whether the accuracy of an arm is so near to 0 or 1 that the ratio of the error odds belongs beside points."""
    return any(abs(float(np.mean(right)) - 0.5) > EXTREME_ACCURACY - 0.5 for right in (right_a, right_b))


def error_odds(right_a: np.ndarray, right_b: np.ndarray) -> ErrorOdds | None:
    """The ratio of two arms' odds of an error, over seeds and test rows as random samples.

    A logistic model of rows with the arm as its only effect, fitted as if rows were independent (generalized estimating
    equations: Liang and Zeger 1986, https://doi.org/10.1093/biomet/73.1.13). The variance of its log odds ratio is that
    of the linearized rows over crossed seeds and rows, as in `paired_estimate`. A mixed model with random rows and
    seeds takes seconds to minutes to fit, and a robust variance clustered by row alone ignores seeds.

    Args:
        right_a, right_b: 1 for a right row and 0 for a wrong one, or the share of right steps, (num_seeds, num_rows),
            of the same seeds and rows.

    Returns:
        None where an arm is right, or wrong, on fewer than five rows: too few for an interval.
    """
    wrong_a, wrong_b = 1.0 - right_a, 1.0 - right_b
    num_seeds, num_rows = wrong_a.shape
    counts = [np.sum(np.any(rows > 0, axis=0)) for wrong in (wrong_a, wrong_b) for rows in (wrong, 1 - wrong)]
    if min(counts) < _FEW_ROWS:
        return None
    log_odds_a, of_rows_a = _linearized(wrong_a)
    log_odds_b, of_rows_b = _linearized(wrong_b)
    difference, of_rows = log_odds_b - log_odds_a, of_rows_b - of_rows_a
    if num_seeds > 1:
        estimate = paired_estimate(of_rows)
        standard_error, df = estimate.standard_error, estimate.df
    else:
        standard_error, df = float(np.std(of_rows, ddof=1)) / math.sqrt(num_rows), num_rows - 1.0
    half = standard_error * float(stats.t.ppf((1 + CONFIDENCE) / 2, df))
    ratio, low, high = (math.exp(min(value, 50.0)) for value in (difference, difference - half, difference + half))
    errors_a, errors_b = (float(wrong.sum()) / num_seeds for wrong in (wrong_a, wrong_b))
    return ErrorOdds(ratio, low, high, errors_a, errors_b, num_seeds, num_rows)


def _linearized(wrong: np.ndarray) -> tuple[float, np.ndarray]:
    """The log odds of an error, and by how much each row moves them, times the number of rows."""
    share = (float(wrong.sum()) + _PSEUDO_ROWS) / (wrong.size + 2 * _PSEUDO_ROWS)
    return math.log(share / (1 - share)), (wrong - wrong.mean()) / (share * (1 - share))
