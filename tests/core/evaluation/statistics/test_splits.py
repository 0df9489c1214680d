import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from benchmarks.verdicts.splits import EFFECTS, TEST_SHARE, Cell, simulated_studies
from core.evaluation.statistics import paired_estimate, split_estimate

differences = arrays(np.float64, st.tuples(st.integers(2, 4), st.just(30)), elements=st.sampled_from([-1.0, 0.0, 1.0]))


def some_split(seed, num_seeds=3, num_rows=500, gap=0.0):
    draw = np.random.default_rng(seed)
    return draw.choice([-1.0, 0.0, 1.0], (num_seeds, num_rows), p=[0.05 - gap / 2, 0.9, 0.05 + gap / 2])


def test_one_split_has_the_paired_estimate():
    split = some_split(0)
    assert split_estimate([split], 0.33) == paired_estimate(split)


def test_the_mean_is_that_of_the_gaps_of_the_splits():
    splits = [some_split(0, num_seeds=1), some_split(1, num_seeds=3), some_split(2, num_seeds=2)]
    estimate = split_estimate(splits, 0.33)
    assert estimate.mean == pytest.approx(np.mean([split.mean() for split in splits]))
    assert (estimate.num_splits, estimate.num_seeds, estimate.num_rows) == (3, 6, 500)


@settings(deadline=None)
@given(st.lists(differences, min_size=2, max_size=4), st.floats(0.1, 0.6))
def test_the_estimate_mirrors_when_the_arms_change_places(splits, share):
    estimate, mirrored = split_estimate(splits, share), split_estimate([-split for split in splits], share)
    assert mirrored.mean == pytest.approx(-estimate.mean)
    assert (mirrored.low, mirrored.high) == pytest.approx((-estimate.high, -estimate.low))
    assert estimate.standard_error > 0
    assert estimate.low <= estimate.mean <= estimate.high


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_the_splits_does_not_matter(order):
    splits = [some_split(seed) for seed in range(4)]
    assert split_estimate([splits[place] for place in order], 0.33).low == pytest.approx(
        split_estimate(splits, 0.33).low
    )


def test_gaps_that_differ_between_splits_widen_the_interval():
    alike = split_estimate([some_split(seed) for seed in range(5)], 0.33)
    unlike = split_estimate([some_split(seed, gap=gap) for seed, gap in enumerate((-0.08, -0.04, 0, 0.04, 0.08))], 0.33)
    assert unlike.standard_error > 2 * alike.standard_error
    assert unlike.df < 6 < alike.df


def test_two_splits_say_nothing_about_other_training_sets():
    near, far = (
        split_estimate([some_split(0, gap=-gap), some_split(1, gap=gap)], 0.33).standard_error for gap in (0, 0.08)
    )
    assert far == pytest.approx(near, rel=0.2)


def test_more_splits_never_remove_the_part_that_all_share():
    rows = np.random.default_rng(0).choice([-1.0, 0.0, 1.0], 300, p=[0.1, 0.8, 0.1])
    splits = [np.tile(rows, (2, 1))] * 20
    at_least = np.sqrt(0.33 * rows.var(ddof=1) / 300)
    assert split_estimate(splits, 0.33).standard_error >= at_least * 0.999


def test_equal_differences_everywhere_have_the_width_of_no_difference():
    estimate = split_estimate([np.zeros((2, 40))] * 3, 0.33)
    assert estimate.mean == 0
    assert estimate.low == -estimate.high < 0
    assert estimate.num_splits == 3


@pytest.mark.parametrize("cell", [Cell(3, 1, 300), Cell(3, 3, 300), Cell(5, 3, 300), Cell(10, 1, 300)])
@pytest.mark.parametrize("effects", ["training sets without effect", "steady seeds, large effects"])
def test_intervals_over_splits_hold_the_true_difference(cell, effects):
    studies = simulated_studies(cell, EFFECTS[effects], 400, seed=7)
    estimates = [split_estimate(study, TEST_SHARE) for study in studies]
    assert np.mean([one.low <= 0 <= one.high for one in estimates]) >= 0.93
