import numpy as np
import pytest
from sklearn.metrics import f1_score

from core.training.macro_f1 import label_f1, macro_f1, macro_f1_of_outputs


def test_each_class_has_the_same_weight_however_frequent_it_is():
    actual = np.array([0] * 8 + [1] * 2)
    assert macro_f1(actual, np.zeros(10, int), 2) == pytest.approx((16 / 18 + 0) / 2)
    assert macro_f1(actual, actual, 2) == 1


def test_a_class_that_is_neither_present_nor_predicted_counts_zero():
    assert macro_f1(np.array([0, 1]), np.array([0, 1]), 3) == pytest.approx(2 / 3)


def test_the_steps_of_sequences_count_together():
    actual, predicted = np.array([[0, 1], [1, 1]]), np.array([[0, 1], [0, 1]])
    assert macro_f1(actual, predicted, 2) == macro_f1(actual.ravel(), predicted.ravel(), 2)


def test_outputs_are_probabilities_of_the_second_class_or_of_each_class():
    actual = np.array([0, 1, 1])
    of_second = np.array([[0.4], [0.9], [0.3]])
    expected = macro_f1(actual, np.array([0, 1, 0]), 2)
    assert macro_f1_of_outputs(actual, of_second) == expected
    assert macro_f1_of_outputs(actual, np.hstack([1 - of_second, of_second])) == expected
    assert macro_f1_of_outputs(actual[np.newaxis], of_second[np.newaxis]) == expected


def test_the_macro_f1_of_several_labels_is_that_of_scikit_learn():
    actual = np.array([[1, 0], [1, 1], [0, 1], [0, 0]])
    outputs = np.array([[0.9, 0.2], [0.4, 0.8], [0.6, 0.7], [0.1, 0.5]])
    predicted = [[1, 0], [0, 1], [1, 1], [0, 0]]
    assert macro_f1_of_outputs(actual, outputs) == pytest.approx(f1_score(actual, predicted, average="macro"))
    assert label_f1(actual, outputs > 0.5, "micro") == pytest.approx(f1_score(actual, predicted, average="micro"))
