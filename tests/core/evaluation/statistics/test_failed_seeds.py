import numpy as np
import pytest

from core.evaluation.statistics import has_failed, majority_share


def right(share: float, number: int = 1_000) -> np.ndarray:
    return (np.arange(number) < share * number).astype(float)


def test_the_majority_share_is_that_of_the_most_frequent_class():
    assert majority_share(np.array([0, 1, 1, 2, 1])) == pytest.approx(0.6)
    assert majority_share(np.array([[0, 1], [1, 1]])) == pytest.approx(0.75)


@pytest.mark.parametrize(("share", "failed"), [(0.5, True), (0.52, True), (0.56, False), (0.3, True), (1.0, False)])
def test_a_seed_has_failed_when_its_interval_is_not_above_the_majority_share(share, failed):
    assert has_failed(right(share), 0.5) is failed


def test_few_rows_do_not_show_that_a_seed_has_learned():
    assert has_failed(right(0.6, 20), 0.5)
    assert not has_failed(right(0.6, 2_000), 0.5)


def test_sequences_with_shares_of_right_steps_have_students_interval():
    shares = np.random.default_rng(0).uniform(0.6, 0.8, 50)
    assert not has_failed(shares, 0.6)
    assert has_failed(shares, 0.7)


def test_a_network_that_differs_from_the_majority_nowhere_has_failed():
    assert has_failed(np.zeros(150), 0.0)


@pytest.mark.parametrize(("num_better", "failed"), [(1, True), (20, False)])
def test_one_row_more_than_the_majority_does_not_show_that_a_seed_has_learned(num_better, failed):
    assert has_failed(np.arange(1_000) < num_better, 0.0) is failed


def test_a_single_sequence_does_not_show_that_a_seed_has_learned():
    assert has_failed(np.array([0.9]), 0.5)
