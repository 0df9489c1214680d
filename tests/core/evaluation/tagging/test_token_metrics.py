import numpy as np
import pytest

from core.evaluation.tagging.token_metrics import known_words, token_metrics


def test_unknown_words_have_an_accuracy_of_their_own():
    actual, predicted = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])
    metrics = token_metrics(actual, predicted, 2, np.array([True, True, True, False]))
    assert (metrics.accuracy, metrics.num_tokens) == (0.5, 4)
    assert (metrics.known_accuracy, metrics.unknown_accuracy, metrics.num_unknown) == (pytest.approx(2 / 3), 0, 1)
    assert metrics.macro_f1 == 0.5


def test_a_class_that_is_never_predicted_lowers_macro_f1():
    actual = np.array([0, 0, 0, 1])
    assert token_metrics(actual, np.zeros(4, int), 2, np.ones(4, bool)).macro_f1 == pytest.approx((6 / 7) / 2)


def test_without_unknown_words_their_accuracy_is_none():
    metrics = token_metrics(np.array([0]), np.array([0]), 2, np.array([True]))
    assert (metrics.unknown_accuracy, metrics.known_accuracy) == (None, 1)


def test_known_words_are_those_of_training():
    assert known_words(np.array([0, 2, 2]), np.array([0, 1, 2, 5])).tolist() == [True, False, True, False]
    assert known_words(np.array([], int), np.array([1])).tolist() == [False]
