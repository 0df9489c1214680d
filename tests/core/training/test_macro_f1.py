import numpy as np
import pytest

from core.training.macro_f1 import macro_f1, macro_f1_of_outputs


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
