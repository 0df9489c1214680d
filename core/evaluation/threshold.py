"""Threshold: the probability above which a row is decided as the positive class, and what wrong decisions cost."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.errors import InputError

if TYPE_CHECKING:
    from core.evaluation.predictions import Predictions

HALF = 0.5  # the threshold of the more probable class
MIN_POSITIVES = 10  # rows of a class, before a threshold is chosen for it
_MAX_POINTS = 120  # of a curve, which would look the same with more


@dataclass(frozen=True)
class Costs:
    """What one wrong decision costs, in any unit; right decisions cost nothing.

    Args:
        false_positive: a row of the other class that is decided as positive.
        false_negative: a positive row that is not decided as such.

    Raises:
        InputError: when one is negative or not finite, or both are 0.
    """

    false_positive: float = 1.0
    false_negative: float = 1.0

    def __post_init__(self) -> None:
        both = (self.false_positive, self.false_negative)
        if not all(0 <= cost < np.inf for cost in both) or not any(both):
            raise InputError(
                f"The costs are {self.false_positive:g} and {self.false_negative:g}.",
                "Both must be finite and at least 0, and one of them above 0.",
                "Write for example 1 and 5 where a missed positive is five times as bad.",
            )

    @property
    def break_even(self) -> float:
        """The best threshold for calibrated probabilities (Elkan 2001, https://dl.acm.org/doi/10.5555/1642194.1642224):
        there, both decisions are expected to cost the same."""
        return self.false_positive / (self.false_positive + self.false_negative)


@dataclass(frozen=True)
class BinaryScores:
    """The rows of one part of the data, of one network.

    Args:
        positive: whether each row is of the positive class, (n,) bool.
        probability: of the positive class, (n,).
    """

    positive: np.ndarray
    probability: np.ndarray

    def costs(self, threshold: float, costs: Costs) -> np.ndarray:
        """What deciding each row costs, (n,): positive is what has a probability above the threshold."""
        decided = self.probability > threshold
        return costs.false_positive * (decided & ~self.positive) + costs.false_negative * (~decided & self.positive)


@dataclass(frozen=True)
class Rates:
    """How good the decisions at a threshold are; NaN where nothing is counted.

    Args:
        precision: share of the positive decisions that are right.
        recall: share of the positive rows that are decided as such.
        false_positive_rate: share of the other rows that are decided as positive.
    """

    precision: float
    recall: float
    false_positive_rate: float


def rates(scores: BinaryScores, threshold: float) -> Rates:
    """Precision, recall and false positive rate of the decisions at a threshold."""
    decided = scores.probability > threshold
    right = int((decided & scores.positive).sum())
    wrong = int(decided.sum()) - right
    num_positive = int(scores.positive.sum())
    return Rates(
        _share(right, right + wrong), _share(right, num_positive), _share(wrong, len(scores.positive) - num_positive)
    )


def best_threshold(scores: BinaryScores, costs: Costs) -> float:
    """The threshold whose decisions cost least on these rows.

    All thresholds between two neighbouring probabilities decide alike: the break-even threshold is chosen where it is
    among the best ones, else the middle between the two. Of several such ranges the one nearest to it counts.

    Args:
        scores: of rows that neither training nor testing used, such as the validation set; at least one.
    """
    order = np.argsort(scores.probability, kind="stable")
    probability, positive = scores.probability[order].astype(np.float64), scores.positive[order]
    ends = np.append(np.flatnonzero(np.diff(probability)), len(probability) - 1)  # the last row of each probability
    low = np.concatenate([[0.0], probability[ends]])
    high = np.concatenate([probability[ends], [1.0]])
    missed = np.concatenate([[0], np.cumsum(positive)[ends]])  # at a threshold in each range
    alarms = np.concatenate([[0], np.cumsum(~positive)[ends]])
    total = costs.false_negative * missed + costs.false_positive * (int((~positive).sum()) - alarms)
    usable = low < high
    usable[-1] = True  # above all probabilities, even if the highest is 1
    inside = (low <= costs.break_even) & (costs.break_even < high)
    inside[-1] = low[-1] <= costs.break_even
    places = np.where(inside, costs.break_even, (low + high) / 2)
    best = usable & np.isclose(total, total[usable].min(), rtol=0, atol=1e-9 * max(1.0, float(total.max())))
    candidates = places[best]
    return float(candidates[np.abs(candidates - costs.break_even).argmin()])


def best_f1_threshold(scores: BinaryScores) -> float:
    """The threshold whose decisions have the highest F1 on these rows.

    As for `best_threshold`, 0.5 is chosen where it is among the best ones, else the middle of the range nearest to it.

    With fewer than `MIN_POSITIVES` rows of the class, or of the others, it is 0.5: the best one of so few rows fits
    their chance (Lipton, Elkan and Naryanaswamy 2014, https://arxiv.org/abs/1402.1892).

    Args:
        scores: of rows that neither training nor testing used, such as the validation set.
    """
    num_positive = int(scores.positive.sum())
    if min(num_positive, len(scores.positive) - num_positive) < MIN_POSITIVES:
        return HALF
    order = np.argsort(-scores.probability, kind="stable")
    probability = scores.probability[order].astype(np.float64)
    ends = np.append(np.flatnonzero(np.diff(probability)), len(probability) - 1)  # the last row of each probability
    right = np.cumsum(scores.positive[order])[ends]
    f1 = 2 * right / (ends + 1 + num_positive)
    low = np.append(probability[ends][1:], 0.0)  # below it, the next rows would be decided as positive, too
    best, high = np.isclose(f1, f1.max(), rtol=0, atol=1e-9), probability[ends]
    places = np.where((low <= HALF) & (high > HALF), HALF, (low + high) / 2)[best]
    return float(places[np.abs(places - HALF).argmin()])


def label_thresholds(predictions: "Predictions") -> np.ndarray:
    """The threshold of each label with the highest F1 on the validation set, (num_labels,).

    Args:
        predictions: of the validation set, of texts that may have several labels.
    """
    both = zip(predictions.labels.T, predictions.probabilities.T, strict=True)
    return np.array([best_f1_threshold(BinaryScores(labels == 1, shares)) for labels, shares in both])


def precision_recall(scores: BinaryScores) -> tuple[np.ndarray, np.ndarray]:
    """Recall (rising) and precision at all thresholds, thinned to about a hundred points."""
    from sklearn.metrics import precision_recall_curve  # takes over a second, which the app does not wait for

    precision, recall, _ = precision_recall_curve(scores.positive, scores.probability, drop_intermediate=True)
    return _thinned(recall[::-1], precision[::-1])


def roc(scores: BinaryScores) -> tuple[np.ndarray, np.ndarray]:
    """False positive rate (rising) and recall at all thresholds, thinned to about a hundred points."""
    from sklearn.metrics import roc_curve

    false_positive_rate, recall, _ = roc_curve(scores.positive, scores.probability)
    return _thinned(false_positive_rate, recall)


def _thinned(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    places = np.unique(np.linspace(0, len(x) - 1, min(len(x), _MAX_POINTS)).round().astype(int))
    return x[places], y[places]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")
