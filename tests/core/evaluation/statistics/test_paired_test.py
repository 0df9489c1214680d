import pytest
from scipy import stats

from core.evaluation.statistics import mcnemar
from tests.support.simulated_studies import from_table

# Approval of the prime minister, twice: Agresti (2002, Categorical Data Analysis, table 10.1).
APPROVAL = from_table(794, 150, 86, 570)


def test_mcnemars_test_matches_published_examples():
    # mlxtend's documentation, https://rasbt.github.io/mlxtend/user_guide/evaluate/mcnemar/: chi-squared 2.025
    assert mcnemar(*from_table(9945, 25, 15, 15)).p_value == pytest.approx(stats.chi2.sf(2.025, 1))
    of_approval = mcnemar(*APPROVAL)
    assert (of_approval.only_a, of_approval.only_b) == (150, 86)
    assert of_approval.disagreement == pytest.approx(236 / 1600)
    assert of_approval.p_value == pytest.approx(stats.chi2.sf((150 - 86 - 1) ** 2 / 236, 1))


def test_mcnemars_test_is_exact_where_few_rows_differ():
    assert mcnemar(*from_table(50, 11, 1, 30)).p_value == pytest.approx(2 * 13 / 2**12)
    assert mcnemar(*from_table(50, 0, 0, 30)).p_value == 1
