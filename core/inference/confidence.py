"""Confidence in words that hold against how often the network was right on its test part."""

from pathlib import Path

import numpy as np
import pandas as pd

from core.errors import RunStateError
from core.evaluation.metrics import bin_numbers, confidence_bins
from core.evaluation.predictions import read_predictions

NUM_BINS = 10
_FEWEST_ROWS = 20  # of fewer, the share of right ones says little
_LEVELS = ((0.9, "Very sure"), (0.6, "Fairly sure"), (0.3, "Not very sure"))
_GUESS = "Hardly more than a guess"


def confidence_sentence(probability: float, num_classes: int, observed: pd.DataFrame | None = None) -> str:
    """How sure a verdict is, in a sentence.

    Where test texts had as much confidence, it says how many of them were right, and the words follow that share:
    an overconfident network is called less sure than it claims.

    Args:
        probability: of the predicted class.
        num_classes: classes that share the probability; what chance gets right is no confidence.
        observed: as from `observed_confidence` or `core.evaluation.metrics.reliability`; None when nobody measured it.
    """
    known = None if observed is None else _bin_of(probability, observed)
    if known is None:
        told = "how often that is right was not measured." if observed is None else "no test text was scored so."
        return f"{_level(probability, num_classes)} by its own account; {told}"
    share, rows = known
    if rows < _FEWEST_ROWS:
        texts = "1 test text was" if rows == 1 else f"{rows} test texts were"
        return f"{_level(probability, num_classes)} by its own account; only {texts} scored with so much confidence."
    right = f"{100 * share:.0f}\u00a0% were right (N\u00a0=\u00a0{rows:,})"  # no number stands apart from its sign
    return f"{_level(share, num_classes)}: of test texts scored with so much confidence, {right}."


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


def _bin_of(probability: float, observed: pd.DataFrame) -> tuple[float, int] | None:
    """The share of right rows among those with as much confidence, and how many they are."""
    bins = bin_numbers(observed["confidence"].to_numpy(np.float64), NUM_BINS)
    places = np.flatnonzero(bins == bin_numbers(np.array([probability]), NUM_BINS))
    if not len(places):
        return None
    row = observed.iloc[places[0]]
    return float(row["accuracy"]), int(row["count"])


def _level(share: float, num_classes: int) -> str:
    above_chance = (share - 1 / num_classes) / (1 - 1 / num_classes)
    return next((words for least, words in _LEVELS if above_chance >= least), _GUESS)
