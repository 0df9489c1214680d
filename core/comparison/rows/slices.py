"""Slices: the gap between two arms on parts of the test rows."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from core.evaluation.statistics import simultaneous_intervals
from core.system.formatting import percent

COLUMNS = ("slice", "group", "num_rows", "gap", "low", "high", "accuracy_a", "accuracy_b")
MIN_ROWS = 50  # a slice of fewer rows is not judged: intervals of few rows miss the true gap too often
_Group = tuple[str, str, np.ndarray]


def slices(test_rows: pd.DataFrame, right_a: np.ndarray, right_b: np.ndarray) -> pd.DataFrame:
    """The gap in each group of test rows, by length, position of the decisive word, unknown words and negation.

    The intervals are simultaneous 95 % intervals over all groups of at least `MIN_ROWS` rows: in 95 of 100 studies all
    of them contain the true gaps. With several seeds, seeds and rows are random samples; with one, the intervals are
    about the two trained networks.

    Args:
        test_rows: as `slice_features` or `sentence_features` returns them, n rows.
        right_a: shape (num_seeds, n), `Predictions.right` of each seed of arm a.
        right_b: the same for arm b and the same rows.

    Returns:
        A row for each group that is not empty: `slice`, `group` (its name), `num_rows`, `gap` (accuracy of b minus that
        of a, a share), `low`, `high` (missing below `MIN_ROWS` rows), `accuracy_a`, `accuracy_b`.
    """
    groups = list(_groups(test_rows))
    members = np.array([rows for *_, rows in groups]).reshape(len(groups), len(test_rows))
    num_rows = members.sum(axis=1)
    of_a, of_b = (members @ np.mean(right, axis=0) / num_rows for right in (right_a, right_b))
    frame = pd.DataFrame([group[:2] for group in groups], columns=list(COLUMNS[:2]))
    frame = frame.assign(num_rows=num_rows, gap=of_b - of_a, low=np.nan, high=np.nan, accuracy_a=of_a, accuracy_b=of_b)
    judged = num_rows >= MIN_ROWS
    differences = np.asarray(right_b, dtype=float) - right_a
    frame.loc[judged, "low"], frame.loc[judged, "high"] = simultaneous_intervals(differences, members[judged])
    return frame


def _groups(rows: pd.DataFrame) -> Iterator[_Group]:
    """Every group that has rows: its slice, its name and a mask of its rows, shape (n,)."""
    of_texts = "negation" in rows  # sentences whose tokens have labels have neither it nor a decisive word
    by = (_by_length, _by_position, _by_unknown_words, _by_negation) if of_texts else (_by_length, _by_unknown_words)
    yield from (group for groups in by for group in groups(rows) if group[2].any())


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
