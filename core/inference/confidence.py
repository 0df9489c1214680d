"""The confidence of a prediction in words that match the accuracy on the test set."""

from pathlib import Path

import numpy as np
import pandas as pd

from core.errors import RunStateError
from core.evaluation.metrics import bin_numbers, confidence_bins
from core.evaluation.predictions import read_predictions

NUM_BINS = 10
_MIN_ROWS = 20  # an accuracy of fewer rows says little
_LEVELS = ((0.9, "High confidence"), (0.6, "Moderate confidence"), (0.3, "Low confidence"))
_GUESS = "Close to chance"


def confidence_sentence(probability: float, num_classes: int, observed: pd.DataFrame | None = None) -> str:
    """The confidence of a prediction as a sentence.

    Where enough test texts had a similar probability, the sentence gives their accuracy, and its words follow that
    accuracy, not the probability: an overconfident network gets a lower level.

    Args:
        probability: of the predicted class.
        num_classes: the classes that share the probability; accuracy by chance is no confidence.
        observed: the result of `observed_confidence` or `core.evaluation.metrics.reliability`; None if not measured.
    """
    by_itself = f"{_level(probability, num_classes)} according to the network alone"
    if observed is None:
        return f"{by_itself}; its accuracy at this probability was not measured."
    accuracy, num_rows = _accuracy_at(probability, observed)
    if not num_rows:
        return f"{by_itself}; no test text had a similar probability."
    if num_rows < _MIN_ROWS:
        texts = "1 test text" if num_rows == 1 else f"{num_rows} test texts"
        return f"{by_itself}; only {texts} had a similar probability."
    right = f"{100 * accuracy:.0f}\u00a0% were right (N\u00a0=\u00a0{num_rows:,})"  # numbers stay with their signs
    return f"{_level(accuracy, num_classes)}: of test texts with a similar probability, {right}."


def observed_confidence(folder: Path) -> pd.DataFrame | None:
    """Accuracy by confidence of a run on its test set, as `core.evaluation.metrics.confidence_bins`; None without file.

    Intervals need SciPy, which takes longer than a page may: see `core.evaluation.metrics.reliability`.

    Args:
        folder: the run's, with its predictions.
    """
    try:
        predictions = read_predictions(folder)
    except RunStateError:
        return None
    return confidence_bins(predictions.labels, predictions.probabilities, NUM_BINS)


def _accuracy_at(probability: float, observed: pd.DataFrame) -> tuple[float, int]:
    """The accuracy of the test rows in the bin of a probability, and how many they are."""
    bins = bin_numbers(observed["confidence"].to_numpy(np.float64), NUM_BINS)
    places = np.flatnonzero(bins == bin_numbers(np.array([probability]), NUM_BINS))
    if not len(places):
        return 0.0, 0
    row = observed.iloc[places[0]]
    return float(row["accuracy"]), int(row["count"])


def _level(share: float, num_classes: int) -> str:
    above_chance = (share - 1 / num_classes) / (1 - 1 / num_classes)
    return next((words for minimum, words in _LEVELS if above_chance >= minimum), _GUESS)
