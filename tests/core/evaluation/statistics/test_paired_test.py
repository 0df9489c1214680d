import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from benchmarks.verdicts.odds import measure
from benchmarks.verdicts.studies import SPREADS
from core.evaluation.statistics import error_odds, is_extreme, mcnemar
from tests.support.comparisons.simulated_studies import from_table

# Approval of the prime minister, twice: Agresti (2002, Categorical Data Analysis, table 10.1).
APPROVAL = from_table(794, 150, 86, 570)


def test_mcnemars_test_is_near_published_chi_squared_examples():
    # mlxtend's documentation, https://rasbt.github.io/mlxtend/user_guide/evaluate/mcnemar/: chi-squared 2.025
    assert mcnemar(*from_table(9945, 25, 15, 15)).p_value == pytest.approx(stats.chi2.sf(2.025, 1), rel=0.01)
    of_approval = mcnemar(*APPROVAL)
    assert (of_approval.only_a, of_approval.only_b) == (150, 86)
    assert of_approval.disagreement == pytest.approx(236 / 1600)
    assert of_approval.p_value == pytest.approx(stats.chi2.sf((150 - 86 - 1) ** 2 / 236, 1), rel=0.1)


def test_the_p_of_mcnemars_test_is_the_exact_binomial_one():
    assert mcnemar(*from_table(50, 11, 1, 30)).p_value == pytest.approx(2 * 13 / 2**12)
    assert mcnemar(*from_table(50, 0, 0, 30)).p_value == 1
    assert mcnemar(*from_table(0, 0, 20, 0)).p_value == pytest.approx(2 / 2**20)


@given(st.integers(0, 3_000), st.integers(0, 3_000))
def test_the_p_of_mcnemars_test_is_that_of_scipys_binomial_test(only_a, only_b):
    expected = stats.binomtest(only_a, only_a + only_b, 0.5).pvalue if only_a + only_b else 1.0
    assert mcnemar(*from_table(1, only_a, only_b, 1)).p_value == pytest.approx(expected, rel=1e-9, abs=1e-300)


@given(st.integers(0, 20_000))
def test_networks_that_are_right_alone_equally_often_have_a_p_of_one(number):
    assert mcnemar(*from_table(3, number, number, 1)).p_value == 1


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_more_uneven_split_has_a_smaller_p_and_the_order_does_not_matter(only_a, only_b):
    p = mcnemar(*from_table(1, only_a, only_b, 1)).p_value
    assert p == pytest.approx(mcnemar(*from_table(1, only_b, only_a, 1)).p_value)
    assert 0 < p <= 1
    if only_a >= only_b > 0:
        assert mcnemar(*from_table(1, only_a + 1, only_b - 1, 1)).p_value < p or p == 1


def test_the_ratio_of_error_odds_is_that_of_a_table():
    right_a, right_b = (np.repeat([[0.0, 1.0]], (wrong, 1_000 - wrong), axis=1) for wrong in (40, 20))
    odds = error_odds(right_a, right_b)
    assert odds.ratio == pytest.approx((20.5 / 980.5) / (40.5 / 960.5))
    assert odds.low < odds.ratio < odds.high < 1
    assert (odds.errors_a, odds.errors_b, odds.num_seeds, odds.num_rows) == (40, 20, 1, 1_000)


def test_exchanged_arms_have_the_inverse_ratio_and_interval():
    right_a, right_b = (np.random.default_rng(seed).random((3, 2_000)) < 0.98 for seed in (0, 1))
    odds, inverse = error_odds(right_a, right_b), error_odds(right_b, right_a)
    assert (odds.ratio, odds.low, odds.high) == pytest.approx((1 / inverse.ratio, 1 / inverse.high, 1 / inverse.low))


def test_arms_with_errors_on_fewer_than_five_rows_have_no_ratio():
    right = np.ones((3, 500))
    few = right.copy()
    few[:, :4] = 0
    assert error_odds(right, few) is None
    assert error_odds(1 - few, 1 - few) is None


@pytest.mark.parametrize(("accuracy", "extreme"), [(0.98, True), (0.9, False), (0.02, True)])
def test_accuracies_near_zero_and_one_are_extreme(accuracy, extreme):
    right = (np.arange(1_000) < 1_000 * accuracy).astype(float)[None, :]
    assert is_extreme(right, np.tile([0.0, 1.0], 500)[None, :]) == extreme


@pytest.mark.parametrize("spread", SPREADS, ids=lambda spread: spread.name)
def test_the_interval_of_the_error_odds_covers_the_true_ratio(spread):
    simulated = measure(2.3, 0.3, spread, 5, 2_000, 300)
    assert simulated["coverage"] >= 0.95 - 0.025  # two standard errors of 300 studies
    assert simulated["missing"] == 0
