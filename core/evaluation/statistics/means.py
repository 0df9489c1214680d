"""Means and shares of single samples, with their standard errors and intervals."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

_NORMAL_975 = 1.959964  # the normal distribution's 97.5 % point


def mean_and_se(values: Sequence[float | None]) -> tuple[float, float, int]:
    """Mean, standard error (NaN for a single value) and number of the values, without missing ones."""
    present = np.array([value for value in values if value is not None and not math.isnan(value)], dtype=float)
    if not len(present):
        return math.nan, math.nan, 0
    error = present.std(ddof=1) / math.sqrt(len(present)) if len(present) > 1 else math.nan
    return float(present.mean()), float(error), len(present)


def wilson(share: Any, number: Any) -> tuple[Any, Any]:
    """The 95 % interval of a share of independent rows, or of columns of shares and numbers.

    Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953.
    """
    squared = _NORMAL_975**2
    middle = (share + squared / (2 * number)) / (1 + squared / number)
    variance = share * (1 - share) / number + squared / (4 * number**2)
    half = _NORMAL_975 * variance**0.5 / (1 + squared / number)
    return middle - half, middle + half
