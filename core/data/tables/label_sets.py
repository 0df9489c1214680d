"""Label sets: cells with several labels, such as `news|sport`, as one column of 0 and 1 for each label."""

from collections import Counter

import numpy as np
import pandas as pd

from core.data.tables.labels import to_classes

_SEPARATORS = ("|", ";", ",")  # that are proposed; a setting may name any other character
_LEAST_SHARE = 0.1  # of the filled cells that hold a separator, before it is proposed


def labels_in(cells: pd.Series, separator: str) -> pd.Series:
    """The labels of all cells one after the other, each with the place of its cell as the index."""
    labels = cells.reset_index(drop=True).str.split(separator, regex=False).explode().str.strip()
    return labels[labels != ""]


def to_label_sets(cells: pd.Series, separator: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Which labels each cell holds; they are named and ordered as classes are (`core.data.tables.labels`).

    The space around a label, and a label that is repeated in one cell, have no effect. An empty cell has no label.

    Returns:
        Shape (n, num_labels), int32, 1 where the row has the label, and the labels' names.
    """
    parts = labels_in(cells, separator)
    if parts.empty:
        return np.zeros((len(cells), 0), np.int32), ()
    numbers, names = to_classes(parts)
    labels = np.zeros((len(cells), len(names)), np.int32)
    labels[parts.index.to_numpy(), numbers] = 1
    return labels, names


def proposed_separator(cells: pd.Series) -> str:
    """The character that seems to separate several labels in the cells of a column; empty where none does.

    The cells split into fewer different labels than there are different cells, as combinations do and as a name with a
    comma (`Bonn, Germany`) does not, and nearly all labels recur.
    """
    filled = Counter(cells[cells.str.strip() != ""])
    for separator in _SEPARATORS:
        if sum(number for cell, number in filled.items() if separator in cell) < _LEAST_SHARE * filled.total():
            continue
        labels: Counter[str] = Counter()
        for cell, number in filled.items():
            labels.update({part.strip(): number for part in cell.split(separator) if part.strip()})
        recurring = sum(number for number in labels.values() if number > 1)
        if 2 <= len(labels) < len(filled) and recurring >= 0.95 * labels.total():
            return separator
    return ""
