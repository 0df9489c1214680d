import pytest
from scipy import stats

from core.comparison.verdicts import decide
from core.evaluation.statistics import Estimate, paired_estimate, probabilities
from tests.support.simulated_studies import NUM_STUDIES, studies


@pytest.mark.parametrize("rope", [0.0, 0.01])
def test_without_a_true_difference_a_decision_is_rare(rope):
    estimates = [paired_estimate(one) for one in studies(3, 500, 0.0, seed=9)]
    said = [decide(estimate, probabilities(estimate, rope)) for estimate in estimates]
    assert max(said.count("better"), said.count("worse")) <= 0.05 * NUM_STUDIES


def test_the_posterior_is_students_t_around_the_mean():
    estimate = Estimate(0.02, 0.0, 0.04, 0.01, 2.0, 3, 1000)
    chances = probabilities(estimate, 0.01)
    assert chances.better == pytest.approx(stats.t.sf(-1, 2))
    assert chances.worse == pytest.approx(stats.t.cdf(-3, 2))
    assert probabilities(estimate, 0.0).same == 0
