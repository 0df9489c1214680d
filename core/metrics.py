"""How good probabilities are, held against the true labels."""

import numpy as np


def classification_metrics(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """The test's accuracy, log loss and macro F1 (each class counts the same), and its number of rows.

    Args:
        labels: true classes, (n,).
        probabilities: (n, num_classes); the predicted class is the most probable one.

    A class that is neither present nor predicted counts as F1 zero. See
    https://scikit-learn.org/stable/modules/model_evaluation.html.
    """
    from sklearn import metrics  # takes over a second, which the app does not wait for

    classes = np.arange(probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    return {
        "test_accuracy": float(metrics.accuracy_score(labels, predicted)),
        "test_loss": float(metrics.log_loss(labels, probabilities, labels=classes)),
        "test_f1": float(metrics.f1_score(labels, predicted, labels=classes, average="macro", zero_division=0)),
        "num_test": len(labels),
    }


def confusion(labels: np.ndarray, probabilities: np.ndarray, num_classes: int) -> np.ndarray:
    """Rows counted by true class (first axis) and predicted class (second), (num_classes, num_classes)."""
    counts = np.zeros((num_classes, num_classes), np.int64)
    np.add.at(counts, (labels, probabilities.argmax(axis=1)), 1)
    return counts
