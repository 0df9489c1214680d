from dataclasses import replace

import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.decisions.thresholds import (
    arm_rates,
    check_two_classes,
    positive_place,
    scores_by_arm,
    threshold_choices,
)
from core.errors import InputError
from core.evaluation.predictions import VALIDATION_FILE, read_predictions, write_predictions
from core.evaluation.threshold import Costs, best_threshold
from tests.support.comparisons.validation_sets import add_uncertain_predictions

FORWARD, BOTH = "forward SimpleRNN 4", "bidirectional SimpleRNN 4"
COSTS = Costs(1, 4)


def test_each_run_has_its_own_threshold_and_the_arm_its_cost_on_the_test_set(pair, settings):
    add_uncertain_predictions(pair)
    comparison = compare_runs(pair, settings.home)
    forward, both = threshold_choices(comparison, COSTS)
    assert (forward.arm, both.arm) == (FORWARD, BOTH)
    assert list(forward.thresholds) == [run.run_id for run in pair[:2]]
    expected, at_half = [], []
    for run in pair[:2]:
        test, threshold = scores_by_arm(comparison)[FORWARD][len(expected)], forward.thresholds[run.run_id]
        assert 0.05 < threshold < 0.4
        expected.append(test.costs(threshold, COSTS).mean())
        at_half.append(test.costs(0.5, COSTS).mean())
    assert forward.cost.mean == pytest.approx(np.mean(expected))
    assert forward.cost.low < forward.cost.mean < forward.cost.high
    assert (forward.cost.num_seeds, forward.cost.num_rows) == (2, 200)
    assert forward.cost_at_half == pytest.approx(np.mean(at_half))
    assert forward.saved.mean == pytest.approx(forward.cost_at_half - forward.cost.mean)


def test_the_threshold_is_one_of_calibrated_probabilities(pair, settings):
    add_uncertain_predictions(pair)
    run = pair[0]
    validation = replace(read_predictions(run.folder, VALIDATION_FILE), temperature=2.0)
    write_predictions(validation, run.folder, VALIDATION_FILE)
    write_predictions(replace(read_predictions(run.folder), temperature=2.0), run.folder)
    comparison = compare_runs(pair, settings.home)
    calibrated = validation.calibrated.probabilities[:, 1]
    scores = replace(scores_by_arm(comparison)[FORWARD][0], positive=validation.labels == 1, probability=calibrated)
    (forward, _) = threshold_choices(comparison, COSTS)
    assert forward.thresholds[run.run_id] == best_threshold(scores, COSTS)


def test_runs_without_validation_predictions_have_no_threshold(pair, settings):
    add_uncertain_predictions(pair[:1])
    forward, both = threshold_choices(compare_runs(pair, settings.home), COSTS)
    assert (list(forward.thresholds), forward.cost.num_seeds) == ([pair[0].run_id], 1)
    assert (both.thresholds, both.cost, both.saved) == ({}, None, None)


def test_the_positive_class_may_be_the_first(pair, settings):
    add_uncertain_predictions(pair)
    comparison = compare_runs(pair, settings.home)
    ((forward, _), (of_first, _)) = (arm_rates(comparison, 0.5, COSTS, positive) for positive in (1, 0))
    assert forward.num_runs == 2
    assert of_first.rates.false_positive_rate == pytest.approx(1 - forward.rates.recall)
    (swapped, _) = arm_rates(comparison, 0.5, Costs(COSTS.false_negative, COSTS.false_positive), 0)
    assert swapped.cost == pytest.approx(forward.cost)


def test_only_two_classes_have_a_threshold(pair, settings):
    comparison = compare_runs(pair, settings.home)
    assert check_two_classes(comparison) == ("0", "1")
    three = [replace(one, probabilities=np.full((len(one.rows), 3), 1 / 3)) for one in comparison.predictions.values()]
    other = replace(comparison, predictions=dict(zip(comparison.predictions, three, strict=True)))
    with pytest.raises(InputError, match="3 classes"):
        check_two_classes(other)
    with pytest.raises(InputError, match="share no test rows"):
        check_two_classes(replace(comparison, predictions={}))


def test_the_positive_class_is_named_or_the_second_one():
    assert [positive_place(("bad", "good"), name) for name in (None, "bad", "good")] == [1, 0, 1]
    with pytest.raises(InputError, match="There is no class 'fair'"):
        positive_place(("bad", "good"), "fair")
