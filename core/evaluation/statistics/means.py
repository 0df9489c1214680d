"""Means and shares of single samples, with their standard errors and intervals."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import stats

from core.evaluation.statistics.estimates import CONFIDENCE

_FEW_DISTINCT = 100
_RESAMPLES = 2_000
_NORMAL_975 = 1.959964  # the normal distribution's 97.5 % point


def mean_and_se(values: Sequence[float | None]) -> tuple[float, float, int]:
    """Mean, standard error (NaN for a single value) and number of the values, without missing ones."""
    present = np.array([value for value in values if value is not None and not math.isnan(value)], dtype=float)
    if not len(present):
        return math.nan, math.nan, 0
    error = present.std(ddof=1) / math.sqrt(len(present)) if len(present) > 1 else math.nan
    return float(present.mean()), float(error), len(present)


def bootstrap_interval(values: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of a mean (Efron 1979); the value itself where all values are equal."""
    if len(values) < 2 or np.ptp(values) == 0:
        return float(np.mean(values)), float(np.mean(values))
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) <= _FEW_DISTINCT:  # resampling rows is the same as resampling the counts of the values
        resamples = np.random.default_rng(seed).multinomial(len(values), counts / len(values), _RESAMPLES)
        low, high = np.quantile(resamples @ distinct / len(values), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
        return float(low), float(high)
    interval = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=_RESAMPLES,
        batch=max(1, 4_000_000 // len(values)),
        method="percentile",
        rng=seed,
    ).confidence_interval
    return float(interval.low), float(interval.high)


def wilson(share: Any, number: Any) -> tuple[Any, Any]:
    """The 95 % interval of a share of independent rows, or of columns of shares and numbers.

    Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953.
    """
    squared = _NORMAL_975**2
    middle = (share + squared / (2 * number)) / (1 + squared / number)
    variance = share * (1 - share) / number + squared / (4 * number**2)
    half = _NORMAL_975 * variance**0.5 / (1 + squared / number)
    return middle - half, middle + half
