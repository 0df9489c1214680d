"""Log-count ratios: how much more one class has a word than the others, the weights of Naive Bayes."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_ALPHA = 1.0  # added to each count, as in Wang and Manning 2012


def log_count_ratios(presence: "csr_matrix", is_class: np.ndarray) -> np.ndarray:
    """How much more texts of a class have each feature than other texts, as the logarithm of a ratio, (num_features,).

    It is log((A + 1) / (N + 2)), where A of the N texts of the class have the feature, minus the same of the others
    (Wang and Manning 2012, https://aclanthology.org/P12-2018/). A feature that no text has is 0.

    Args:
        presence: shape (n, num_features), 1 where a text has a feature.
        is_class: shape (n,), whether a text is of the class.
    """
    counts = [np.asarray(presence[rows].sum(axis=0), np.float64).ravel() for rows in (is_class, ~is_class)]
    of_class, of_others = (
        np.log(count + _ALPHA) - np.log(rows.sum() + 2 * _ALPHA)
        for count, rows in zip(counts, (is_class, ~is_class), strict=True)
    )
    return np.where(counts[0] + counts[1] > 0, of_class - of_others, 0.0)
