import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.predictions import Predictions, write_predictions
from core.evaluation.statistics import wilson
from core.inference.decision_rule import LabelThresholds, write_rule
from core.inference.similar_rows import (
    ObservedConfidence,
    accuracy_depends_on_length,
    observed_confidence,
    similar_rows,
)


def rows(confidence, right=None, num_words=None, length_matters=False):
    confidence = np.asarray(confidence)
    right = np.ones(len(confidence)) if right is None else np.asarray(right, float)
    return ObservedConfidence(confidence, right, num_words, length_matters)


@pytest.mark.parametrize(("num_rows", "num_similar"), [(30, 30), (300, 50), (2_000, 200), (9_000, 500)])
def test_a_tenth_of_the_rows_is_compared_at_least_50_and_at_most_500(num_rows, num_similar):
    assert similar_rows(0.9, rows(np.linspace(0.88, 0.92, num_rows))).num_rows == num_similar


def test_only_probabilities_within_five_points_are_similar():
    near = similar_rows(0.905, rows(np.repeat([0.856, 0.9, 0.999], 100)))
    assert (near.lowest, near.highest) == (0.9, 0.9)
    few = similar_rows(0.905, rows(np.repeat([0.5, 0.9, 0.999], [100, 5, 100])))
    assert few.num_rows == 5
    assert np.isnan(similar_rows(0.7, rows(np.repeat([0.5, 0.999], 100))).accuracy)


@given(st.integers(1, 60), st.data())
def test_the_interval_is_wilson_s(num_rows, data):
    num_right = data.draw(st.integers(0, num_rows))
    similar = similar_rows(0.8, rows(np.full(num_rows, 0.8), np.arange(num_rows) < num_right))
    low, high = wilson(similar.accuracy, similar.num_rows)
    assert (similar.low, similar.high) == (pytest.approx(max(0, low), abs=1e-12), pytest.approx(min(1, high)))


def test_length_counts_where_it_matters_or_where_it_is_unusual():
    lengths = np.repeat([10, 100, 900], [2, 200, 2])
    usual = rows(np.full(204, 0.9), num_words=lengths)
    assert similar_rows(0.9, usual, 100).words is None
    assert similar_rows(0.9, usual, 9).words == (10, 10)
    assert similar_rows(0.9, usual, 1_000).words == (900, 900)
    assert similar_rows(0.9, usual, 3).words == (2, 6)  # none of them
    assert similar_rows(0.9, usual, 3).num_of_length == 0
    matters = rows(np.full(204, 0.9), num_words=lengths, length_matters=True)
    assert similar_rows(0.9, matters, 100).words == (100, 100)
    assert similar_rows(0.9, matters, 100).num_of_length == 200


def test_length_matters_where_short_texts_are_less_accurate_at_like_confidence():
    draw = np.random.default_rng(0)
    confidence, lengths = draw.uniform(0.5, 1, 2_000), draw.integers(5, 200, 2_000)
    as_confident = draw.random(2_000) < confidence
    assert not accuracy_depends_on_length(confidence, as_confident.astype(float), lengths)
    short_are_guesses = np.where(lengths < 40, draw.random(2_000) < 0.5, as_confident)
    assert accuracy_depends_on_length(confidence, short_are_guesses.astype(float), lengths)
    by_confidence_alone = (draw.random(2_000) < confidence).astype(float)
    assert not accuracy_depends_on_length(confidence, by_confidence_alone, (1_000 * confidence).round())


def test_the_test_for_length_rejects_five_of_a_hundred_runs_without_a_difference():
    draw = np.random.default_rng(0)
    rejected = [
        accuracy_depends_on_length(confidence, (draw.random(200) < confidence) * 1.0, draw.integers(5, 200, 200))
        for confidence in draw.uniform(0.5, 1, (400, 200))
    ]
    assert 0.02 < np.mean(rejected) < 0.08


def test_equal_or_single_rows_say_nothing_about_length():
    assert not accuracy_depends_on_length(np.full(50, 0.9), np.ones(50), np.arange(50))
    assert not accuracy_depends_on_length(np.array([0.9]), np.ones(1), np.array([3]))


def test_rows_are_observed_with_their_words_where_these_are_stored(tmp_path):
    labels, probabilities = np.array([1, 0]), np.array([[0.4, 0.6], [0.2, 0.8]])
    one = Predictions(np.arange(2), labels, probabilities, np.array([8, 8]), np.array([3, 8]), labels)
    write_predictions(one, tmp_path)
    observed = observed_confidence(tmp_path)
    assert observed.confidence.tolist() == [0.6, 0.8]
    assert observed.right.tolist() == [1, 0]
    assert observed.num_words.tolist() == [3, 8]


@pytest.mark.parametrize(("lengths", "num_words"), [([3, 8], [3, 8]), ([8, 8], None)])
def test_the_steps_of_an_older_run_are_words_unless_they_count_padding(tmp_path, lengths, num_words):
    older = Predictions(np.arange(2), np.zeros(2, int), np.full((2, 2), 0.5), np.array(lengths))
    write_predictions(older, tmp_path)
    observed = observed_confidence(tmp_path)
    assert (None if observed.num_words is None else observed.num_words.tolist()) == num_words


def test_without_readable_predictions_nothing_is_observed(tmp_path):
    assert observed_confidence(tmp_path) is None
    (tmp_path / "predictions.parquet").write_bytes(b"no parquet")
    assert observed_confidence(tmp_path) is None
    pd.DataFrame({"other": [1]}).to_parquet(tmp_path / "predictions.parquet")
    assert observed_confidence(tmp_path) is None


def test_several_labels_are_compared_with_the_thresholds_of_scoring(tmp_path):
    labels, shares = np.array([[1, 1], [0, 1]]), np.array([[0.8, 0.4], [0.3, 0.6]])
    write_predictions(Predictions(np.arange(2), labels, shares, np.array([3, 4])), tmp_path)
    observed = observed_confidence(tmp_path)
    assert observed.right.tolist() == [0, 1]
    assert observed.confidence.tolist() == pytest.approx([0.8 * 0.6, 0.7 * 0.6])
    write_rule(LabelThresholds({"food": 0.5, "money": 0.35}), tmp_path)
    observed = observed_confidence(tmp_path)
    assert observed.right.tolist() == [1, 1]
    assert observed.confidence.tolist() == pytest.approx([0.8 * 0.4, 0.7 * 0.6])
