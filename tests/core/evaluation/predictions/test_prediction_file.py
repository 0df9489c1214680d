from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.errors import RunStateError
from core.evaluation.predictions import (
    VALIDATION_FILE,
    Predictions,
    read_predictions,
    shared_rows,
    write_predictions,
)


def predictions_of(rows):
    rows = np.asarray(rows)
    probabilities = np.tile(np.float32([0.4, 0.6]), (len(rows), 1))
    return Predictions(rows, np.zeros(len(rows), int), probabilities, np.ones(len(rows), int))


def test_each_row_of_the_file_is_read_back(tmp_path):
    frame = pd.DataFrame({"row": [7, 2], "label": [1, 0], "p0": [0.2, 0.3], "p1": [0.8, 0.7], "length": [5, 6]})
    frame.to_parquet(tmp_path / "predictions.parquet")
    predictions = read_predictions(tmp_path)
    np.testing.assert_array_equal(predictions.rows, [7, 2])
    np.testing.assert_array_equal(predictions.labels, [1, 0])
    np.testing.assert_array_equal(predictions.lengths, [5, 6])
    np.testing.assert_array_equal(predictions.predicted, [1, 1])
    np.testing.assert_array_equal(predictions.right, [1, 0])
    np.testing.assert_allclose(predictions.confidence, [0.8, 0.7], rtol=1e-6)


@pytest.mark.parametrize(("shape", "num_classes"), [((3,), 2), ((3,), 12), ((3, 4), 2)])
def test_predictions_are_read_back_as_they_were_written(tmp_path, shape, num_classes):
    draw = np.random.default_rng(0)
    labels = draw.integers(num_classes, size=shape)
    probabilities = draw.random((*shape, num_classes)).astype(np.float32)
    lengths = np.array([5, 6, 1] if len(shape) == 1 else [shape[1]] * 3, np.int32)
    write_predictions(Predictions(np.array([7, 2, 5]), labels, probabilities, lengths), tmp_path)
    predictions = read_predictions(tmp_path)
    np.testing.assert_array_equal(predictions.rows, [7, 2, 5])
    np.testing.assert_array_equal(predictions.labels, labels)
    np.testing.assert_array_equal(predictions.probabilities, probabilities, strict=True)
    np.testing.assert_array_equal(predictions.lengths, lengths)


def test_the_words_of_texts_and_the_predictions_on_shuffled_words_are_read_back(tmp_path):
    written = predictions_of([4, 9])
    write_predictions(written, tmp_path)
    assert read_predictions(tmp_path).num_words is read_predictions(tmp_path).shuffled_predicted is None
    write_predictions(replace(written, num_words=np.array([3, 7]), shuffled_predicted=np.array([1, 0])), tmp_path)
    second_row = read_predictions(tmp_path).at(np.array([1]))
    assert second_row.rows.tolist() == [9]
    assert (second_row.num_words.tolist(), second_row.shuffled_predicted.tolist()) == ([7], [0])


def test_the_temperature_is_read_back_and_calibrates_the_probabilities(tmp_path):
    write_predictions(predictions_of([4, 9]), tmp_path)
    assert read_predictions(tmp_path).temperature == 1
    write_predictions(replace(predictions_of([4, 9]), temperature=2.0), tmp_path)
    predictions = read_predictions(tmp_path).at(np.array([1]))
    assert predictions.temperature == 2
    np.testing.assert_allclose(predictions.probabilities, [[0.4, 0.6]], rtol=1e-6)
    odds = (0.6 / 0.4) ** 0.5
    np.testing.assert_allclose(predictions.calibrated.probabilities, [[1 / (1 + odds), odds / (1 + odds)]], rtol=1e-6)
    assert predictions.calibrated.temperature == 1


def test_predictions_of_the_validation_set_have_a_file_of_their_own(tmp_path):
    write_predictions(predictions_of([4]), tmp_path)
    with pytest.raises(RunStateError, match="predictions of the validation set"):
        read_predictions(tmp_path, VALIDATION_FILE)
    write_predictions(predictions_of([7]), tmp_path, VALIDATION_FILE)
    assert [read_predictions(tmp_path, name).rows.tolist() for name in (VALIDATION_FILE, "predictions.parquet")] == [
        [7], [4],
    ]  # fmt: skip


def test_the_file_has_a_line_for_each_row_or_step(tmp_path):
    rows = lengths = np.array([4, 9])
    write_predictions(Predictions(rows, np.array([0, 1]), np.full((2, 3), 1 / 3), lengths), tmp_path)
    assert list(pd.read_parquet(tmp_path / "predictions.parquet")) == ["row", "label", "p0", "p1", "p2", "length"]
    write_predictions(Predictions(rows, np.eye(2, dtype=int), np.full((2, 2, 2), 0.5), lengths), tmp_path)
    frame = pd.read_parquet(tmp_path / "predictions.parquet")
    assert list(frame) == ["row", "step", "label", "p0", "p1", "length"]
    assert frame[["row", "step", "label"]].to_numpy().tolist() == [[4, 1, 1], [4, 2, 0], [9, 1, 0], [9, 2, 1]]


def test_classes_are_in_numerical_order_when_there_are_more_than_ten(tmp_path):
    names = [f"p{number}" for number in range(12)]
    frame = pd.DataFrame(np.eye(12, dtype=np.float32), columns=names)[sorted(names)]
    frame.assign(row=range(12), label=range(12), length=1).to_parquet(tmp_path / "predictions.parquet")
    assert read_predictions(tmp_path).right.tolist() == [1] * 12


def test_the_steps_of_a_sequence_become_one_row(tmp_path):
    frame = pd.DataFrame(
        {
            "row": [4, 4, 9, 9], "step": [1, 2, 1, 2], "label": [0, 1, 1, 1],
            "p0": [0.9, 0.4, 0.6, 0.7], "p1": [0.1, 0.6, 0.4, 0.3], "length": [2, 2, 2, 2],
        }
    )  # fmt: skip
    frame.to_parquet(tmp_path / "predictions.parquet")
    predictions = read_predictions(tmp_path)
    np.testing.assert_array_equal(predictions.rows, [4, 9])
    np.testing.assert_array_equal(predictions.labels, [[0, 1], [1, 1]])
    assert predictions.probabilities.shape == (2, 2, 2)
    np.testing.assert_array_equal(predictions.right, [1, 0])
    np.testing.assert_allclose(predictions.confidence, [0.75, 0.65], rtol=1e-6)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"row": [1], "label": [0], "length": [3]}),
        pd.DataFrame({"row": [1], "p0": [0.5], "p1": [0.5], "length": [3]}),
        pd.DataFrame({"row": [], "label": [], "p0": [], "p1": [], "length": []}),
        pd.DataFrame({"row": [1] * 3, "step": [1, 2, 1], "label": [0] * 3, "p0": [1.0] * 3, "length": [2] * 3}),
    ],
    ids=["no probabilities", "no labels", "no rows", "half a sequence"],
)
def test_a_file_with_other_contents_is_refused(frame, tmp_path):
    frame.to_parquet(tmp_path / "predictions.parquet")
    with pytest.raises(RunStateError, match=r"predictions\.parquet cannot be read"):
        read_predictions(tmp_path)


def test_a_missing_or_broken_file_is_refused(tmp_path):
    with pytest.raises(RunStateError, match="cannot be read"):
        read_predictions(tmp_path)
    (tmp_path / "predictions.parquet").write_bytes(b"PAR1 is not all of it")
    with pytest.raises(RunStateError, match="cannot be read"):
        read_predictions(tmp_path)


def test_runs_on_the_same_test_set_share_all_rows_in_order():
    shared = shared_rows([predictions_of([5, 3, 8])] * 3)
    assert [places.tolist() for places in shared] == [[0, 1, 2]] * 3


def test_runs_on_different_test_sets_are_aligned_on_their_shared_rows():
    runs = [predictions_of([5, 3, 8, 1]), predictions_of([8, 9, 5]), predictions_of([5, 8, 3])]
    aligned = [run.at(places).rows.tolist() for run, places in zip(runs, shared_rows(runs), strict=True)]
    assert aligned == [[5, 8]] * 3


def test_runs_without_a_row_in_common_share_none():
    assert [places.tolist() for places in shared_rows([predictions_of([1]), predictions_of([2])])] == [[], []]
    assert shared_rows([]) == ()


def test_several_labels_are_read_back_and_a_row_is_right_when_all_are(tmp_path):
    labels, shuffled = np.array([[1, 0, 1], [0, 0, 0]]), np.array([[1, 0, 0], [0, 0, 0]])
    probabilities = np.array([[0.9, 0.2, 0.4], [0.1, 0.2, 0.3]], np.float32)
    written = Predictions(np.array([7, 2]), labels, probabilities, np.array([5, 6]), np.array([3, 4]), shuffled)
    write_predictions(written, tmp_path)
    predictions = read_predictions(tmp_path)
    for name in ("rows", "labels", "probabilities", "lengths", "num_words", "shuffled_predicted"):
        np.testing.assert_array_equal(getattr(predictions, name), getattr(written, name))
    assert predictions.has_label_sets
    assert predictions.predicted.tolist() == [[1, 0, 0], [0, 0, 0]]
    assert predictions.right.tolist() == [0, 1]
    assert predictions.shuffled_right.tolist() == [0, 1]
    np.testing.assert_allclose(predictions.confidence, [0.9 * 0.8 * 0.6, 0.9 * 0.8 * 0.7], rtol=1e-6)
    assert predictions.decisions.shape == (2, 3, 2)
    with pytest.raises(ValueError, match="no predictions of shuffled texts"):
        _ = predictions_of([4]).shuffled_right
