"""Failed seeds: networks that learned nothing, as some seeds of simple recurrent networks do."""

import numpy as np
from scipy import special

from core.data.dataset import NO_LABEL
from core.evaluation.statistics.estimates import CONFIDENCE
from core.evaluation.statistics.means import wilson


def majority_share(labels: np.ndarray, have_label_sets: bool = False) -> float:
    """The accuracy of always predicting the most frequent class: its share of the rows, or of all steps.

    Args:
        labels: (n,) or (n, steps), with `NO_LABEL` after the end of a sentence, or (n, num_labels).
        have_label_sets: whether each row has several labels, so that the most frequent set of labels counts.
    """
    if have_label_sets:
        return float(np.unique(labels, axis=0, return_counts=True)[1].max() / len(labels))
    labels = labels[labels != NO_LABEL]
    return float(np.unique(labels, return_counts=True)[1].max() / labels.size)


def has_failed(right: np.ndarray, majority: float) -> bool:
    """Whether the 95 % interval of a network's test accuracy does not lie above the majority share.

    The interval is Wilson's, or Student's where a row is a sequence with a share of right steps. Where most steps have
    one label, such an interval is wide because sequences differ in how many have another: the difference from always
    predicting the most frequent class, row by row, is compared with 0 instead, always by Student's interval.

    Args:
        right: 1 for a right row and 0 for a wrong one, or a share, (num_rows,); or `Predictions.over_majority`.
        majority: the share of the most frequent class; 0 for differences.
    """
    number, mean = len(right), float(np.mean(right))
    if mean <= majority:  # an interval whose end is the majority itself may be rounded to just above it
        return True
    if majority and np.all((right == 0) | (right == 1)):
        return bool(wilson(mean, number)[0] <= majority)
    if number < 2:  # the interval has no end
        return True
    half = special.stdtrit(number - 1, (1 + CONFIDENCE) / 2) * np.std(right, ddof=1) / np.sqrt(number)
    return bool(mean - half <= majority)
