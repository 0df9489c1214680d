import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.evaluation.statistics import one_seed_interval, paired_estimate, probabilities
from core.evaluation.statistics.estimates import mean_squares
from tests.support.comparisons.simulated_studies import from_table, studies, true_difference

# Approval of the prime minister, twice: Agresti (2002, Categorical Data Analysis, table 10.1).
APPROVAL = from_table(794, 150, 86, 570)


def test_the_interval_of_two_networks_matches_a_published_example():
    estimate = one_seed_interval(*APPROVAL)
    assert estimate.mean == pytest.approx((86 - 150) / 1600)
    assert (round(estimate.low, 2), round(estimate.high, 2)) == (-0.06, -0.02)


def test_the_mean_squares_are_those_of_a_two_way_table():
    differences = np.array([[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0], [1.0, -1.0, 0.0, 1.0]])
    ms_seed = 4 * np.var([0.5, 0.5, 0.25], ddof=1)
    ms_row = 3 * np.var([2 / 3, -1 / 3, 1 / 3, 1], ddof=1)
    squares = np.sum((differences - differences.mean()) ** 2)
    ms_residual = (squares - 2 * ms_seed - 3 * ms_row) / 6
    estimate = paired_estimate(differences)
    assert estimate.standard_error == pytest.approx(math.sqrt((ms_seed + ms_row - ms_residual) / 12))
    assert (estimate.num_seeds, estimate.num_rows) == (3, 4)


def test_the_interval_allows_for_what_few_seeds_say_about_their_spread():
    draw = np.random.default_rng(7)
    gaps, rows = draw.normal(0.02, 0.02, (3, 1)), draw.normal(0, 1, 2_000)
    differences = gaps + rows + draw.normal(0, 0.1, (3, 2_000))
    seeds, between_rows, _ = mean_squares(differences)
    possible = np.sqrt((seeds * 2 / draw.chisquare(2, 400_000) + between_rows) / differences.size)
    half = np.quantile(np.abs(possible * draw.normal(0, 1, 400_000)), 0.95)
    estimate = paired_estimate(differences)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(half, rel=0.02)
    assert 2 < estimate.df < 1_000


def test_where_seeds_do_not_matter_the_interval_is_the_normal_one_over_rows():
    rows = np.random.default_rng(5).integers(-1, 2, 5_000).astype(float)
    estimate = paired_estimate(np.tile(rows, (4, 1)))
    half = 1.96 * rows.std(ddof=1) / math.sqrt(5_000)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(half, rel=0.001)


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
    assert 0.935 <= covered <= 0.99


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
