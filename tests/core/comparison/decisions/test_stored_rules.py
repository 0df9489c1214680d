from core.comparison.comparison import compare_runs
from core.comparison.decisions.stored_rules import remove_rules, store_rules, stored_rules
from core.comparison.decisions.thresholds import threshold_choices
from core.evaluation.threshold import Costs
from core.inference.decision_rule import DecisionRule
from tests.support.comparisons.validation_sets import add_uncertain_predictions


def test_the_thresholds_of_runs_that_have_one_are_stored_and_removed(pair, settings):
    add_uncertain_predictions(pair[:3])
    comparison = compare_runs(pair, settings.home)
    choices = threshold_choices(comparison, Costs(), 0)
    assert store_rules(comparison, choices, 0) == 3
    chosen = choices[0].thresholds | choices[1].thresholds
    assert stored_rules(comparison) == {run_id: DecisionRule("0", value) for run_id, value in chosen.items()}
    remove_rules(comparison)
    assert stored_rules(comparison) == {}
