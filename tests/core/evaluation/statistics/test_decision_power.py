from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.statistics.decision_power import PlannedPair, better_gap, better_power, same_gap, same_power

PAIR = PlannedPair(5, 8_250, 0.01, 0.03, 0.005, 0.12, 0.10)
PAIRS = st.builds(
    PlannedPair,
    num_seeds=st.integers(3, 50),
    num_rows=st.integers(200, 100_000),
    rope=st.floats(0, 0.05),
    level=st.sampled_from([0.03, 0.01, 0.005]),
    gap_sd=st.floats(0, 0.05),
    disagreement=st.floats(0.02, 0.4),
    noise=st.floats(0.005, 0.2),
)


@given(PAIRS, st.floats(0, 1), st.floats(0, 1))
def test_powers_are_probabilities_and_larger_gaps_are_shown_more_often(pair, one, other):
    smaller, larger = (share * pair.disagreement for share in sorted((one, other)))  # no gap is larger than that
    assert 0 <= better_power(pair, smaller) <= better_power(pair, larger) + 0.02 <= 1.02
    assert 0 <= same_power(pair, larger) <= same_power(pair, smaller) + 0.02 <= 1.02


@given(PAIRS)
def test_the_gaps_have_the_power_they_are_computed_for(pair):
    gap = better_gap(pair, 0.8)
    assert gap is None or better_power(pair, gap) == pytest.approx(0.8, abs=0.02)
    equal = same_gap(pair, 0.8)
    assert equal is None or equal == 0 or same_power(pair, equal) == pytest.approx(0.8, abs=0.02)


def test_more_seeds_and_rows_and_fewer_pairs_show_smaller_gaps():
    stronger = [
        better_gap(replace(PAIR, **changes), 0.8) for changes in (
            {"num_seeds": 3}, {"level": 0.005}, {"num_rows": 2_000}, {}, {"num_seeds": 10}, {"rope": 0.0},
        )
    ]  # fmt: skip
    assert stronger[0] > stronger[1] > stronger[3] > stronger[4]
    assert stronger[2] > stronger[3] > stronger[5]


def test_a_gap_within_the_region_is_hardly_ever_shown_as_better():
    assert better_power(PAIR, 0.01) < 0.03
    assert 0.008 < better_power(replace(PAIR, rope=0.0), 0.0) < 0.016


def test_nothing_is_the_same_without_a_region():
    assert same_power(replace(PAIR, rope=0.0)) == 0
    assert same_gap(replace(PAIR, rope=0.0), 0.8) is None


def test_where_nothing_varies_any_gap_beyond_the_region_is_shown():
    certain = replace(PAIR, gap_sd=0.0, disagreement=0.0, noise=0.0, num_rows=10**9)
    assert better_gap(certain, 0.8) == pytest.approx(0.01, abs=1e-3)
    assert same_power(certain) == pytest.approx(1)


def test_a_gap_adds_disagreement_and_is_harder_to_show_where_arms_agree():
    agreeing = replace(PAIR, gap_sd=0.0, disagreement=0.05, noise=0.05, num_seeds=10, num_rows=300)
    without = replace(agreeing, num_rows=10**6)
    assert better_gap(agreeing, 0.8) > better_gap(without, 0.8) + 0.01
