import json

import pytest

from core.comparison.comparison import compare_runs
from core.comparison.decisions.thresholds import arm_rates, threshold_choices
from core.comparison.presentation.threshold_tables import (
    choice_table,
    rate_table,
    threshold_document,
    threshold_sentences,
)
from core.evaluation.threshold import Costs
from tests.support.comparisons.validation_sets import add_uncertain_predictions

COSTS = Costs(1, 5)


@pytest.fixture
def comparison(pair, settings):
    """Two arms, of which the second has validation predictions of one run alone."""
    add_uncertain_predictions(pair[:3])
    return compare_runs(pair, settings.home)


def test_each_arm_has_its_thresholds_with_cost_interval_and_n(comparison):
    table = choice_table(comparison, threshold_choices(comparison, COSTS)).set_index("Arm")
    forward, both = (table.loc[arm.name] for arm in comparison.arms)
    low, high = forward["Threshold"].partition(" (")[2].rstrip(")").split(" to ")
    assert 0 < float(low) < float(high) < 0.4
    assert float(both["Threshold"]) < 0.4
    assert " to " in forward["Cost of a test row"]
    assert (forward["N"], both["N"]) == ("2 seeds, 200 texts", "1 seed, 200 texts")
    assert (forward["Runs with a threshold"], both["Runs with a threshold"]) == ("2 of 2", "1 of 2")


def test_rates_are_percentages_and_costs_have_three_decimals(comparison):
    table = rate_table(arm_rates(comparison, 0.5, COSTS))
    assert table["Precision"].str.endswith(" %").all()
    assert table["Runs"].tolist() == [2, 2]
    assert (table["Cost of a test row"].str.partition(".")[2].str.len() == 3).all()


def test_the_document_is_json_with_the_costs_and_the_thresholds(comparison):
    document = json.loads(json.dumps(threshold_document(comparison, COSTS, 1), allow_nan=False))
    assert document["positive"] == "1"
    assert document["costs"] == {"false_positive": 1, "false_negative": 5}
    assert document["break_even"] == pytest.approx(1 / 6)
    assert [len(arm["thresholds"]) for arm in document["arms"]] == [2, 1]
    assert document["arms"][0]["cost"]["num_rows"] == 200


def test_arms_without_validation_predictions_say_so(pair, settings):
    comparison = compare_runs(pair, settings.home)
    assert all("no threshold" in sentence for sentence in threshold_sentences(comparison, COSTS, 1))
    assert choice_table(comparison, threshold_choices(comparison, COSTS))["Threshold"].tolist() == ["–", "–"]
    assert threshold_document(comparison, COSTS, 1)["arms"][0]["cost"] is None
