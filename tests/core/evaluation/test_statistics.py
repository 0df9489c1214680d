import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.comparison.verdicts import decide
from core.evaluation.statistics import (
    Estimate,
    bootstrap_interval,
    detectable_gap,
    mcnemar,
    mean_and_se,
    one_seed_interval,
    paired_estimate,
    probabilities,
    wilson,
)

NUM_STUDIES = 1_000


def from_table(both: int, only_a: int, only_b: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Two runs' rightness on rows counted so."""
    counts = (both, only_a, only_b, neither)
    return np.repeat([1.0, 1.0, 0.0, 0.0], counts), np.repeat([1.0, 0.0, 1.0, 0.0], counts)


# Approval of the prime minister, twice: Agresti (2002, Categorical Data Analysis, table 10.1).
APPROVAL = from_table(794, 150, 86, 570)


def studies(num_seeds: int, num_rows: int, gap: float, seed: int, row_arm_sd=0.1, seed_sd=0.05, noise_sd=0.5):
    """Simulated studies: whether a row is right depends on it, on what the arm makes of it, on the seed and on chance.

    Yields:
        right_b - right_a, (num_seeds, num_rows), of each study.
    """
    draw = np.random.default_rng(seed)
    for _ in range(NUM_STUDIES):
        ease = draw.normal(1.2, 1, num_rows) + draw.normal(0, row_arm_sd, (2, 1, num_rows))
        ease = ease + draw.normal(0, seed_sd, (2, num_seeds, 1)) + draw.normal(0, noise_sd, (2, num_seeds, num_rows))
        right = (ease + np.array([0, gap])[:, None, None] > 0).astype(float)
        yield right[1] - right[0]


def true_difference(gap: float, row_arm_sd=0.1, seed_sd=0.05, noise_sd=0.5) -> float:
    """The difference in accuracy on all texts and over all seeds."""
    spread = math.sqrt(1 + row_arm_sd**2 + seed_sd**2 + noise_sd**2)
    return float(stats.norm.cdf((1.2 + gap) / spread) - stats.norm.cdf(1.2 / spread))


def test_the_interval_of_two_networks_matches_a_published_example():
    estimate = one_seed_interval(*APPROVAL)
    assert estimate.mean == pytest.approx((86 - 150) / 1600)
    assert (round(estimate.low, 2), round(estimate.high, 2)) == (-0.06, -0.02)


def test_mcnemars_test_matches_published_examples():
    # mlxtend's documentation, https://rasbt.github.io/mlxtend/user_guide/evaluate/mcnemar/: chi-squared 2.025
    assert mcnemar(*from_table(9945, 25, 15, 15)).p_value == pytest.approx(stats.chi2.sf(2.025, 1))
    of_approval = mcnemar(*APPROVAL)
    assert (of_approval.only_a, of_approval.only_b) == (150, 86)
    assert of_approval.disagreement == pytest.approx(236 / 1600)
    assert of_approval.p_value == pytest.approx(stats.chi2.sf((150 - 86 - 1) ** 2 / 236, 1))


def test_mcnemars_test_is_exact_where_few_rows_differ():
    assert mcnemar(*from_table(50, 11, 1, 30)).p_value == pytest.approx(2 * 13 / 2**12)
    assert mcnemar(*from_table(50, 0, 0, 30)).p_value == 1


def test_the_mean_squares_are_those_of_a_two_way_table():
    differences = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0], [1.0, -1.0, 0.0, 1.0]])
    ms_seed = 4 * np.var([0.5, 0.5, 0.25], ddof=1)
    ms_row = 3 * np.var([2 / 3, -1 / 3, 1 / 3, 1], ddof=1)
    squares = np.sum((differences - differences.mean()) ** 2)
    ms_residual = (squares - 2 * ms_seed - 3 * ms_row) / 6
    estimate = paired_estimate(differences)
    assert estimate.standard_error == pytest.approx(math.sqrt((ms_seed + ms_row - ms_residual) / 12))
    seeds = max(ms_seed, ms_residual)
    assert estimate.df == pytest.approx((seeds + ms_row - ms_residual) ** 2 / (seeds**2 / 2))
    assert (estimate.num_seeds, estimate.num_rows) == (3, 4)


def test_where_rows_do_not_matter_the_interval_is_the_paired_t_test_over_seeds():
    draw = np.random.default_rng(4)
    shares = draw.normal(0.02, 0.01, 6)
    differences = (draw.random((6, 20_000)) < shares[:, None]).astype(float)
    low, high = stats.ttest_1samp(differences.mean(axis=1), 0).confidence_interval()
    estimate = paired_estimate(differences)
    assert (estimate.low, estimate.high) == pytest.approx((low, high), rel=0.02)


@pytest.mark.parametrize(("num_seeds", "num_rows"), [(3, 500), (5, 500), (3, 2000)])
def test_the_interval_covers_the_true_difference_19_times_in_20(num_seeds, num_rows):
    true = true_difference(0.1)
    estimates = [paired_estimate(one) for one in studies(num_seeds, num_rows, 0.1, seed=5)]
    covered = np.mean([estimate.low <= true <= estimate.high for estimate in estimates])
    assert covered == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize("rope", [0.0, 0.01])
def test_without_a_true_difference_a_decision_is_rare(rope):
    estimates = [paired_estimate(one) for one in studies(3, 500, 0.0, seed=9)]
    said = [decide(estimate, probabilities(estimate, rope)) for estimate in estimates]
    assert max(said.count("better"), said.count("worse")) <= 0.05 * NUM_STUDIES


def test_a_study_detects_its_detectable_gap_about_four_times_in_five():
    pilot = np.concatenate(list(studies(3, 500, 0.0, seed=1))[:200])
    disagreement = np.mean(np.abs(pilot))
    shared = {"row_arm_sd": 0.0, "seed_sd": 0.0}
    noise = np.mean(np.abs(np.concatenate(list(studies(3, 500, 0.0, seed=2, **shared))[:200])))
    seed_sd = math.sqrt(np.mean([one.mean(axis=1).var(ddof=1) for one in studies(3, 500, 0.0, seed=3)]) / 2)
    gap = detectable_gap(500, 3, seed_sd, disagreement, noise)
    scale = true_difference(0.1) / 0.1
    estimates = [paired_estimate(one) for one in studies(3, 500, gap / scale, seed=4)]
    assert np.mean([estimate.low > 0 for estimate in estimates]) == pytest.approx(0.8, abs=0.12)


def test_more_rows_and_more_seeds_detect_smaller_gaps():
    gaps = [detectable_gap(rows, seeds, 0.005, 0.12, 0.1) for rows, seeds in ((1000, 3), (8000, 3), (8000, 10))]
    assert gaps == sorted(gaps, reverse=True)
    assert detectable_gap(1000, 3, 0.0, 0.0) == 0


def test_one_seed_detects_the_gap_of_mcnemars_normal_approximation():
    z = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
    assert detectable_gap(2000, 1, 0.005, 0.12) == pytest.approx(z * math.sqrt(0.12 / 2000), rel=0.01)


@given(st.integers(2, 6), st.integers(1, 40), st.integers(0, 2**31))
def test_any_study_has_an_interval_around_its_mean_and_probabilities_that_add_up(num_seeds, num_rows, seed):
    differences = np.random.default_rng(seed).integers(-1, 2, (num_seeds, num_rows)).astype(float)
    estimate = paired_estimate(differences)
    assert -1 <= estimate.low <= estimate.mean <= estimate.high <= 1
    chances = probabilities(estimate, 0.01)
    assert chances.worse + chances.same + chances.better == pytest.approx(1)
    assert min(chances.worse, chances.same, chances.better) >= 0


def test_arms_that_never_differ_have_the_interval_of_no_difference():
    few, many = (paired_estimate(np.zeros((3, number))) for number in (20, 5000))
    assert few.mean == many.mean == 0
    assert few.high > 0.05 > 0.001 > many.high > 0
    assert probabilities(few, 0.01).same < 0.95 < probabilities(many, 0.01).same


def test_sequences_with_a_share_of_right_steps_have_students_interval():
    a, b = np.array([0.5, 0.8, 1.0, 0.9]), np.array([0.7, 0.9, 1.0, 0.8])
    interval = stats.ttest_rel(b, a).confidence_interval()
    estimate = one_seed_interval(a, b)
    assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high))


def test_the_posterior_is_students_t_around_the_mean():
    estimate = Estimate(0.02, 0.0, 0.04, 0.01, 2.0, 3, 1000)
    chances = probabilities(estimate, 0.01)
    assert chances.better == pytest.approx(stats.t.sf(-1, 2))
    assert chances.worse == pytest.approx(stats.t.cdf(-3, 2))
    assert probabilities(estimate, 0.0).same == 0


def test_mean_and_standard_error_leave_out_missing_values():
    mean, error, number = mean_and_se([0.8, None, 0.9, math.nan])
    assert (mean, number) == (pytest.approx(0.85), 2)
    assert error == pytest.approx(0.05)
    assert math.isnan(mean_and_se([0.8])[1])
    assert mean_and_se([])[2] == 0


def test_a_bootstrap_interval_surrounds_the_mean_and_is_the_same_twice():
    values = np.random.default_rng(0).normal(0.1, 0.5, 400)
    low, high = bootstrap_interval(values)
    half = 1.96 * values.std(ddof=1) / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.01)
    assert bootstrap_interval(values) == (low, high)
    assert bootstrap_interval(np.zeros(5)) == (0, 0)


def test_the_bootstrap_of_few_distinct_values_is_that_of_scipy():
    values = np.random.default_rng(1).choice([-1.0, 0.0, 1 / 3, 1.0], 300, p=[0.1, 0.6, 0.1, 0.2])
    expected = stats.bootstrap((values,), np.mean, method="percentile", rng=0).confidence_interval
    assert bootstrap_interval(values) == pytest.approx((expected.low, expected.high), abs=0.006)


def test_an_interval_always_contains_its_mean():
    for constant in (0.1, 1.0, -1.0):
        estimate = paired_estimate(np.full((2, 20), constant))
        assert estimate.low <= estimate.mean <= estimate.high
        assert estimate.high - estimate.low > 0.05
    right = np.random.default_rng(0).random((3, 400)) < 0.5
    differences = right - right[[1, 2, 0]].astype(float)  # equal means, noisy rows
    differences -= differences.mean(axis=1, keepdims=True)
    estimate = paired_estimate(differences)
    assert estimate.low < estimate.mean < estimate.high


def test_the_interval_of_a_single_sequence_is_very_wide():
    estimate = one_seed_interval(np.array([0.5]), np.array([0.7]))
    assert estimate.high - estimate.low > 0.5


@pytest.mark.parametrize(("num_right", "number"), [(81, 100), (0, 10), (10, 10), (3, 4)])
def test_the_wilson_interval_is_that_of_scipy(num_right, number):
    expected = stats.binomtest(num_right, number).proportion_ci(method="wilson")
    assert wilson(num_right / number, number) == pytest.approx((expected.low, expected.high), abs=1e-7)


def test_columns_of_shares_have_columns_of_intervals():
    low, high = wilson(pd.Series([0.5, 0.9]), pd.Series([10.0, 100.0]))
    assert (low[1], high[1]) == wilson(0.9, 100.0)
