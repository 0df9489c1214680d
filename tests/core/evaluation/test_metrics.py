import subprocess
import sys

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, f1_score, hamming_loss, log_loss

from core.evaluation.metrics import (
    bin_numbers,
    calibration_error,
    classification_metrics,
    confidence_histogram,
    confusion,
    threshold_metrics,
)
from core.evaluation.predictions import Predictions

LABELS = np.array([0, 0, 1, 1], np.int32)
PROBABILITIES = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]], np.float32)


def test_the_metrics_of_four_rows_match_a_hand_calculation():
    metrics = classification_metrics(LABELS, PROBABILITIES)
    assert metrics["test_accuracy"] == 0.75
    assert metrics["test_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.8, 0.7]).mean(), rel=1e-6)
    assert metrics["test_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)  # of class 0: P 1, R 1/2; of class 1: P 2/3, R 1
    assert metrics["test_calibration_error"] == pytest.approx((0.1 + 0.6 + 0.2 + 0.3) / 4, rel=1e-6)  # bins of one row
    assert metrics["num_test"] == 4


def test_confusion_has_actual_classes_as_rows_and_predicted_ones_as_columns():
    np.testing.assert_array_equal(confusion(LABELS, np.array([0, 1, 1, 1]), 2), [[1, 1], [0, 2]])


def test_the_metrics_of_labels_at_each_step_match_a_hand_calculation():
    labels, probabilities = LABELS.reshape(2, 2), PROBABILITIES.reshape(2, 2, 2)
    metrics = classification_metrics(labels, probabilities)
    of_steps = classification_metrics(LABELS, PROBABILITIES)
    of_all_steps = ("test_accuracy", "test_loss", "test_f1", "test_calibration_error")
    assert {name: metrics[name] for name in of_all_steps} == {name: of_steps[name] for name in of_all_steps}
    assert metrics["num_test"] == 2
    assert metrics["num_steps"] == 4
    assert metrics["test_sequence_accuracy"] == 0.5  # the first sequence has one wrong step
    assert set(metrics) - set(of_steps) == {"num_steps", "test_sequence_accuracy"}


def test_confusion_counts_the_steps_of_sequences():
    counts = confusion(LABELS.reshape(2, 2), np.array([[0, 1], [1, 1]]), 2)
    np.testing.assert_array_equal(counts, [[1, 1], [0, 2]])


def test_a_class_without_rows_counts_and_gives_no_warning():
    three = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1]], np.float32)
    metrics = classification_metrics(np.array([0, 1]), three)
    assert metrics["test_accuracy"] == 1
    assert metrics["test_f1"] == pytest.approx(2 / 3)
    assert metrics["test_loss"] == pytest.approx(-np.log([0.8, 0.7]).mean(), rel=1e-6)
    np.testing.assert_array_equal(
        confusion(np.array([0, 1]), three.argmax(axis=1), 3), [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    )


def test_a_certain_mistake_has_a_large_finite_loss():
    assert 10 < classification_metrics(np.array([0]), np.array([[0.0, 1.0]], np.float32))["test_loss"] < 1_000


def sure(confidence, rows):
    """Rows of two classes of which the first is predicted with this probability, in float32 as networks give it."""
    return np.tile(np.array([[confidence, 1 - confidence]], np.float32), (rows, 1))


def test_the_calibration_error_weights_each_bin_with_its_rows():
    probabilities = np.concatenate([sure(0.9, 30), sure(0.7, 10)])
    labels = np.concatenate([np.repeat([0, 1], [24, 6]), np.repeat([0, 1], [4, 6])])  # right 80 % and 40 % of the time
    expected = (30 * (0.9 - 0.8) + 10 * (0.7 - 0.4)) / 40
    assert calibration_error(labels, probabilities) == pytest.approx(expected, rel=1e-5)


def test_errors_in_both_directions_cancel_inside_a_bin_and_not_between_bins():
    one_bin = np.concatenate([sure(0.61, 5), sure(0.65, 5)])  # of 15 bins, one reaches from 0.6 to 0.667
    assert calibration_error(np.repeat([0, 1], [6, 4]), one_bin) == pytest.approx(0.03, abs=1e-6)
    two_bins = np.concatenate([sure(0.61, 5), sure(0.75, 5)])
    right_of_the_unsure = np.repeat([0, 1], [5, 5])
    assert calibration_error(right_of_the_unsure, two_bins) == pytest.approx((0.39 + 0.75) / 2, rel=1e-5)


def test_a_mean_just_above_the_end_of_a_bin_belongs_to_that_bin():
    assert bin_numbers(np.array([0.0, 0.1, 0.3 + 5e-17, 0.6000000000000001, 0.61, 1.0]), 10).tolist() == [
        1, 1, 3, 6, 7, 10,
    ]  # fmt: skip


def test_a_histogram_counts_every_confidence_once_and_certainty_in_the_last_bin():
    counts = confidence_histogram(np.array([0.0, 0.5, 0.51, 0.99, 1.0], np.float32), 4)
    assert counts.tolist() == [1, 0, 2, 2]


def test_importing_the_metrics_loads_neither_scikit_learn_nor_scipy():
    code = "import sys, core.evaluation.metrics; sys.exit(bool({'sklearn', 'scipy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_the_metrics_of_several_labels_are_those_of_scikit_learn():
    draw = np.random.default_rng(0)
    labels, probabilities = draw.integers(0, 2, (40, 3)), draw.random((40, 3)).astype(np.float32)
    measured, predicted = classification_metrics(labels, probabilities), probabilities > 0.5
    assert measured["test_accuracy"] == pytest.approx(accuracy_score(labels, predicted))
    assert measured["test_label_accuracy"] == pytest.approx(1 - hamming_loss(labels, predicted))
    assert measured["test_f1"] == pytest.approx(f1_score(labels, predicted, average="macro"))
    assert measured["test_micro_f1"] == pytest.approx(f1_score(labels, predicted, average="micro"))
    assert measured["test_loss"] == pytest.approx(log_loss(labels.ravel(), probabilities.ravel()))
    assert measured["num_test"] == 40


def test_thresholds_of_labels_change_what_is_predicted():
    labels, probabilities = np.array([[1, 0], [0, 1], [1, 1]]), np.array([[0.9, 0.3], [0.6, 0.4], [0.8, 0.35]])
    predictions = Predictions(np.arange(3), labels, probabilities, np.ones(3, int))
    assert threshold_metrics(predictions, np.array([0.7, 0.33])) == {
        "test_threshold_accuracy": 1.0, "test_threshold_f1": 1.0, "test_threshold_micro_f1": 1.0
    }  # fmt: skip
    assert threshold_metrics(predictions, np.array([0.5, 0.5]))["test_threshold_accuracy"] == pytest.approx(1 / 3)
