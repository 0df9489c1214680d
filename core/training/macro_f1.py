"""Macro F1: the mean F1 of the classes, which unbalanced classes do not hide."""

from typing import Literal

import numpy as np


def macro_f1(actual: np.ndarray, predicted: np.ndarray, num_classes: int) -> float:
    """The mean of every class's F1, each with the same weight; a class that is neither present nor predicted counts 0.

    See https://scikit-learn.org/stable/modules/generated/sklearn.metrics.f1_score.html.

    Args:
        actual: class numbers, of rows or of steps, any shape.
        predicted: class numbers of the same shape.
    """
    from sklearn.metrics import f1_score  # takes over a second, which the app does not wait for

    classes = range(num_classes)
    return float(f1_score(actual.ravel(), predicted.ravel(), labels=classes, average="macro", zero_division=0))


def label_f1(actual: np.ndarray, predicted: np.ndarray, average: Literal["macro", "micro"]) -> float:
    """F1 over labels of which a text may have several: their mean, or that of all texts and labels together.

    A label that no text has or is predicted to have counts 0.

    Args:
        actual, predicted: 0 or 1, (n, num_labels).
    """
    from sklearn.metrics import f1_score

    return float(f1_score(actual, predicted, average=average, zero_division=0))


def macro_f1_of_outputs(actual: np.ndarray, outputs: np.ndarray) -> float:
    """The macro F1 of a network's outputs.

    Args:
        actual: class numbers, (n,) or of each step (n, steps); 0 or 1 for each label of texts that may have several,
            (n, num_labels).
        outputs: (..., num_classes), or (..., 1) with the probability of the second of two classes; the probability of
            each label, of the same shape as `actual`.
    """
    if actual.shape == outputs.shape:
        return label_f1(actual, outputs > 0.5, "macro")
    if outputs.shape[-1] == 1:
        return macro_f1(actual, outputs[..., 0] > 0.5, 2)
    return macro_f1(actual, outputs.argmax(axis=-1), outputs.shape[-1])
