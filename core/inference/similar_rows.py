"""Similar rows: the test rows of a run that a new prediction is compared with, by probability and by length."""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.errors import RunStateError
from core.evaluation.predictions import Predictions, read_predictions
from core.evaluation.threshold import HALF
from core.inference.decision_rule import LabelThresholds, read_rule

MIN_ROWS = 20  # the accuracy of fewer rows says little
_SIMILAR = 0.05  # probabilities that differ by more are not similar
_FEWEST, _MOST = 50, 500  # rows that are compared, where so many are similar
_PARTS = 10  # between these limits, a tenth of the test rows
_OUTER_SHARE = 0.025  # of the test texts; a text shorter (or longer) than all others is compared by its length
_NUM_STRATA = 10
_CHI_SQUARED_95 = 3.841459  # the 95 % point of the chi-squared distribution with 1 degree of freedom
_NORMAL_975 = 1.959964  # the normal distribution's 97.5 % point; SciPy would take half a second to import


@dataclass(frozen=True)
class ObservedConfidence:
    """The test rows of a run: how confident the network was, whether it was right, and how long each text is.

    Args:
        confidence: the probability of the predicted class, (n,).
        right: 1 or 0, (n,); for sequences the share of right steps.
        num_words: the words that the network read, (n,); None where they were not stored.
        length_matters: whether accuracy at like confidence differs by length: see `accuracy_depends_on_length`.
    """

    confidence: np.ndarray
    right: np.ndarray
    num_words: np.ndarray | None
    length_matters: bool

    def is_unusual(self, num_words: int) -> bool:
        """Whether nearly all test texts are longer than this, or nearly all are shorter."""
        if self.num_words is None:
            return False
        return bool(min(np.mean(self.num_words <= num_words), np.mean(self.num_words >= num_words)) < _OUTER_SHARE)


@dataclass(frozen=True)
class SimilarRows:
    """The test rows with the most similar probability to that of a prediction.

    Args:
        accuracy, low, high: of these rows, with its 95 % interval (Wilson 1927); NaN without rows.
        lowest, highest: the probabilities of the predicted classes of these rows; NaN without rows.
        words: the fewest and the most words of texts of a similar length; None where texts of any length count.
        num_of_length: the test rows of such a length, with any probability.
    """

    num_rows: int
    accuracy: float
    low: float
    high: float
    lowest: float
    highest: float
    words: tuple[int, int] | None
    num_of_length: int


def observed_confidence(folder: Path) -> ObservedConfidence | None:
    """The test rows of a run; None without a file of predictions.

    Args:
        folder: the run's, with its predictions.
    """
    try:
        predictions = read_predictions(folder).calibrated  # as the probabilities of new texts are
    except RunStateError:
        return None
    num_words = _lengths(predictions)
    confidence, right = predictions.confidence, predictions.right
    if predictions.has_label_sets:
        confidence, right = _of_label_sets(predictions, read_rule(folder))
    matters = num_words is not None and accuracy_depends_on_length(confidence, right, num_words)
    return ObservedConfidence(confidence, right, num_words, matters)


def similar_rows(probability: float, observed: ObservedConfidence, num_words: int | None = None) -> SimilarRows:
    """The test rows nearest to a probability: a tenth of all (50 to 500, more if equally near), at most 5 points away.

    So that nothing is concluded for short texts from long ones, only rows with half to twice as many words count where
    accuracy depends on length, or where the text is shorter, or longer, than nearly all test texts.

    Args:
        probability: of the predicted class.
        num_words: the words of the text that the network reads; None for what is no text.
    """
    confidence, right = observed.confidence, observed.right
    words: tuple[int, int] | None = None
    most = int(np.clip(len(confidence) // _PARTS, _FEWEST, _MOST))
    lengths = observed.num_words
    if lengths is not None and num_words is not None and (observed.length_matters or observed.is_unusual(num_words)):
        words = (math.ceil(max(1, num_words) / 2), 2 * max(1, num_words))
        inside = (lengths >= words[0]) & (lengths <= words[1])
        confidence, right = confidence[inside], right[inside]
        if inside.any():
            words = int(lengths[inside].min()), int(lengths[inside].max())
    distance = np.abs(confidence - probability)
    farthest = np.partition(distance, most - 1)[most - 1] if len(distance) > most else _SIMILAR
    nearest = distance <= min(farthest, _SIMILAR)
    number = int(nearest.sum())
    if not number:
        return SimilarRows(0, math.nan, math.nan, math.nan, math.nan, math.nan, words, len(confidence))
    accuracy, values = float(right[nearest].mean()), confidence[nearest]
    low, high = _wilson(accuracy, number)
    return SimilarRows(number, accuracy, low, high, float(values.min()), float(values.max()), words, len(confidence))


def accuracy_depends_on_length(confidence: np.ndarray, right: np.ndarray, num_words: np.ndarray) -> bool:
    """Whether longer texts are right more, or less, often at like confidence, at the 5 % level.

    The test for trend of Mantel (1963, Journal of the American Statistical Association 58, 690-700): the covariance of
    being right and the logarithm of the length within ten strata of equally many rows by confidence.
    """
    order, words = np.argsort(confidence, kind="stable"), np.log(np.maximum(num_words, 1))
    trend = variance = 0.0
    for stratum in np.array_split(order, _NUM_STRATA):
        if len(stratum) > 1:
            of_right, of_words = (values[stratum] - values[stratum].mean() for values in (right, words))
            trend += float(of_right @ of_words)
            variance += float((of_right @ of_right) * (of_words @ of_words)) / (len(stratum) - 1)
    return variance > 0 and trend**2 / variance > _CHI_SQUARED_95


def _of_label_sets(predictions: Predictions, rule: object) -> tuple[np.ndarray, np.ndarray]:
    """How confident and how right the decisions about all labels of each text are, with the thresholds of scoring."""
    of_labels = list(rule.thresholds.values()) if isinstance(rule, LabelThresholds) else []
    thresholds = np.array(of_labels or [HALF] * predictions.labels.shape[1])
    shares = predictions.probabilities.astype(np.float64)
    decided = shares > thresholds
    confidence = np.where(decided, shares, 1 - shares).prod(axis=1)
    return confidence, (decided == predictions.labels).all(axis=1).astype(np.float64)


def _lengths(predictions: Predictions) -> np.ndarray | None:
    """The words of each test text; older runs stored only steps, which count padding where all have as many."""
    if predictions.num_words is not None:
        return predictions.num_words
    return predictions.lengths if np.ptp(predictions.lengths) else None


def _wilson(share: float, number: int) -> tuple[float, float]:
    """`core.evaluation.statistics.wilson`, which loads SciPy."""
    squared = _NORMAL_975**2
    middle = (share + squared / (2 * number)) / (1 + squared / number)
    half = _NORMAL_975 * math.sqrt(share * (1 - share) / number + squared / (4 * number**2)) / (1 + squared / number)
    return max(0.0, middle - half), min(1.0, middle + half)
