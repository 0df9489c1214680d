import math

import pandas as pd
import pytest
from scipy import stats

from core.evaluation.statistics import mean_and_se, wilson


def test_mean_and_standard_error_leave_out_missing_values():
    mean, error, number = mean_and_se([0.8, None, 0.9, math.nan])
    assert (mean, number) == (pytest.approx(0.85), 2)
    assert error == pytest.approx(0.05)
    assert math.isnan(mean_and_se([0.8])[1])
    assert mean_and_se([])[2] == 0


@pytest.mark.parametrize(("num_right", "number"), [(81, 100), (0, 10), (10, 10), (3, 4)])
def test_the_wilson_interval_is_that_of_scipy(num_right, number):
    expected = stats.binomtest(num_right, number).proportion_ci(method="wilson")
    assert wilson(num_right / number, number) == pytest.approx((expected.low, expected.high), abs=1e-7)


def test_columns_of_shares_have_columns_of_intervals():
    low, high = wilson(pd.Series([0.5, 0.9]), pd.Series([10.0, 100.0]))
    assert (low[1], high[1]) == wilson(0.9, 100.0)
