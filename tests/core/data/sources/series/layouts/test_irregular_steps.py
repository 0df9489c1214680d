import pandas as pd
import pytest

from core.data.sources.series.layouts.irregular_steps import irregular_remark, is_irregular


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (["1", "2", "3"], False),
        (["1", "2", "4"], True),
        (["2020-01-01", "2020-01-02", "2020-01-03"], False),
        (["2020-01-01", "2020-01-02", "2020-01-05"], True),
        (["a", "b", "z"], False),
        (["1", "9"], False),
        (["0", "0.3333", "0.6667"], False),
    ],
)
def test_steps_are_irregular_where_times_are_not_equally_far_apart(times, expected):
    assert is_irregular(pd.Series(times)) is expected


def test_only_irregular_series_are_reported():
    assert list(irregular_remark(0, 5)) == []
    assert next(irregular_remark(2, 5)).startswith("2 series have irregular steps, of 5")
