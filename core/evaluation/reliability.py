"""Reliability: accuracy by confidence of several networks on shared rows, with intervals that count each row once."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.evaluation.metrics import bin_numbers
from core.evaluation.predictions import Predictions

MIN_ROWS = 10  # with fewer rows, the correlation within rows cannot be estimated, and a bin gets no interval
NUM_BINS = 10


def reliability(networks: Sequence[Predictions], num_bins: int = NUM_BINS) -> pd.DataFrame:
    """Accuracy by confidence over all networks, with 95 % intervals of these networks' accuracy on new test rows.

    The networks of several seeds are right and wrong on the same rows, and so are the steps of a sequence. The interval
    is therefore Wilson's (1927) with an effective number of predictions: their number divided by the design effect,
    the variance with rows as clusters over that of independent predictions (Kish 1965; Dean and Pagano 2015,
    https://doi.org/10.1093/jssam/smv024), and with Student's t of the number of rows minus 1. The design effect is the
    larger one of the bin's own and the one that the correlation within the rows of all bins gives: the own one is too
    small where few predictions are wrong.

    Args:
        networks: at least one; rows are matched by their number in the data set.
        num_bins: equally wide bins of the predicted class's probability.

    Returns:
        A row for each bin that has predictions: `confidence` (the mean), `accuracy`, `count` (predictions, or steps, of
        all networks), `rows` (different test rows), `low` and `high` (NaN with fewer than `MIN_ROWS` rows).
    """
    rows, of_row = np.unique(np.concatenate([_rows_of_steps(one) for one in networks]), return_inverse=True)
    confidence = np.concatenate([one.probability_of_predicted[one.is_labelled] for one in networks])
    right = np.concatenate([(one.predicted == one.labels)[one.is_labelled] for one in networks]).astype(np.float64)
    places = of_row * num_bins + bin_numbers(confidence, num_bins) - 1
    size, num_right, summed = (
        np.bincount(places, weights, len(rows) * num_bins).reshape(len(rows), num_bins)
        for weights in (None, right, confidence)
    )
    used = size.any(axis=0)
    size, num_right, summed = size[:, used].astype(np.float64), num_right[:, used], summed[:, used]
    count, num_rows = size.sum(axis=0), (size > 0).sum(axis=0)
    low, high = _intervals(size, num_right)
    return pd.DataFrame(
        {
            "confidence": summed.sum(axis=0) / count,
            "accuracy": num_right.sum(axis=0) / count,
            "count": count.astype(int),
            "rows": num_rows,
            "low": np.where(num_rows >= MIN_ROWS, low, np.nan),
            "high": np.where(num_rows >= MIN_ROWS, high, np.nan),
        }
    )


def _rows_of_steps(network: Predictions) -> np.ndarray:
    """The row of each prediction: of each step, where steps have labels."""
    return network.rows[np.nonzero(network.is_labelled)[0]]


def _intervals(size: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each bin's accuracy, (num_bins,).

    Args:
        size, right: predictions, and right ones, of each row in each bin, (num_rows, num_bins).
    """
    from scipy import stats  # takes half a second, which the first page does not wait for

    from core.evaluation.statistics import CONFIDENCE

    count, rows = size.sum(axis=0), (size > 0).sum(axis=0)
    accuracy = right.sum(axis=0) / count
    spread = accuracy * (1 - accuracy)
    squares = ((right - accuracy * size) ** 2).sum(axis=0)
    # pairs of predictions of one row: what is left of the squares without those of single predictions
    products = squares - count * spread
    expected = ((size * (size - 1)).sum(axis=0) * spread).sum()
    correlation = np.clip(products.sum() / expected, 0, 1) if expected > 0 else 1.0
    of_all = 1 + correlation * ((size**2).sum(axis=0) / count - 1)
    degrees = np.maximum(rows - 1, 1)
    own = np.divide(squares * rows / degrees, count * spread, out=np.ones_like(spread), where=spread > 0)
    number = count / np.maximum(np.maximum(own, of_all), 1)
    limit = stats.t.ppf((1 + CONFIDENCE) / 2, degrees)
    squared = limit**2
    middle = (accuracy + squared / (2 * number)) / (1 + squared / number)
    half = limit * np.sqrt(spread / number + squared / (4 * number**2)) / (1 + squared / number)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)
