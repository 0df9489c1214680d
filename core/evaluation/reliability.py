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
    predictions = pd.concat([_frame(one, num_bins) for one in networks], ignore_index=True)
    clusters = predictions.groupby(["bin", "row"]).sum()
    bins = clusters.groupby("bin").agg(["sum", "count"])
    count, right = bins["count", "sum"], bins["right", "sum"]
    accuracy, rows = right / count, bins["count", "count"]
    low, high = _intervals(clusters, accuracy, count, rows)
    return pd.DataFrame(
        {
            "confidence": bins["confidence", "sum"] / count,
            "accuracy": accuracy,
            "count": count.astype(int),
            "rows": rows,
            "low": low,
            "high": high,
        }
    ).reset_index(drop=True)


def _frame(network: Predictions, num_bins: int) -> pd.DataFrame:
    """A line for each row and bin of a network's predictions: their number, how many are right, summed confidence."""
    confidence = network.probabilities.max(axis=-1).astype(np.float64)
    right = (network.predicted == network.labels).astype(np.float64)
    num_steps = right.size // len(right)
    return pd.DataFrame(
        {
            "row": np.repeat(network.rows, num_steps),
            "bin": bin_numbers(confidence.ravel(), num_bins),
            "count": 1.0,
            "right": right.ravel(),
            "confidence": confidence.ravel(),
        }
    )


def _intervals(
    clusters: pd.DataFrame, accuracy: pd.Series, count: pd.Series, rows: pd.Series
) -> tuple[pd.Series, pd.Series]:
    from scipy import stats  # takes half a second, which the first page does not wait for

    from core.evaluation.statistics import CONFIDENCE

    share = accuracy.loc[clusters.index.get_level_values("bin")].to_numpy()
    size, right = clusters["count"].to_numpy(), clusters["right"].to_numpy()
    residual = right - share * size
    # the sum of squared residuals of single predictions: each is 1 - share or -share
    single = right * (1 - share) ** 2 + (size - right) * share**2
    sums = pd.DataFrame(
        {"squares": residual**2, "products": residual**2 - single, "sizes": size**2, "pairs": size * (size - 1)},
        index=clusters.index,
    ).groupby("bin").sum()  # fmt: skip
    spread = accuracy * (1 - accuracy)
    expected = (sums["pairs"] * spread).sum()
    correlation = np.clip(sums["products"].sum() / expected, 0, 1) if expected > 0 else 1.0
    of_all = 1 + correlation * (sums["sizes"] / count - 1)
    own = sums["squares"] / count / spread.where(spread > 0) * rows / (rows - 1).clip(lower=1)
    effect = np.fmax(np.fmax(own, of_all), 1.0)
    limit = pd.Series(stats.t.ppf((1 + CONFIDENCE) / 2, (rows - 1).clip(lower=1)), rows.index)
    squared = limit**2
    number: pd.Series = count / effect
    middle = (accuracy + squared / (2 * number)) / (1 + squared / number)
    half = limit * np.sqrt(spread / number + squared / (4 * number**2)) / (1 + squared / number)
    enough = rows >= MIN_ROWS
    return (middle - half).clip(lower=0).where(enough), (middle + half).clip(upper=1).where(enough)
