"""Sentences in which two arms are right about different tokens, by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.comparison.rows.token_disagreements import token_disagreements
from core.data.dataset import NO_LABEL
from core.evaluation.predictions import Predictions

ACTUAL = [[0, 1, 2], [1, 0], [2]]


def predictions(predicted: list[list[int]], rows: tuple[int, ...] = (4, 7, 9)) -> Predictions:
    labels = np.full((3, 3), NO_LABEL, np.int32)
    probabilities = np.zeros((3, 3, 3), np.float32)
    for row, (actual, of_row) in enumerate(zip(ACTUAL, predicted, strict=True)):
        labels[row, : len(actual)] = actual
        probabilities[row, np.arange(len(actual)), of_row] = 1
    return Predictions(np.array(rows), labels, probabilities, np.array([3, 2, 1]))


A = predictions([[0, 1, 0], [1, 0], [0]])
B = predictions([[0, 0, 2], [0, 1], [2]])
TEST_ROWS = pd.DataFrame({"row": [4, 7, 9], "text": ["the old man", "he ran away", "yes"]})


def test_tokens_are_counted_and_sentences_with_most_of_them_come_first():
    counts, listed = token_disagreements([A], [B], TEST_ROWS)
    assert (counts.only_a, counts.only_b, counts.num_tokens, counts.num_sentences) == (3, 2, 6, 3)
    assert [one.row for one in listed] == [7, 9, 4]
    first = listed[-1]
    assert first.words == ("the", "old", "man")
    assert (first.actual, first.predicted_a, first.predicted_b) == ((0, 1, 2), (0, 1, 0), (0, 0, 2))
    assert first.differences(("x", "y", "z")) == "old: y (y | x); man: z (x | z)"
    assert listed[0].differences(("x", "y", "z")) == "token 1: y (y | x); token 2: x (x | y)"
    assert counts.sentence("forward", "both") == (
        "3 test sentences have a token that only one arm labels correctly, by the mean of its seeds. Of 6 tokens, 3 "
        "are right only in forward and 2 only in both."
    )
    assert "1 is right only in forward and 0" in replace(counts, only_a=1, only_b=0).sentence("forward", "both")
    assert listed[0].words == ()  # three words for two tokens: a token with a space in it


@pytest.mark.parametrize(("side", "rows"), [("a", [7, 4]), ("b", [9, 4])])
def test_the_side_that_is_right_can_be_chosen(side, rows):
    _, listed = token_disagreements([A], [B], None, side)
    assert [one.row for one in listed] == rows
    assert all(one.words == () for one in listed)
    _, fewer = token_disagreements([A], [B], None, side, most=1)
    assert [one.row for one in fewer] == rows[:1]


def test_an_arm_predicts_what_its_seeds_do_on_average():
    unsure = Predictions(A.rows, A.labels, (0.4 * A.probabilities + 0.3).astype(np.float32), A.lengths)
    counts, _ = token_disagreements([unsure, B], [B], TEST_ROWS)
    assert (counts.only_a, counts.only_b) == (0, 0)


def test_a_single_network_that_chooses_labels_together_has_those_labels():
    together = replace(A, decoded=B.predicted)
    counts, _ = token_disagreements([together], [B], None)
    assert (counts.only_a, counts.only_b) == (0, 0)
