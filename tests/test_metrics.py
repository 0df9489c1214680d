import subprocess
import sys

import numpy as np
import pytest

from core.metrics import classification_metrics, confusion

LABELS = np.array([0, 0, 1, 1], np.int32)
PROBABILITIES = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]], np.float32)


def test_the_metrics_of_four_rows_are_as_worked_out_by_hand():
    metrics = classification_metrics(LABELS, PROBABILITIES)
    assert metrics["test_accuracy"] == 0.75
    assert metrics["test_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.8, 0.7]).mean(), rel=1e-6)
    assert metrics["test_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)  # of class 0: P 1, R 1/2; of class 1: P 2/3, R 1
    assert metrics["num_test"] == 4


def test_confusion_counts_true_classes_down_and_predicted_ones_across():
    np.testing.assert_array_equal(confusion(LABELS, PROBABILITIES, 2), [[1, 1], [0, 2]])


def test_the_metrics_of_labels_at_each_step_are_as_worked_out_by_hand():
    labels, probabilities = LABELS.reshape(2, 2), PROBABILITIES.reshape(2, 2, 2)
    metrics = classification_metrics(labels, probabilities)
    of_steps = classification_metrics(LABELS, PROBABILITIES)
    assert {name: metrics[name] for name in ("test_accuracy", "test_loss", "test_f1")} == {
        name: of_steps[name] for name in ("test_accuracy", "test_loss", "test_f1")
    }
    assert metrics["num_test"] == 2
    assert metrics["num_steps"] == 4
    assert metrics["test_sequence_accuracy"] == 0.5  # the first sequence has one wrong step
    assert set(metrics) - set(of_steps) == {"num_steps", "test_sequence_accuracy"}


def test_confusion_counts_the_steps_of_sequences():
    counts = confusion(LABELS.reshape(2, 2), PROBABILITIES.reshape(2, 2, 2), 2)
    np.testing.assert_array_equal(counts, [[1, 1], [0, 2]])


def test_a_class_that_no_row_has_is_counted_and_not_warned_about():
    three = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1]], np.float32)
    metrics = classification_metrics(np.array([0, 1]), three)
    assert metrics["test_accuracy"] == 1
    assert metrics["test_f1"] == pytest.approx(2 / 3)
    assert metrics["test_loss"] == pytest.approx(-np.log([0.8, 0.7]).mean(), rel=1e-6)
    np.testing.assert_array_equal(confusion(np.array([0, 1]), three, 3), [[1, 0, 0], [0, 1, 0], [0, 0, 0]])


def test_a_certain_mistake_costs_much_and_stays_finite():
    assert 10 < classification_metrics(np.array([0]), np.array([[0.0, 1.0]], np.float32))["test_loss"] < 1_000


def test_importing_the_metrics_does_not_load_scikit_learn():
    code = "import sys, core.metrics; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
