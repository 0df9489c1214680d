import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.rows.own_slices import own_slices
from core.comparison.rows.text_slices import parse_slices
from core.errors import InputError

FORWARD, BOTH = "forward SimpleRNN 4", "bidirectional SimpleRNN 4"


def test_each_slice_has_accuracies_gaps_intervals_and_n(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    short, long, everything = own_slices(comparison, parse_slices(["length=0-10", "length=11-", "word=text"]))
    assert (short.num_rows, long.num_rows, everything.num_rows, short.num_all) == (80, 120, 200, 200)
    assert short.accuracies[BOTH].mean == 1
    for one in (short, long, everything):
        gap = one.gaps[FORWARD, BOTH]
        assert gap.mean == pytest.approx(one.accuracies[BOTH].mean - one.accuracies[FORWARD].mean)
        assert gap.low <= gap.mean <= gap.high
        assert gap.num_seeds == 2
    assert long.gaps[FORWARD, BOTH].mean == 0
    assert everything.accuracies[FORWARD].mean == pytest.approx(comparison.right(FORWARD).mean())
    assert all(0 <= share.low <= share.mean <= share.high <= 1 for share in short.accuracies.values())


def test_few_rows_have_no_interval_and_no_rows_have_nothing(with_baseline, settings):
    comparison = compare_runs(with_baseline, settings.home)
    few, none = own_slices(comparison, parse_slices(["word=3", "word=zebra"]))
    assert few.num_rows == 1
    assert (few.accuracies[BOTH].low, few.accuracies[BOTH].high) == (None, None)
    assert not np.isnan(few.accuracies[BOTH].mean)
    assert (none.num_rows, none.accuracies, none.gaps) == (0, {}, {})


def test_slices_need_the_texts(pair, settings):
    comparison = compare_runs(pair, settings.home)
    assert own_slices(comparison, ()) == []
    with pytest.raises(InputError, match="Add the baselines first"):
        own_slices(comparison, parse_slices(["word=not"]))
