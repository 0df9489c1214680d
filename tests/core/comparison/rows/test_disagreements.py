import numpy as np
import pandas as pd
import pytest

from core.comparison.rows.disagreements import COLUMNS, CONFUSION_COLUMNS, confusion_rows, disagreements
from core.evaluation.predictions import Predictions

LABELS = np.array([1, 0, 1, 0])
ROWS = np.array([30, 10, 20, 40])
TEST_ROWS = pd.DataFrame({"row": [10, 20, 30, 40], "text": ["ten", "twenty", "thirty", "forty"]})


def seed_of(*of_class_one, rows=ROWS, labels=LABELS):
    share = np.array(of_class_one)
    return Predictions(rows, labels, np.stack([1 - share, share], axis=-1), np.ones(len(rows), int))


def test_disagreements_start_with_the_most_confident_error():
    a = [seed_of(0.9, 0.2, 0.6, 0.9), seed_of(0.8, 0.1, 0.4, 0.9)]  # the mean of the third row, 0.5, is class 0
    b = [seed_of(0.3, 0.1, 0.7, 0.8), seed_of(0.2, 0.3, 0.9, 0.7)]
    rows = disagreements(a, b, TEST_ROWS)
    assert tuple(rows.columns) == COLUMNS
    assert rows[["row", "text", "label", "which"]].to_numpy().tolist() == [
        [30, "thirty", 1, "only a right"],
        [20, "twenty", 1, "only b right"],
    ]
    assert rows[["right_a", "right_b"]].to_numpy().tolist() == [[1, 0], [0.5, 1]]
    np.testing.assert_allclose(rows[["probability_a", "probability_b"]], [[0.85, 0.25], [0.5, 0.8]])
    np.testing.assert_allclose(rows["confidence"], [0.75, 0.5])


def test_arms_that_agree_have_no_rows():
    rows = disagreements([seed_of(0.9, 0.9, 0.9, 0.9)], [seed_of(0.6, 0.6, 0.6, 0.6)], TEST_ROWS)
    assert len(rows) == 0
    assert tuple(rows.columns) == COLUMNS


def test_only_rows_that_all_runs_were_tested_on_are_compared():
    other = seed_of(0.1, 0.9, rows=np.array([20, 30]), labels=np.array([1, 1]))
    rows = disagreements([seed_of(0.9, 0.1, 0.9, 0.1)], [other], TEST_ROWS)
    assert rows["row"].tolist() == [20]


def test_without_test_rows_the_texts_are_missing():
    rows = disagreements([seed_of(0.9, 0.1, 0.9, 0.1)], [seed_of(0.1, 0.1, 0.9, 0.1)], None)
    assert rows["row"].tolist() == [30]
    assert rows["text"].isna().all()


def test_a_sequence_is_right_when_all_its_steps_are():
    labels = np.array([[0, 1], [1, 1]])
    rows = np.array([1, 2])
    a = Predictions(rows, labels, np.array([[[0.9, 0.1], [0.2, 0.8]], [[0.1, 0.9], [0.1, 0.9]]]), np.array([2, 2]))
    b = Predictions(rows, labels, np.array([[[0.9, 0.1], [0.6, 0.4]], [[0.1, 0.9], [0.1, 0.9]]]), np.array([2, 2]))
    rows = disagreements([a], [b], None).iloc[0]
    assert (rows.row, rows.which) == (1, "only a right")
    assert pd.isna(rows.label)
    assert rows.probability_a == pytest.approx((0.9 + 0.8) / 2)
    assert rows.confidence == pytest.approx((0.9 + 0.6) / 2)
    cell = confusion_rows([b], None, 1, 0)
    assert cell[["row", "share"]].to_numpy().tolist() == [[1, 0.5]]


def test_the_rows_of_a_confusion_cell_start_with_those_of_most_seeds():
    seeds = [seed_of(0.3, 0.2, 0.1, 0.9), seed_of(0.2, 0.2, 0.7, 0.9)]
    rows = confusion_rows(seeds, TEST_ROWS, true=1, predicted=0)
    assert tuple(rows.columns) == CONFUSION_COLUMNS
    assert rows[["row", "text", "share"]].to_numpy().tolist() == [[30, "thirty", 1], [20, "twenty", 0.5]]
    np.testing.assert_allclose(rows["probability"], [0.75, 0.6])
    assert confusion_rows(seeds, TEST_ROWS, true=0, predicted=1)["row"].tolist() == [40]
    assert len(confusion_rows([seeds[1]], TEST_ROWS, true=0, predicted=1)) == 1
