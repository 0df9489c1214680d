"""Strata: which rows with several labels are alike, so that a split keeps the share of each label."""

from collections import Counter

import numpy as np


def label_strata(labels: np.ndarray, least: int) -> np.ndarray:
    """A number for each row: that of its combination of labels where so many rows have it, else of its rarest label.

    Rows of a rare combination fall under their rarest label, because that label has fewest rows to spread over the
    parts of a split. Iterative stratification (Sechidis et al. 2011,
    https://link.springer.com/chapter/10.1007/978-3-642-23808-6_10) balances more finely, but has no maintained library
    and draws row by row in Python.

    Args:
        labels: (n, num_labels), 0 or 1.
        least: the fewest rows of a stratum; smaller ones are joined to one, which joins the largest if it is as small.

    Returns:
        Shape (n,), int64.
    """
    keys = [row.tobytes() for row in np.ascontiguousarray(labels.astype(np.int8))]
    sizes = Counter(keys)
    counts = np.where(labels > 0, labels.sum(axis=0), np.iinfo(np.int64).max)
    rarest = np.where(labels.any(axis=1), counts.argmin(axis=1), -1).tolist() if labels.shape[1] else [-1] * len(keys)
    groups: list[object] = [key if sizes[key] >= least else label for key, label in zip(keys, rarest, strict=True)]
    sizes_of_groups = Counter(groups)
    groups = [group if sizes_of_groups[group] >= least else None for group in groups]
    if 0 < groups.count(None) < least and len(set(groups)) > 1:
        largest = Counter(group for group in groups if group is not None).most_common(1)[0][0]
        groups = [largest if group is None else group for group in groups]
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(group, len(numbers)) for group in groups], np.int64)
