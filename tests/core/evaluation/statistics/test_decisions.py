import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.evaluation.statistics import Estimate, decide, paired_estimate, probabilities
from core.evaluation.statistics.decisions import adjusted_p, difference_p, family_interval, holm, zero_p
from tests.support.comparisons.simulated_studies import NUM_STUDIES, studies

LEVEL = 0.03


def evidence(mean: float, standard_error: float = 0.01, df: float = 10.0, rope: float = 0.01):
    half = standard_error * float(stats.t.ppf(0.975, df))
    estimate = Estimate(mean, mean - half, mean + half, standard_error, df, 5, 1_000)
    return estimate, probabilities(estimate, rope)


def test_a_gap_far_beyond_the_region_is_better_or_worse():
    assert decide([evidence(0.06)], [LEVEL]) == ("better",)
    assert decide([evidence(-0.06)], [LEVEL]) == ("worse",)


def test_a_sharp_estimate_inside_the_region_is_the_same():
    assert decide([evidence(0.001, 0.002)], [LEVEL]) == ("same",)


def test_a_gap_at_the_edge_of_the_region_is_undecided():
    assert decide([evidence(0.015)], [LEVEL]) == ("undecided",)


def test_without_a_region_the_two_sided_p_value_decides():
    pair = evidence(0.02, rope=0.0)
    assert difference_p(*pair) == zero_p(pair[0]) == pytest.approx(2 * stats.t.sf(2, 10))


def test_nothing_is_better_where_the_arms_together_do_not_differ():
    assert decide([evidence(0.06), evidence(0.001, 0.002)], [LEVEL] * 2, omnibus_p=0.2) == ("undecided", "same")
    assert decide([evidence(0.06), evidence(0.001, 0.002)], [LEVEL] * 2, omnibus_p=0.01) == ("better", "same")


def test_the_adjusted_p_values_are_holms():
    pairs = [evidence(0.03), evidence(0.05), evidence(0.045)]
    raw = [difference_p(*pair) for pair in pairs]
    second = max(3 * raw[1], 2 * raw[2])
    assert adjusted_p(pairs) == pytest.approx((max(second, raw[0]), 3 * raw[1], second))


@given(st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=8))
def test_more_pairs_never_make_a_decision_easier(means):
    pairs = [evidence(mean) for mean in means]
    alone = [adjusted_p([pair])[0] for pair in pairs]
    together = adjusted_p(pairs)
    assert all(few <= many <= 1 for few, many in zip(alone, together, strict=True))


@pytest.mark.parametrize("rope", [0.0, 0.01])
def test_without_a_true_difference_a_decision_is_rare(rope):
    estimates = [paired_estimate(one) for one in studies(3, 500, 0.0, seed=9)]
    said = [decide([(estimate, probabilities(estimate, rope))], [LEVEL])[0] for estimate in estimates]
    assert said.count("better") + said.count("worse") <= 0.045 * NUM_STUDIES


def test_arms_without_any_spread_differ_for_certain_or_not_at_all():
    assert zero_p(Estimate(0.0, 0.0, 0.0, 0.0, np.inf, 3, 10)) == 1
    assert zero_p(Estimate(0.1, 0.1, 0.1, 0.0, np.inf, 3, 10)) == 0


@pytest.mark.parametrize(
    ("values", "adjusted"),
    [  # statsmodels 0.15.0: statsmodels.stats.multitest.multipletests(values, method="holm")[1]
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.2, 0.001, 0.0004, 0.05, 0.9, 0.0125], [0.4, 0.005, 0.0024, 0.15, 0.9, 0.05]),
        ([0.3, 0.3, 0.02], [0.6, 0.6, 0.06]),
        ([0.7], [0.7]),
        ([], []),
    ],
)
def test_holms_p_values_are_those_of_statsmodels(values, adjusted):
    assert holm(values) == pytest.approx(tuple(adjusted))


def test_an_interval_for_several_estimates_is_bonferronis():
    estimate, _ = evidence(0.02, 0.01, 4.0)
    low, high = family_interval(estimate, 6)
    half = 0.01 * stats.t.ppf(1 - 0.05 / 2 / 6, 4)
    assert (low, high) == pytest.approx((0.02 - half, 0.02 + half))
    assert family_interval(estimate, 1) == pytest.approx((estimate.low, estimate.high))
