import pandas as pd
import pytest
from scipy import stats

from core.system.formatting import percent, points, wilson


@pytest.mark.parametrize(
    ("share", "digits", "told"),
    [(0.874, 0, "87 %"), (0.874, 1, "87.4 %"), (0.0, 0, "0 %"), (1.0, 0, "100 %"), (0.001, 0, "less than 1 %"),
     (0.999, 0, "more than 99 %"), (0.9999, 1, "100.0 %")],
)  # fmt: skip
def test_percent_never_rounds_to_none_or_all_unless_digits_are_asked_for(share, digits, told):
    assert percent(share, digits) == told


@pytest.mark.parametrize(("share", "told"), [(0.014, "1.4 points"), (0.0101, "1 point"), (0.0, "0.0 points")])
def test_one_point_is_singular(share, told):
    assert points(share) == told


@pytest.mark.parametrize(("num_right", "number"), [(81, 100), (0, 10), (10, 10), (3, 4)])
def test_the_interval_is_that_of_scipy(num_right, number):
    expected = stats.binomtest(num_right, number).proportion_ci(method="wilson")
    assert wilson(num_right / number, number) == pytest.approx((expected.low, expected.high), abs=1e-7)


def test_columns_of_shares_have_columns_of_intervals():
    low, high = wilson(pd.Series([0.5, 0.9]), pd.Series([10.0, 100.0]))
    assert (low[1], high[1]) == wilson(0.9, 100.0)
