import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.verdicts.bootstrap import measure
from benchmarks.verdicts.studies import SPREADS
from core.evaluation.statistics import Estimate, crossed_bootstrap, intervals_disagree, paired_estimate
from tests.support.comparisons.simulated_studies import studies


def test_the_same_study_has_the_same_interval_twice():
    study = next(studies(5, 500, 0.1, seed=1))
    assert crossed_bootstrap(study) == crossed_bootstrap(study)
    assert crossed_bootstrap(study) != crossed_bootstrap(study, seed=1)


def test_where_seeds_are_alike_the_interval_is_as_wide_as_students():
    study = next(studies(10, 2_000, 0.1, seed=1))
    estimate, (low, high) = paired_estimate(study), crossed_bootstrap(study)
    assert (high - low) == pytest.approx(estimate.high - estimate.low, rel=0.15)
    assert (low, high) == pytest.approx((estimate.low, estimate.high), abs=0.003)


def test_a_seed_that_stands_out_makes_the_interval_lopsided():
    study = next(studies(8, 2_000, 0.1, seed=1))
    study[0] = 1.0
    low, high = crossed_bootstrap(study)
    assert high - study.mean() > 1.3 * (study.mean() - low)


def test_arms_that_differ_on_no_row_have_the_interval_of_no_difference():
    estimate = paired_estimate(np.zeros((3, 200)))
    assert crossed_bootstrap(np.zeros((3, 200))) == (estimate.low, estimate.high)


@pytest.mark.parametrize("failing", [(), (0, 1)])
@pytest.mark.parametrize("spread", SPREADS[1:], ids=lambda spread: spread.name)
def test_the_interval_covers_the_true_difference_19_times_in_20(spread, failing):
    simulated = measure(spread, failing, 5, 500, 300)
    assert simulated["bootstrap_coverage"] >= 0.93 - 0.025  # two standard errors of 300 studies
    assert simulated["disagreement"] <= 0.06


@settings(max_examples=40)
@given(st.integers(2, 6), st.integers(1, 40), st.integers(0, 2**31))
def test_any_study_has_an_interval_of_possible_differences(num_seeds, num_rows, seed):
    differences = np.random.default_rng(seed).integers(-1, 2, (num_seeds, num_rows)).astype(float)
    low, high = crossed_bootstrap(differences)
    assert -1 <= low <= high <= 1


@pytest.mark.parametrize(
    ("interval", "bootstrap", "disagree"),
    [
        ((0.01, 0.03), (0.002, 0.05), False),
        ((0.01, 0.03), (-0.002, 0.05), True),
        ((-0.01, 0.03), (0.002, 0.05), True),
        ((-0.01, 0.03), (-0.002, 0.05), False),
        ((0.01, 0.03), (-0.03, -0.01), True),
    ],
)
def test_two_intervals_disagree_where_only_one_excludes_zero(interval, bootstrap, disagree):
    estimate = Estimate(sum(interval) / 2, *interval, 0.01, 4.0, 5, 1_000)
    assert intervals_disagree(estimate, bootstrap) == disagree
