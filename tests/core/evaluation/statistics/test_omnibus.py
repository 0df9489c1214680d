import numpy as np
import pytest

from core.evaluation.statistics import omnibus_p, paired_estimate
from core.evaluation.statistics.decisions import zero_p


def simulated(draw, gaps, num_seeds=4, num_rows=200):
    """Right rows of arms with these gaps; seeds and rows matter."""
    ease = draw.normal(1, 1, num_rows) + draw.normal(0, 0.2, (len(gaps), 1, num_rows))
    ease = ease + draw.normal(0, 0.1, (len(gaps), num_seeds, 1))
    ease = ease + draw.normal(0, 0.4, (len(gaps), num_seeds, num_rows))
    return (ease + np.array(gaps)[:, None, None] > 0).astype(float)


def test_equal_arms_are_said_to_differ_in_at_most_five_per_cent_of_studies():
    draw = np.random.default_rng(0)
    p = [omnibus_p(simulated(draw, (0.0, 0.0, 0.0))) for _ in range(600)]
    assert np.mean(np.array(p) < 0.05) <= 0.07
    assert np.mean(np.array(p) < 0.5) >= 0.3


def test_arms_that_differ_are_found_to_differ():
    assert omnibus_p(simulated(np.random.default_rng(1), (0.0, 0.0, 0.8))) < 0.001


def test_for_two_arms_it_agrees_with_the_paired_estimate():
    right = simulated(np.random.default_rng(2), (0.0, 0.15))
    estimate = paired_estimate(right[1] - right[0])
    assert omnibus_p(right) == pytest.approx(zero_p(estimate), abs=0.02)


def test_equal_arms_have_p_one_and_constant_gaps_p_zero():
    right = (np.random.default_rng(3).random((1, 3, 50)) < 0.7).astype(float)
    assert omnibus_p(np.repeat(right, 3, axis=0)) == 1
    assert omnibus_p(np.stack([np.zeros((3, 50)), np.zeros((3, 50)), np.ones((3, 50))])) == 0
