import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from core.evaluation.statistics.looks import FIRST_LEVEL, LEVEL, look_level, spent


def test_all_looks_together_spend_less_than_five_per_cent():
    shares = [spent(number) for number in range(1, 30)]
    assert shares[:3] == pytest.approx([0.03, 0.0375, 0.04125])
    assert shares == sorted(shares)
    assert shares[-1] < LEVEL


def test_a_single_look_has_the_first_level():
    assert look_level([3]) == look_level([50]) == FIRST_LEVEL


@pytest.mark.parametrize("sizes", [(3, 5), (3, 5, 7), (5, 10, 15, 20)])
def test_growing_studies_without_a_difference_are_decided_as_rarely_as_planned(sizes):
    draw = np.random.default_rng(1)
    sums = np.cumsum(draw.standard_normal((400_000, len(sizes))) * np.sqrt(np.diff([0, *sizes])), axis=1)
    p = 2 * stats.norm.sf(np.abs(sums) / np.sqrt(sizes))
    decided = np.zeros(len(p), bool)
    for number in range(1, len(sizes) + 1):
        decided |= p[:, number - 1] <= look_level(sizes[:number])
        assert decided.mean() == pytest.approx(spent(number), abs=0.0015)


@given(st.sets(st.integers(1, 50), min_size=2, max_size=6))
def test_no_look_alone_causes_more_wrong_decisions_than_all_looks_may(sizes):
    assert 0 < look_level(sorted(sizes)) <= spent(len(sizes)) + 1e-4


@pytest.mark.parametrize("sizes", [(), (3, 3), (5, 3), (0, 2)])
def test_looks_that_do_not_grow_are_refused(sizes):
    with pytest.raises(ValueError, match="must grow"):
        look_level(sizes)
