"""How good probabilities are, held against the true labels."""

import numpy as np
import pandas as pd

CALIBRATION_BINS = 15


def classification_metrics(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """The test's accuracy, log loss, macro F1 (each class counts the same) and calibration error, and its rows.

    Where each step has a label, accuracy, loss, F1 and calibration error are those of all steps together, `num_steps`
    counts them and `test_sequence_accuracy` is the share of sequences without a single wrong step.

    Args:
        labels: true classes, (n,), or of each step (n, steps).
        probabilities: (n, num_classes) or (n, steps, num_classes); the predicted class is the most probable one.

    A class that is neither present nor predicted counts as F1 zero. See
    https://scikit-learn.org/stable/modules/model_evaluation.html.
    """
    from sklearn import metrics  # takes over a second, which the app does not wait for

    classes = np.arange(probabilities.shape[-1])
    predicted = probabilities.argmax(axis=-1)
    true, told, chances = labels.ravel(), predicted.ravel(), probabilities.reshape(-1, len(classes))
    found = {
        "test_accuracy": float(metrics.accuracy_score(true, told)),
        "test_loss": float(metrics.log_loss(true, chances, labels=classes)),
        "test_f1": float(metrics.f1_score(true, told, labels=classes, average="macro", zero_division=0)),
        "test_calibration_error": calibration_error(labels, probabilities),
        "num_test": len(labels),
    }
    if labels.ndim == 2:
        found |= {
            "num_steps": labels.size,
            "test_sequence_accuracy": float(np.mean((labels == predicted).all(axis=1))),
        }
    return found


def confusion(labels: np.ndarray, probabilities: np.ndarray, num_classes: int) -> np.ndarray:
    """Rows, or steps, counted by true class (first axis) and predicted class (second), (num_classes, num_classes)."""
    counts = np.zeros((num_classes, num_classes), np.int64)
    np.add.at(counts, (labels, probabilities.argmax(axis=-1)), 1)
    return counts


def calibration_error(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """By how much accuracy and the probability of the predicted class differ, on average, from 0 to 1.

    The expected calibration error of Guo et al. (2017, https://arxiv.org/abs/1706.04599): the mean over 15 equally wide
    bins of that probability, each weighted with its rows. All steps count together where each has a label.
    """
    bins = _confidence_bins(labels, probabilities, CALIBRATION_BINS)
    return float(((bins["accuracy"] - bins["confidence"]).abs() * bins["count"]).sum() / bins["count"].sum())


def reliability(labels: np.ndarray, probabilities: np.ndarray, num_bins: int = 10) -> pd.DataFrame:
    """How often a network is right when it is so sure: a row for each bin of the predicted class's probability.

    Columns `confidence` (the mean in the bin), `accuracy`, `count` and the 95 % Wilson interval of the accuracy, `low`
    and `high`, which takes all rows, or steps, for independent. Bins without a row are left out.
    """
    from scipy.stats import binomtest  # takes half a second, which the app does not wait for

    bins = _confidence_bins(labels, probabilities, num_bins)
    right = (bins["accuracy"] * bins["count"]).round().astype(int)
    intervals = [
        binomtest(each, number).proportion_ci(method="wilson")
        for each, number in zip(right, bins["count"], strict=True)
    ]
    return bins.assign(low=[each.low for each in intervals], high=[each.high for each in intervals])


def _confidence_bins(labels: np.ndarray, probabilities: np.ndarray, num_bins: int) -> pd.DataFrame:
    """Mean confidence, accuracy and count of the bins ((m - 1) / num_bins, m / num_bins] that have a row."""
    confidence = probabilities.max(axis=-1).ravel().astype(np.float64)
    right = (probabilities.argmax(axis=-1) == labels).ravel()
    number = np.clip(np.ceil(confidence * num_bins), 1, num_bins)
    rows = pd.DataFrame({"confidence": confidence, "accuracy": right.astype(np.float64)})
    grouped = rows.groupby(number)
    return grouped.mean().assign(count=grouped.size()).reset_index(drop=True)
