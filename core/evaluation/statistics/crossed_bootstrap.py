"""Bootstrap over seeds and test rows: a second interval that does not take seeds for normally distributed."""

import math
from functools import lru_cache

import numpy as np
from scipy import stats

from core.evaluation.statistics.estimates import CONFIDENCE, Estimate, mean_squares, paired_estimate

_NUM_RESAMPLES = 4_000


def crossed_bootstrap(differences: np.ndarray, seed: int = 0, estimate: Estimate | None = None) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean difference between two arms, over seeds and test rows.

    Seeds are resampled as a whole, as in Owen's bootstrap of crossed factors (2007, Annals of Applied Statistics 1,
    386-411, https://doi.org/10.1214/07-AOAS122). Resampling rows beside them would count the residual variance three
    times, so the mean over rows is drawn instead from its normal limit with the variance that rows
    alone cause. By chance, seeds can vary less than their residual variance; noise makes up for that.

    The percentiles are moved away from the mean to allow for few seeds, as in Hesterberg (2015, American Statistician
    69, 371-386): by sqrt(n / (n - 1)) and by the ratio of Student's to the normal quantile. So the interval is about as
    wide as that of `paired_estimate` where seeds are normally distributed, and lopsided where a few seeds stand out.

    Args:
        differences: as for `paired_estimate`, shape (num_seeds, num_rows), at least two seeds.
        seed: of the resamples; the same seed gives the same interval.
        estimate: `paired_estimate` of the same differences, where it is known already.
    """
    estimate = estimate or paired_estimate(differences)
    num_seeds = len(differences)
    of_seeds, of_rows, residual = mean_squares(differences)
    noise = math.sqrt((of_rows + max(residual - of_seeds, 0.0)) / differences.size)
    weights, noises = _resamples(num_seeds, seed)
    means = weights @ differences.mean(axis=1) + noise * noises
    if np.ptp(means) == 0:
        return estimate.low, estimate.high
    tails = (1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2
    stretch = math.sqrt(num_seeds / (num_seeds - 1)) * stats.t.ppf(tails[1], estimate.df) / stats.norm.ppf(tails[1])
    low, high = estimate.mean + stretch * (np.quantile(means, tails) - estimate.mean)
    return max(-1.0, float(low)), min(1.0, float(high))


@lru_cache(maxsize=16)
def _resamples(num_seeds: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The share of each seed in each resample, and a standard normal number for its rows."""
    draw = np.random.default_rng(seed)
    weights = draw.multinomial(num_seeds, np.full(num_seeds, 1 / num_seeds), _NUM_RESAMPLES) / num_seeds
    return weights, draw.standard_normal(_NUM_RESAMPLES)


def intervals_disagree(estimate: Estimate, bootstrap: tuple[float, float]) -> bool:
    """Whether exactly one of the two intervals of a difference excludes zero, or each does on another side."""
    return _side(estimate.low, estimate.high) != _side(*bootstrap)


def _side(low: float, high: float) -> int:
    """On which side of zero an interval lies; 0 where it includes zero."""
    return int(low > 0) - int(high < 0)
