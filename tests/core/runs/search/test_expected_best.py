from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.runs.search.expected_best import best_so_far, expected_best

SCORES = [0.61, 0.7, 0.7, 0.74, 0.82, 0.9]


def test_the_expected_best_is_that_of_simulated_searches():
    draws = np.random.default_rng(0).choice(SCORES, size=(40_000, len(SCORES)))
    for one in expected_best(SCORES):
        best = draws[:, : one.num_trials].max(axis=1)
        assert one.mean == pytest.approx(best.mean(), abs=0.002)
        assert one.low == pytest.approx(max(best.mean() - best.std(), min(SCORES)), abs=0.003)
        assert one.high == pytest.approx(min(best.mean() + best.std(), max(SCORES)), abs=0.003)


def test_of_a_loss_the_expected_lowest_is_the_mirror_image():
    losses = [1 - score for score in SCORES]
    for loss, accuracy in zip(expected_best(losses, maximizes=False), expected_best(SCORES), strict=True):
        assert (1 - loss.mean, 1 - loss.high, 1 - loss.low) == pytest.approx(
            (accuracy.mean, accuracy.low, accuracy.high)
        )


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_more_trials_are_never_expected_to_be_worse(scores):
    means = [one.mean for one in expected_best(scores)]
    assert means[0] == pytest.approx(np.mean(scores))
    assert all(later >= earlier - 1e-12 for earlier, later in pairwise(means))
    assert means[-1] <= max(scores) + 1e-12


def test_without_a_score_nothing_is_expected():
    assert expected_best([]) == ()


def test_the_best_so_far_waits_for_the_first_score():
    assert best_so_far([None, 0.5, 0.4, None, 0.6]) == (None, 0.5, 0.5, 0.5, 0.6)
    assert best_so_far([0.5, 0.6, 0.4], maximizes=False) == (0.5, 0.5, 0.4)
