"""Metric intervals: macro F1, calibration error and the loss of accuracy on shuffled words, over seeds and test rows.

Each metric is written as the mean of a value for each test row: exactly for accuracy, and with each row's influence for
the others. The values of several seeds are analysed as seeds and rows crossed, like accuracy
(`core.evaluation.statistics.paired_estimate`); Dorfman, Berbaum and Metz (1992, Investigative Radiology 27, 723-731) do
so with jackknife values.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import stats

from core.evaluation.calibration import calibration_gaps
from core.evaluation.predictions import Predictions
from core.evaluation.statistics import CONFIDENCE, Estimate, mean_and_se, one_seed_interval, paired_estimate
from core.evaluation.statistics.failed_seeds import has_failed


def mean_interval(values: Sequence[np.ndarray]) -> Estimate:
    """The mean with its 95 % interval, over seeds and test rows; of one network, over test rows.

    Args:
        values: of each network, a value for each of the same rows, (n,).
    """
    if len(values) == 1:
        return one_seed_interval(np.zeros_like(values[0]), values[0])
    return paired_estimate(np.stack(values))


def f1_values(network: Predictions) -> np.ndarray:
    """Macro F1 and each row's influence on it, (n,): their mean is macro F1.

    With TP right predictions of a class, P predicted and A actual ones, its F1 is 2 TP / (P + A); a row changes it by
    (2 [right] - F1 ([predicted] + [actual])) / (P + A) per occurrence.
    """
    num_classes, num_rows = network.probabilities.shape[-1], len(network.labels)
    total, influence = 0.0, np.zeros(num_rows)
    for number in range(num_classes):
        if network.has_label_sets:
            predicted, actual = network.predicted[:, number] == 1, network.labels[:, number] == 1
        else:
            predicted, actual = network.predicted == number, network.labels == number
        size = int(predicted.sum() + actual.sum())
        if size:
            f1 = 2 * int((predicted & actual).sum()) / size
            total += f1
            by_place = (2.0 * (predicted & actual) - f1 * (predicted.astype(float) + actual)) / size
            influence += by_place.reshape(num_rows, -1).sum(axis=1)
    return (total + num_rows * influence) / num_classes


def is_above_chance(network: Predictions) -> bool:
    """Whether macro F1 is above that of the same predictions in random places, at the 2.5 % level.

    Where one class is nearly all of the steps, a network can learn much about the others and still be no more accurate
    than always predicting that class. Chance gives a class with the share p of all labels and the share q of all
    predictions the F1 2 p q / (p + q), so that neither a constant prediction nor a random one is above it.
    """
    labels, predicted = network.labels[network.is_labelled], network.predicted[network.is_labelled]
    num_classes = network.decisions.shape[-1]
    actual, guessed = (np.bincount(one, minlength=num_classes) / max(1, len(one)) for one in (labels, predicted))
    both = actual + guessed
    by_chance = float(np.sum(2 * actual * guessed / np.where(both > 0, both, 1)) / num_classes)
    return not has_failed(f1_values(network) - by_chance, 0.0)


def f1_difference(a: Sequence[Predictions], b: Sequence[Predictions]) -> Estimate:
    """Macro F1 of b minus that of a.

    Args:
        a, b: of paired seeds, on the same test rows.
    """
    return _difference([f1_values(one) for one in a], [f1_values(one) for one in b])


def span_f1_values(counts: np.ndarray) -> np.ndarray:
    """The F1 of spans and each sentence's influence on it, (n,): their mean is that of all sentences together.

    Args:
        counts: correct, predicted and actual spans of each sentence, (n, 3).
    """
    correct, predicted, actual = counts.T.astype(np.float64)
    size = float(predicted.sum() + actual.sum())
    if not size:
        return np.zeros(len(counts))
    f1 = 2 * correct.sum() / size
    return f1 + len(counts) * (2 * correct - f1 * (predicted + actual)) / size


def span_f1_difference(a: Sequence[np.ndarray], b: Sequence[np.ndarray]) -> Estimate:
    """F1 of the spans of b minus that of a.

    Args:
        a, b: of paired seeds, correct, predicted and actual spans of each of the same sentences, (n, 3).
    """
    return _difference([span_f1_values(one) for one in a], [span_f1_values(one) for one in b])


def calibration_difference(a: Sequence[Predictions], b: Sequence[Predictions]) -> Estimate:
    """Calibration error of b minus that of a, both without what chance adds; the arguments of `f1_difference`.

    What chance adds is known only roughly, so the ends are moved outwards by as much as the two ways to compute it
    differ (`CalibrationGaps.debiased` and `CalibrationGaps.cautious`).
    """
    of_a, of_b = ([calibration_gaps(one) for one in networks] for networks in (a, b))
    estimate = _difference([one.values for one in of_a], [one.values for one in of_b])
    doubt_a, doubt_b = (float(np.mean([one.cautious - one.debiased for one in gaps])) for gaps in (of_a, of_b))
    low, high = max(-1.0, estimate.low - doubt_a), min(1.0, estimate.high + doubt_b)
    return replace(estimate, low=low, high=high)


def shuffled_loss_values(network: Predictions) -> np.ndarray:
    """What shuffling the words of each text costs, (n,): 1 where only the ordered text is predicted correctly, else 0
    or -1. Their mean is the loss of accuracy.

    Args:
        network: its predictions, with `shuffled_predicted`.
    """
    return network.right - network.shuffled_right


def shuffled_loss_difference(a: Sequence[Predictions], b: Sequence[Predictions]) -> Estimate:
    """How much more accuracy b loses than a when the words are shuffled; the arguments of `f1_difference`."""
    return _difference([shuffled_loss_values(one) for one in a], [shuffled_loss_values(one) for one in b])


def interval_over_seeds(values: Sequence[float]) -> tuple[float, float] | None:
    """Student's 95 % interval of the mean over runs, which leaves the test rows out; None for fewer than two runs."""
    mean, error, number = mean_and_se(values)
    if number < 2:
        return None
    half = error * float(stats.t.ppf((1 + CONFIDENCE) / 2, number - 1))
    return mean - half, mean + half


def _difference(a: Sequence[np.ndarray], b: Sequence[np.ndarray]) -> Estimate:
    return mean_interval([of_b - of_a for of_a, of_b in zip(a, b, strict=True)])
