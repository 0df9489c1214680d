"""Predictions for the tokens of sentences of different lengths."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics as sklearn_metrics

from core.data.dataset import NO_LABEL
from core.evaluation.calibration import calibration_gaps
from core.evaluation.metric_intervals import f1_values
from core.evaluation.metrics import calibration_error, classification_metrics
from core.evaluation.predictions import Predictions, aligned, labelled, read_predictions, write_predictions
from core.evaluation.reliability import reliability
from core.evaluation.statistics import has_failed, majority_share

LENGTHS = (1, 5, 3, 4)


def sentences(lengths=LENGTHS, seed: int = 0, num_classes: int = 3) -> Predictions:
    """Random predictions; whatever stands after the end of a sentence must not count."""
    random = np.random.default_rng(seed)
    shape = (len(lengths), max(lengths))
    labels = random.integers(0, num_classes, shape)
    labels[np.arange(shape[1]) >= np.array(lengths)[:, None]] = NO_LABEL
    probabilities = random.dirichlet(np.ones(num_classes), shape).astype(np.float32)
    rows = np.arange(10, 10 + len(lengths))
    return Predictions(rows, labels, probabilities, np.array(lengths, np.int32))


def test_the_mean_over_sentences_is_the_share_of_right_tokens():
    one = sentences()
    actual, chances = labelled(one.labels, one.probabilities)
    right = chances.argmax(axis=1) == actual
    assert len(actual) == sum(LENGTHS)
    assert one.right.mean() == pytest.approx(right.mean())
    assert one.confidence[2] == pytest.approx(chances[6:9].max(axis=1).mean())
    assert one.right[1] == pytest.approx(right[1:6].sum() / np.mean(LENGTHS))
    assert one.all_right.tolist() == [right[:1].all(), right[1:6].all(), right[6:9].all(), right[9:].all()]


def test_the_confidence_of_a_long_sentence_is_no_more_than_one():
    one = sentences((1, 40))
    assert 0 < one.confidence.max() <= 1


def test_a_tagger_that_is_better_than_the_majority_on_few_tokens_has_learned():
    """Sentences differ in how many tokens have the rare label, which says nothing about the tagger."""
    draw = np.random.default_rng(0)
    labels = (draw.random((400, 10)) < np.repeat(draw.uniform(0, 0.2, 400), 10).reshape(400, 10)).astype(int)
    labels[:, 5:][::2] = NO_LABEL
    finds = (labels == 1) & (draw.random(labels.shape) < 0.1)
    chances = np.where(finds[..., None], [0.2, 0.8], [0.9, 0.1]).astype(np.float32)
    one = Predictions(np.arange(400), labels, chances, (labels != NO_LABEL).sum(axis=1))
    share = majority_share(labels)
    assert one.over_majority.mean() == pytest.approx(one.right.mean() - share)
    assert not has_failed(one.over_majority, 0.0)
    assert has_failed(one.right, share)
    as_majority = replace(one, probabilities=np.full_like(chances, 0.5))
    assert has_failed(as_majority.over_majority, 0.0)


def test_where_no_row_is_left_none_is_better_than_the_majority():
    assert sentences().at(np.array([], int)).over_majority.size == 0


def test_of_some_sentences_the_mean_is_the_share_of_their_right_tokens():
    one, places = sentences(seed=2), np.array([3, 1])
    actual, chances = labelled(one.labels[places], one.probabilities[places])
    assert one.right_at(places).mean() == pytest.approx((chances.argmax(axis=1) == actual).mean())
    assert one.right_at(np.array([3, 0, 2, 1])).tolist() == one.right[[3, 0, 2, 1]].tolist()


def test_classes_that_are_decoded_together_are_those_predicted(tmp_path):
    one = replace(sentences(), decoded=np.where(sentences().is_labelled, 0, NO_LABEL))
    np.testing.assert_array_equal(one.predicted, one.decoded)
    np.testing.assert_array_equal(one.probability_of_predicted, one.probabilities[..., 0])
    values = classification_metrics(one.labels, one.probabilities, one.predicted)
    assert values["test_accuracy"] == (one.labels == 0).sum() / sum(LENGTHS)
    assert values["test_sequence_accuracy"] == one.all_right.mean()
    assert calibration_gaps(one).error == pytest.approx(values["test_calibration_error"])
    write_predictions(one, tmp_path)
    np.testing.assert_array_equal(read_predictions(tmp_path).decoded, one.decoded)
    longest = int(np.argmax(LENGTHS))
    assert one.at(np.array([longest, 0])).decoded.tolist() == one.decoded[[longest, 0]].tolist()


def test_no_metric_counts_padding():
    one = sentences((2, 7, 4, 4, 1, 6) * 20)
    actual, chances = labelled(one.labels, one.probabilities)
    values = classification_metrics(one.labels, one.probabilities)
    predicted = chances.argmax(axis=1)
    assert values["test_accuracy"] == sklearn_metrics.accuracy_score(actual, predicted)
    assert values["test_f1"] == pytest.approx(sklearn_metrics.f1_score(actual, predicted, average="macro"))
    assert values["test_loss"] == pytest.approx(sklearn_metrics.log_loss(actual, chances), rel=1e-5)
    assert (values["num_test"], values["num_steps"]) == (120, 480)
    assert values["test_sequence_accuracy"] == one.all_right.mean()
    assert majority_share(one.labels) == np.bincount(actual).max() / 480
    assert f1_values(one).mean() == pytest.approx(values["test_f1"])
    assert calibration_gaps(one).error == pytest.approx(values["test_calibration_error"])
    assert calibration_error(actual, chances) == values["test_calibration_error"]
    assert reliability([one, one])["count"].sum() == 2 * 480


def test_the_file_has_a_line_for_each_token_and_pads_again_when_it_is_read(tmp_path):
    one = sentences()
    write_predictions(one, tmp_path)
    read = read_predictions(tmp_path)
    np.testing.assert_array_equal(read.labels, one.labels)
    np.testing.assert_array_equal(read.probabilities[read.is_labelled], one.probabilities[one.is_labelled])
    np.testing.assert_array_equal(read.rows, one.rows)
    np.testing.assert_array_equal(read.lengths, one.lengths)
    np.testing.assert_array_equal(read.right, one.right)


def test_sentences_of_two_test_sets_are_aligned_to_equal_labels():
    one = sentences()
    a, b = aligned([one.at(np.array([0, 2, 3])), one.at(np.array([3, 1, 2]))])
    assert a.rows.tolist() == b.rows.tolist() == [12, 13]
    assert a.labels.shape == (2, 4)
    np.testing.assert_array_equal(a.labels, b.labels)
