"""Metrics: how good probabilities are, measured with the actual labels."""

import numpy as np
import pandas as pd

from core.data.dataset import NO_LABEL
from core.evaluation.predictions import Predictions, by_label, labelled
from core.evaluation.threshold import HALF
from core.training.macro_f1 import label_f1, macro_f1

CALIBRATION_BINS = 15
_ROUNDING = 1e-9  # a mean of values on the end of a bin may lie above it by so much


def classification_metrics(
    labels: np.ndarray, probabilities: np.ndarray, predicted: np.ndarray | None = None
) -> dict[str, float]:
    """Accuracy, log loss, macro F1 (each class has the same weight) and calibration error of a test set, and its size.

    Where each step or token has a label, accuracy, loss, F1 and calibration error are those of all steps together,
    `num_steps` counts them and `test_sequence_accuracy` is the share of sequences without a single wrong step. Where
    texts may have several labels, the metrics are those of `label_metrics`.

    Args:
        labels: actual classes, (n,), or of each step (n, steps), with `NO_LABEL` after the end of a sentence; 0 or 1
            for each of several labels, (n, num_labels).
        probabilities: (n, num_classes) or (n, steps, num_classes). Of several labels, (n, num_labels).
        predicted: shape as `labels`, the predicted classes, where they are not the most probable ones.

    A class that is neither present nor predicted counts as F1 zero. See
    https://scikit-learn.org/stable/modules/model_evaluation.html.
    """
    if labels.shape == probabilities.shape:
        return label_metrics(labels, probabilities)
    from sklearn import metrics  # takes over a second, which the app does not wait for

    classes = np.arange(probabilities.shape[-1])
    actual, chances = labelled(labels, probabilities)
    predicted = probabilities.argmax(axis=-1) if predicted is None else predicted
    guesses = predicted[labels != NO_LABEL]
    values = {
        "test_accuracy": float(metrics.accuracy_score(actual, guesses)),
        "test_loss": float(metrics.log_loss(actual, chances, labels=classes)),
        "test_f1": macro_f1(actual, guesses, len(classes)),
        "test_calibration_error": calibration_error(labels, probabilities, predicted),
        "num_test": len(labels),
    }
    if labels.ndim == 2:
        values |= {
            "num_steps": len(actual),
            "test_sequence_accuracy": float(np.mean(((labels == predicted) | (labels == NO_LABEL)).all(axis=1))),
        }
    return values


def label_metrics(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Metrics of texts that may have several labels; a label is predicted where it is more probable than not.

    Accuracy is the share of texts whose labels are all right, as scikit-learn counts it (subset accuracy), and
    `test_label_accuracy` the share of single labels that are (1 minus the Hamming loss), which is high for rare labels
    even if none is ever predicted. `test_f1` is the mean F1 of the labels, `test_micro_f1` that of all labels of all
    texts together. Log loss and calibration error are those of single labels.

    Args:
        labels: 0 or 1, (n, num_labels).
        probabilities: of having each label, (n, num_labels).
    """
    from sklearn.metrics import log_loss

    predicted = (probabilities > HALF).astype(labels.dtype)
    right = predicted == labels
    return {
        "test_accuracy": float(right.all(axis=1).mean()),
        "test_label_accuracy": float(right.mean()),
        "test_loss": float(log_loss(labels.ravel(), by_label(probabilities).reshape(-1, 2), labels=[0, 1])),
        "test_f1": label_f1(labels, predicted, "macro"),
        "test_micro_f1": label_f1(labels, predicted, "micro"),
        "test_calibration_error": calibration_error(labels, by_label(probabilities)),
        "num_test": len(labels),
    }


def threshold_metrics(predictions: Predictions, thresholds: np.ndarray) -> dict[str, float]:
    """Accuracy, mean F1 and F1 of all labels together of the test set, where each label has a threshold of its own.

    Args:
        predictions: of texts that may have several labels.
        thresholds: chosen on the validation set, (num_labels,).
    """
    labels, predicted = predictions.labels, (predictions.probabilities > thresholds).astype(int)
    return {
        "test_threshold_accuracy": float((predicted == labels).all(axis=1).mean()),
        "test_threshold_f1": label_f1(labels, predicted, "macro"),
        "test_threshold_micro_f1": label_f1(labels, predicted, "micro"),
    }


def confusion(labels: np.ndarray, predicted: np.ndarray, num_classes: int) -> np.ndarray:
    """Rows, or steps, by actual class (first axis) and predicted class (second), (num_classes, num_classes)."""
    counts = np.zeros((num_classes, num_classes), np.int64)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def calibration_error(labels: np.ndarray, probabilities: np.ndarray, predicted: np.ndarray | None = None) -> float:
    """The mean difference between accuracy and the probability of the predicted class, from 0 to 1.

    The expected calibration error of Guo et al. (2017, https://arxiv.org/abs/1706.04599): the mean over 15 equally wide
    bins of that probability, weighted by their rows. All steps count together where each has a label.

    Args:
        predicted: as for `classification_metrics`.
    """
    bins = confidence_bins(labels, probabilities, CALIBRATION_BINS, predicted)
    return float(((bins["accuracy"] - bins["confidence"]).abs() * bins["count"]).sum() / bins["count"].sum())


def confidence_bins(
    labels: np.ndarray, probabilities: np.ndarray, num_bins: int, predicted: np.ndarray | None = None
) -> pd.DataFrame:
    """Accuracy by confidence: a row for each bin of the predicted class's probability that has rows.

    Columns `confidence` (the mean in the bin), `accuracy` and `count`.
    """
    actual, chances = labelled(labels, probabilities)
    guesses = chances.argmax(axis=-1) if predicted is None else predicted[labels != NO_LABEL]
    confidence = np.take_along_axis(chances, guesses[:, np.newaxis], axis=1)[:, 0].astype(np.float64)
    right = guesses == actual
    rows = pd.DataFrame({"confidence": confidence, "accuracy": right.astype(np.float64)})
    grouped = rows.groupby(bin_numbers(confidence, num_bins))
    return grouped.mean().assign(count=grouped.size()).reset_index(drop=True)


def bin_numbers(confidence: np.ndarray, num_bins: int) -> np.ndarray:
    """The bin of each value, m for ((m - 1) / num_bins, m / num_bins], so 1 to num_bins."""
    ends = np.ceil(confidence * num_bins - _ROUNDING)
    return np.clip(ends, 1, num_bins).astype(int)


def confidence_histogram(confidence: np.ndarray, num_bins: int) -> np.ndarray:
    """How many values are in each of equal bins from 0 to 1; here a bin has its lower end, the last one also 1."""
    numbers = np.minimum((confidence.astype(np.float64) * num_bins).astype(int), num_bins - 1)
    return np.bincount(numbers, minlength=num_bins)
