import hypothesis.strategies as st
import pytest
from hypothesis import given
from scipy import stats

from core.evaluation.statistics import mcnemar
from tests.support.comparisons.simulated_studies import from_table

# Approval of the prime minister, twice: Agresti (2002, Categorical Data Analysis, table 10.1).
APPROVAL = from_table(794, 150, 86, 570)


def test_mcnemars_test_is_near_published_chi_squared_examples():
    # mlxtend's documentation, https://rasbt.github.io/mlxtend/user_guide/evaluate/mcnemar/: chi-squared 2.025
    assert mcnemar(*from_table(9945, 25, 15, 15)).p_value == pytest.approx(stats.chi2.sf(2.025, 1), rel=0.01)
    of_approval = mcnemar(*APPROVAL)
    assert (of_approval.only_a, of_approval.only_b) == (150, 86)
    assert of_approval.disagreement == pytest.approx(236 / 1600)
    assert of_approval.p_value == pytest.approx(stats.chi2.sf((150 - 86 - 1) ** 2 / 236, 1), rel=0.1)


def test_the_p_of_mcnemars_test_is_the_exact_binomial_one():
    assert mcnemar(*from_table(50, 11, 1, 30)).p_value == pytest.approx(2 * 13 / 2**12)
    assert mcnemar(*from_table(50, 0, 0, 30)).p_value == 1
    assert mcnemar(*from_table(0, 0, 20, 0)).p_value == pytest.approx(2 / 2**20)


@given(st.integers(0, 20_000))
def test_networks_that_are_right_alone_equally_often_have_a_p_of_one(number):
    assert mcnemar(*from_table(3, number, number, 1)).p_value == 1


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_more_uneven_split_has_a_smaller_p_and_the_order_does_not_matter(only_a, only_b):
    p = mcnemar(*from_table(1, only_a, only_b, 1)).p_value
    assert p == pytest.approx(mcnemar(*from_table(1, only_b, only_a, 1)).p_value)
    assert 0 < p <= 1
    if only_a >= only_b > 0:
        assert mcnemar(*from_table(1, only_a + 1, only_b - 1, 1)).p_value < p or p == 1
