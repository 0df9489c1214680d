"""Slices: the gap between two arms on parts of the test rows."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.evaluation.statistics import bootstrap_interval
from core.system.formatting import percent

COLUMNS = ("slice", "group", "num_rows", "gap", "low", "high", "accuracy_a", "accuracy_b")
FEW_ROWS = 10  # a bootstrap of fewer rows is too narrow
_Group = tuple[str, str, np.ndarray]


def slices(test_rows: pd.DataFrame, right_a: np.ndarray, right_b: np.ndarray) -> pd.DataFrame:
    """The gap in each group of test rows, by length, position of the decisive word, unknown words and negation.

    The 95 % interval is a percentile bootstrap over rows of each row's mean difference (Efron 1979): the uncertainty
    from the choice of test texts, for these trained networks. In a group of fewer than `FEW_ROWS` rows it is the whole
    range. Where all rows have the same difference, it is three events in `num_rows` wide on each side (the rule of
    three: Hanley and Lippman-Hand 1983, https://doi.org/10.1001/jama.1983.03330370053031).

    Args:
        test_rows: as `slice_features` returns them, n rows.
        right_a: shape (num_seeds, n), `Predictions.right` of each seed of arm a.
        right_b: the same for arm b and the same rows.

    Returns:
        A row for each group that is not empty: `slice`, `group` (its name), `num_rows`, `gap` (accuracy of b minus that
        of a, a share), `low`, `high`, `accuracy_a`, `accuracy_b`.
    """
    of_a, of_b = np.mean(right_a, axis=0), np.mean(right_b, axis=0)
    gaps = []
    for name, group, members in _groups(test_rows):
        difference = of_b[members] - of_a[members]
        accuracies = of_a[members].mean(), of_b[members].mean()
        gaps.append((name, group, len(difference), difference.mean(), *_interval(difference), *accuracies))
    return pd.DataFrame(gaps, columns=list(COLUMNS))


def _interval(difference: np.ndarray) -> tuple[float, float]:
    if len(difference) < FEW_ROWS:
        return -1.0, 1.0
    if np.ptp(difference) == 0:
        half = 3 / len(difference)
        return max(-1.0, difference[0] - half), min(1.0, difference[0] + half)
    return bootstrap_interval(difference)


def _groups(rows: pd.DataFrame) -> Iterator[_Group]:
    """Every group that has rows: its slice, its name and a mask of its rows, shape (n,)."""
    groups = (*_by_length(rows), *_by_position(rows), *_by_unknown_words(rows), *_by_negation(rows))
    yield from (group for group in groups if group[2].any())


def _by_length(rows: pd.DataFrame) -> Iterator[_Group]:
    lengths = rows["num_words"].to_numpy()
    for members in _thirds(lengths):
        low, high = lengths[members].min(), lengths[members].max()
        yield "length", f"{high:,} words" if low == high else f"{low:,} to {high:,} words", members


def _by_position(rows: pd.DataFrame) -> Iterator[_Group]:
    third = np.minimum(np.floor(rows["decisive_position"].to_numpy() * 3), 2)  # the last word is in the last third
    for number, word in enumerate(("first", "middle", "last")):
        yield "position of the decisive word", f"{word} third", third == number


def _by_unknown_words(rows: pd.DataFrame) -> Iterator[_Group]:
    shares = rows["unknown_share"].to_numpy()
    yield "unknown words", "none", shares == 0
    some = np.flatnonzero(shares > 0)
    for members in _thirds(shares[some]):
        within = np.zeros(len(shares), bool)
        within[some[members]] = True
        low, high = (percent(share, 1) for share in (shares[within].min(), shares[within].max()))
        yield "unknown words", low if low == high else f"{low} to {high}", within


def _by_negation(rows: pd.DataFrame) -> Iterator[_Group]:
    negation = rows["negation"].to_numpy(bool)
    yield "negation", "with negation", negation
    yield "negation", "without negation", ~negation


def _thirds(values: np.ndarray) -> Iterator[np.ndarray]:
    """A mask of each third of the values; equal values stay together, so there may be fewer groups."""
    if not len(values):
        return
    edges = np.unique(np.quantile(values, [1 / 3, 2 / 3], method="inverted_cdf"))
    number = np.searchsorted(edges, values)
    yield from (number == group for group in np.unique(number))
