import pytest
from scipy import stats

from core.evaluation.statistics import Estimate, probabilities


def test_the_posterior_is_students_t_around_the_mean():
    estimate = Estimate(0.02, 0.0, 0.04, 0.01, 2.0, 3, 1000)
    chances = probabilities(estimate, 0.01)
    assert chances.better == pytest.approx(stats.t.sf(-1, 2))
    assert chances.worse == pytest.approx(stats.t.cdf(-3, 2))
    assert probabilities(estimate, 0.0).same == 0
