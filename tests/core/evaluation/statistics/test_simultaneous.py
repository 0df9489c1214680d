import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from benchmarks.verdicts.slices import EFFECTS, measure
from core.evaluation.statistics import simultaneous_intervals


def test_the_interval_of_one_group_and_one_seed_is_students():
    draw = np.random.default_rng(0)
    differences = draw.choice([-1.0, 0.0, 1.0], (1, 4_000), p=[0.1, 0.75, 0.15])
    low, high = simultaneous_intervals(differences, np.ones((1, 4_000), bool))
    interval = stats.ttest_1samp(differences[0], 0).confidence_interval()
    assert (low[0], high[0]) == pytest.approx((interval.low, interval.high), abs=2e-4)


def test_twelve_groups_of_one_seed_have_bonferronis_intervals():
    draw = np.random.default_rng(0)
    differences = draw.choice([-1.0, 0.0, 1.0], (1, 12_000), p=[0.1, 0.75, 0.15])
    groups = np.arange(12_000) % 12 == np.arange(12)[:, None]
    low, high = simultaneous_intervals(differences, groups)
    first = differences[0, groups[0]]
    half = stats.t.ppf(1 - 0.025 / 12, 999) * first.std(ddof=1) / np.sqrt(1_000)
    assert high[0] - low[0] == pytest.approx(2 * half, rel=0.02)


def test_where_only_seeds_matter_one_group_has_the_t_interval_over_seeds():
    shares = np.random.default_rng(4).normal(0.02, 0.05, 5)
    differences = (np.random.default_rng(5).random((5, 20_000)) < np.abs(shares)[:, None]) * np.sign(shares)[:, None]
    low, high = simultaneous_intervals(differences, np.ones((1, 20_000), bool))
    interval = stats.ttest_1samp(differences.mean(axis=1), 0).confidence_interval()
    assert (low[0], high[0]) == pytest.approx((interval.low, interval.high), rel=0.05)


def test_rows_that_never_differ_have_an_interval_that_shrinks_with_their_number():
    few, many = (simultaneous_intervals(np.zeros((3, number)), np.ones((1, number), bool)) for number in (50, 5_000))
    assert few[1][0] == -few[0][0] > 3 / 50
    assert 0 < many[1][0] < few[1][0] / 50


def test_without_groups_there_are_no_intervals():
    low, high = simultaneous_intervals(np.zeros((2, 5)), np.empty((0, 5), bool))
    assert len(low) == len(high) == 0


@pytest.mark.parametrize(
    "name", ["no gap", "no gap, seeds unsteady on long texts", "a gap in long texts, 98 % accurate"]
)
@pytest.mark.parametrize("num_seeds", [1, 3, 5])
def test_in_19_of_20_studies_the_intervals_of_all_slices_contain_the_true_gaps(name, num_seeds):
    simulated = measure(EFFECTS[name], num_seeds, 2_000, 300)
    assert simulated["family_wise_error"] <= 0.05 + 0.025  # two standard errors of 300 studies
    assert simulated["coverage"] >= 0.98


@settings(max_examples=40)
@given(st.integers(1, 5), st.integers(2, 60), st.integers(1, 12), st.integers(0, 2**31))
def test_any_intervals_contain_the_means_of_their_groups(num_seeds, num_rows, num_groups, seed):
    draw = np.random.default_rng(seed)
    differences = draw.integers(-1, 2, (num_seeds, num_rows)).astype(float)
    groups = draw.random((num_groups, num_rows)) < draw.random((num_groups, 1))
    groups[:, :2] = True
    low, high = simultaneous_intervals(differences, groups)
    means = np.array([differences[:, rows].mean() for rows in groups])
    assert ((low >= -1) & (low <= means + 1e-9) & (means <= high + 1e-9) & (high <= 1)).all()
