"""Label quality: how well a label fits the probabilities of a network that was not trained on its row.

The scores and the rule of confident learning (Northcutt, Jiang and Chuang 2021, https://doi.org/10.1613/jair.1.12125),
as the package cleanlab has them.
"""

from collections.abc import Sequence

import numpy as np


def self_confidence(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The probability of each row's label, (n,).

    Args:
        labels: (n,).
        probabilities: (n, num_classes).
    """
    return np.take_along_axis(probabilities, labels[:, None], axis=1)[:, 0].astype(np.float64)


def normalized_margin(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The probability of each row's label minus that of the most probable other class, from 0 (wrong) to 1, (n,)."""
    of_label = self_confidence(labels, probabilities)
    others = probabilities.astype(np.float64)
    np.put_along_axis(others, labels[:, None], -np.inf, axis=1)
    return (of_label - others.max(axis=1) + 1) / 2


def confident_classes(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """The class that a network confidently predicts for each row, (n,); -1 for none.

    A class is predicted confidently where its probability is at least the mean probability of this class over the rows
    that have its label; of several such classes the most probable one counts.
    """
    num_classes = probabilities.shape[1]
    thresholds = np.full(num_classes, np.inf)
    for number in np.unique(labels):
        thresholds[number] = probabilities[labels == number, number].mean(dtype=np.float64)
    confident = np.where(probabilities >= thresholds, probabilities, -np.inf)
    return np.where(np.isfinite(confident).any(axis=1), confident.argmax(axis=1), -1)


def disputed_labels(labels: np.ndarray, probabilities: Sequence[np.ndarray]) -> np.ndarray:
    """Whether all networks confidently predict the same other class than the label of a row, (n,) bool.

    Args:
        probabilities: of each network, (n, num_classes); at least one.
    """
    classes = np.stack([confident_classes(labels, one) for one in probabilities])
    return (classes == classes[0]).all(axis=0) & (classes[0] >= 0) & (classes[0] != labels)
