import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.data.sources.series.missing_values import fill_missing
from core.errors import DatasetError

GAPS = np.array([[np.nan, 1.0], [2.0, 2.0], [np.nan, 3.0], [6.0, np.nan]])


def test_values_between_are_interpolated_and_ends_repeated():
    assert fill_missing(GAPS, "interpolate", "x").tolist() == [[2, 1], [2, 2], [4, 3], [6, 3]]
    assert fill_missing(GAPS, "zero", "x").tolist() == [[0, 1], [2, 2], [0, 3], [6, 0]]
    assert np.isnan(GAPS[0, 0])  # the series itself is unchanged


def test_missing_values_and_empty_channels_are_refused_with_their_place():
    with pytest.raises(DatasetError, match="x: line 3: the value of step 1 in channel 1 is missing"):
        fill_missing(GAPS, "refuse", "x: line 3")
    empty = np.array([[1.0, np.nan], [2.0, np.nan]])
    with pytest.raises(DatasetError, match="x: line 3: channel 2 has no value"):
        fill_missing(empty, "interpolate", "x: line 3")
    assert fill_missing(empty, "zero", "x").tolist() == [[1, 0], [2, 0]]


@given(arrays.arrays(float, (6, 2), elements=st.sampled_from([np.nan, 0.0, 1.0, -2.5])))
def test_known_values_stay_and_filled_ones_are_between_them(values):
    gaps = np.isnan(values)
    if gaps.all(axis=0).any():
        with pytest.raises(DatasetError):
            fill_missing(values, "interpolate", "x")
        return
    filled = fill_missing(values, "interpolate", "x")
    np.testing.assert_array_equal(filled[~gaps], values[~gaps])
    assert (filled >= np.nanmin(values, axis=0)).all()
    assert (filled <= np.nanmax(values, axis=0)).all()
