from dataclasses import replace

import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.presentation.json_document import comparison_document
from core.comparison.presentation.pair_tables import lead_sentence, p_text, pair_table
from core.comparison.presentation.verdict_wording import verdict_sentence
from tests.support.comparisons.setting_studies import CELLS, finished_study

SHARES = dict(zip(CELLS, ([0.7, 0.71, 0.69], [0.8, 0.79, 0.81], [0.7, 0.71, 0.69]), strict=True))


@pytest.fixture
def comparison(add_tested, tiny_config, settings):
    runs, study = finished_study(add_tested, tiny_config, SHARES)
    return compare_runs(runs, settings.home, study=study)


def test_the_table_has_every_pair_with_its_verdict(comparison):
    table = pair_table(comparison)
    assert table["Pair"].tolist()[0] == "GRU, 2 units against GRU, 4 units"
    assert table["Difference (points)"].tolist() == ["+9.7", "+9.7", "+0.0"]
    assert table["Verdict"].tolist() == ["better", "better", "practically the same"]
    assert comparison_document(comparison)["pairs"][0]["holm_p"] == comparison.corrected_pairs[0].holm_p


def test_the_leading_arm_is_named_with_its_verdict_on_each_other_arm(comparison):
    assert lead_sentence(comparison) == (
        "GRU, 2 units has the highest accuracy (79.5 %, mean of 3 runs). It is better than GRU, 4 units "
        "and LSTM, 2 units (Holm's procedure over 3 pairs)."
    )


def test_a_verdict_on_settings_names_them_and_says_which_arm_wins(comparison):
    first, _, same = map(verdict_sentence, comparison.verdicts)
    assert first.startswith("GRU, 2 units beats GRU, 4 units by 9.7 points (95 % interval ")
    assert first.endswith("probability of being better by more than 1 point: 99 %.")
    assert same.startswith("GRU, 4 units and LSTM, 2 units are practically the same")


def test_a_gap_the_other_way_round_is_stated_for_the_arm_ahead(comparison):
    first = comparison.verdicts[0]
    estimate = replace(first.estimate, mean=-first.estimate.mean, low=-first.estimate.high, high=-first.estimate.low)
    turned = replace(
        first, a=first.b, b=first.a, subject_a=first.subject_b, subject_b=first.subject_a, decision="worse",
        estimate=estimate, probabilities=replace(first.probabilities, better=0.0, worse=first.probabilities.better),
    )  # fmt: skip
    assert verdict_sentence(turned) == verdict_sentence(first)
    undecided = verdict_sentence(replace(turned, decision="undecided"))
    assert undecided.startswith("Undecided: GRU, 2 units is 9.7 points ahead of GRU, 4 units (95 % interval ")


def test_pairs_that_learned_nothing_have_no_probability_in_the_table_and_in_json(add_tested, tiny_config, settings):
    draw = np.random.default_rng(0)
    runs, study = finished_study(add_tested, tiny_config, {cell: draw.normal(0.5, 0.01, 3).tolist() for cell in CELLS})
    comparison = compare_runs(runs, settings.home, study=study)
    table = pair_table(comparison)
    assert [set(table[column]) for column in ("p", "p (Holm)", "Verdict")] == [{"–"}, {"–"}, {"none"}]
    document = comparison_document(comparison)
    assert [verdict["probabilities"] for verdict in document["verdicts"]] == [None] * 3
    assert [pair["p"] for pair in document["pairs"]] == [None] * 3


def test_two_arms_need_no_leading_sentence(add_tested, tiny_config, settings):
    runs, study = finished_study(add_tested, tiny_config, dict(list(SHARES.items())[:2]))
    assert lead_sentence(compare_runs(runs, settings.home, study=study)) is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "0.500"), (0.0123, "0.012"), (0.00123, "0.0012"), (1e-9, "below 0.0001")]
)
def test_p_values_have_the_digits_that_matter(value, text):
    assert p_text(value) == text
