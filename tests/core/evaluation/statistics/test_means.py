import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from core.evaluation.statistics import bootstrap_interval, mean_and_se, wilson


def test_mean_and_standard_error_leave_out_missing_values():
    mean, error, number = mean_and_se([0.8, None, 0.9, math.nan])
    assert (mean, number) == (pytest.approx(0.85), 2)
    assert error == pytest.approx(0.05)
    assert math.isnan(mean_and_se([0.8])[1])
    assert mean_and_se([])[2] == 0


def test_a_bootstrap_interval_surrounds_the_mean_and_is_the_same_twice():
    values = np.random.default_rng(0).normal(0.1, 0.5, 400)
    low, high = bootstrap_interval(values)
    half = 1.96 * values.std(ddof=1) / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.01)
    assert bootstrap_interval(values) == (low, high)
    assert bootstrap_interval(np.zeros(5)) == (0, 0)


def test_the_bootstrap_of_few_distinct_values_is_that_of_scipy():
    values = np.random.default_rng(1).choice([-1.0, 0.0, 1 / 3, 1.0], 300, p=[0.1, 0.6, 0.1, 0.2])
    expected = stats.bootstrap((values,), np.mean, method="percentile", rng=0).confidence_interval
    assert bootstrap_interval(values) == pytest.approx((expected.low, expected.high), abs=0.006)


@pytest.mark.parametrize(("num_right", "number"), [(81, 100), (0, 10), (10, 10), (3, 4)])
def test_the_wilson_interval_is_that_of_scipy(num_right, number):
    expected = stats.binomtest(num_right, number).proportion_ci(method="wilson")
    assert wilson(num_right / number, number) == pytest.approx((expected.low, expected.high), abs=1e-7)


def test_columns_of_shares_have_columns_of_intervals():
    low, high = wilson(pd.Series([0.5, 0.9]), pd.Series([10.0, 100.0]))
    assert (low[1], high[1]) == wilson(0.9, 100.0)
