"""How good probabilities are, held against the true labels."""

import numpy as np


def classification_metrics(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """The test's accuracy, log loss and macro F1 (each class counts the same), and its number of rows.

    Where each step has a label, accuracy, loss and F1 are those of all steps together, `num_steps` counts them and
    `test_sequence_accuracy` is the share of sequences without a single wrong step.

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
