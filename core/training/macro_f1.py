"""Macro F1: the mean F1 of the classes, which unbalanced classes do not hide."""

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
