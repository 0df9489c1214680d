import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from core.config import TextConfig
from core.data.dataset import Dataset, Split
from core.errors import DatasetError
from core.evaluation.baselines.naive_bayes_baseline import fit_naive_bayes, log_count_ratios


def fitted(texts, labels, parts, class_names=("bad", "good"), begin=lambda step: None):
    dataset = Dataset("films", list(texts), np.array(labels, np.int32), class_names, np.arange(1, len(texts) + 1))
    return fit_naive_bayes(dataset, parts, TextConfig(), begin)


def parts_of(num_rows, num_validation=0):
    """The first half trains, then some rows validate, and the rest tests."""
    half = num_rows // 2
    return Split(np.arange(half), np.arange(half, half + num_validation), np.arange(half + num_validation, num_rows))


def test_ratios_are_those_worked_out_by_hand():
    # three texts of the class, then two others; columns: in all of the class, in the others alone, in one of each
    presence = csr_matrix([[1, 0, 1], [1, 0, 0], [1, 0, 0], [0, 1, 1], [0, 1, 0]])
    ratios = log_count_ratios(presence, np.array([True, True, True, False, False]))
    by_hand = [(4 / 5) / (1 / 4), (1 / 5) / (3 / 4), (2 / 5) / (2 / 4)]
    np.testing.assert_allclose(ratios, [math.log(ratio) for ratio in by_hand])


@given(st.integers(1, 30), st.data())
def test_a_feature_of_equally_many_texts_of_both_classes_has_the_ratio_0(size, data):
    rows = st.permutations(range(size)).map(np.array)
    count = data.draw(st.integers(0, size))
    presence = np.zeros((2 * size, 1))
    presence[data.draw(rows)[:count]] = 1
    presence[size + data.draw(rows)[:count]] = 1
    assert log_count_ratios(csr_matrix(presence), np.arange(2 * size) < size).tolist() == [0]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_the_ratio_of_the_other_class_is_the_opposite(rows):
    presence, is_class = csr_matrix([[int(has)] for has, _ in rows]), np.array([one for _, one in rows])
    np.testing.assert_allclose(log_count_ratios(presence, is_class), -log_count_ratios(presence, ~is_class))


def test_a_pair_of_words_decides_where_no_single_word_does():
    texts, labels = ["not good", "not bad", "very good", "very bad"] * 20, [0, 1, 1, 0] * 20
    baseline = fitted(texts, labels, parts_of(80, 8))
    assert baseline.metrics["test_accuracy"] == 1
    assert baseline.metrics["num_params"] == 4 + 4 + 1
    assert baseline.metrics["C"] in (3, 10, 30)
    assert baseline.predictions.lengths.tolist() == [2] * 32


def test_shuffled_labels_give_chance():
    draw = np.random.default_rng(0)
    texts = [" ".join(draw.choice(list("abcdefghij"), 6)) for _ in range(2_000)]
    labels = draw.permutation([0, 1] * 1_000)
    baseline = fitted(texts, labels, parts_of(2_000, 100))
    assert baseline.metrics["test_accuracy"] == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(900))


def test_several_classes_are_each_told_from_the_rest():
    words = ["red", "green", "blue"]
    texts = [f"{word} {word[0]}{number % 4}" for number in range(30) for word in words]
    baseline = fitted(texts, [0, 1, 2] * 30, parts_of(90, 9), ("r", "g", "b"))
    assert baseline.metrics["test_accuracy"] == 1
    np.testing.assert_allclose(baseline.probabilities.sum(axis=1), 1)
    assert baseline.probabilities.shape == (36, 3)


def test_the_validation_set_chooses_c_and_without_one_it_is_10():
    draw = np.random.default_rng(1)
    texts = [" ".join(draw.choice(list("abcdefghijklmnop"), 8)) for _ in range(400)]
    labels = np.array([("a" in text) != (draw.random() < 0.3) for text in texts], int)
    steps = []
    tuned = fitted(texts, labels, parts_of(400, 100), begin=steps.append)
    assert [step for step in steps if "with C" in step] == [
        f"fitting the Naive Bayes baseline with C = {c}" for c in (3, 10, 30)
    ]
    assert tuned.metrics["C"] == 3  # noisy labels need the strongest regularization of the grid
    steps.clear()
    assert fitted(texts, labels, parts_of(400), begin=steps.append).metrics["C"] == 10
    assert [step for step in steps if "with C" in step] == ["fitting the Naive Bayes baseline with C = 10"]


def test_the_test_rows_are_not_in_the_fit():
    texts, labels = ["good film", "bad film"] * 20, np.array([1, 0] * 20)
    expected = fitted(texts, labels, parts_of(40, 4))
    wrong = np.where(np.arange(40) < 24, labels, 1 - labels)
    flipped = fitted(texts, wrong, parts_of(40, 4))
    np.testing.assert_array_equal(flipped.probabilities, expected.probabilities)
    assert (expected.metrics["test_accuracy"], flipped.metrics["test_accuracy"]) == (1, 0)
    others = fitted([*texts[:24], *["new words"] * 16], labels, parts_of(40, 4))
    assert others.metrics["num_params"] == expected.metrics["num_params"]


def test_texts_that_share_no_word_are_refused():
    with pytest.raises(DatasetError, match="A Naive Bayes baseline learns from words"):
        fitted([f"word{number}" for number in range(8)], [0, 1] * 4, parts_of(8))
