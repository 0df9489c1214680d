import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from core.errors import InputError
from core.evaluation.predictions import Predictions
from core.evaluation.threshold import (
    HALF,
    MIN_POSITIVES,
    BinaryScores,
    Costs,
    best_f1_threshold,
    best_threshold,
    label_thresholds,
    precision_recall,
    rates,
    roc,
)

ROWS = st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=40)
COSTS = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(any).map(lambda both: Costs(*map(float, both)))


def scores_of(rows):
    return BinaryScores(np.array([positive for positive, _ in rows]), np.array([share / 20 for _, share in rows]))


@given(ROWS, COSTS)
def test_no_threshold_costs_less_than_the_best_one(rows, costs):
    scores = scores_of(rows)
    best = best_threshold(scores, costs)
    assert 0 <= best <= 1
    cheapest = min(scores.costs(threshold, costs).sum() for threshold in np.linspace(0, 1, 41))
    assert scores.costs(best, costs).sum() == pytest.approx(cheapest)


@given(ROWS, COSTS)
def test_the_break_even_threshold_is_chosen_where_it_is_among_the_best(rows, costs):
    scores = scores_of(rows)
    best = best_threshold(scores, costs)
    if scores.costs(costs.break_even, costs).sum() == pytest.approx(scores.costs(best, costs).sum()):
        assert best == costs.break_even


def test_costlier_misses_lower_the_threshold_and_costlier_alarms_raise_it():
    draw = np.random.default_rng(0)
    probability = draw.random(20_000)
    scores = BinaryScores(draw.random(20_000) < probability, probability)
    thresholds = [best_threshold(scores, costs) for costs in (Costs(1, 4), Costs(1, 1), Costs(4, 1))]
    assert thresholds == pytest.approx([0.2, 0.5, 0.8], abs=0.04)
    assert [Costs(1, 4).break_even, Costs(4, 1).break_even] == [0.2, 0.8]


def test_costs_and_rates_count_what_is_decided_wrongly():
    scores = scores_of([(True, 18), (True, 4), (False, 12), (False, 2), (False, 10)])
    assert scores.costs(0.5, Costs(2, 7)).tolist() == [0, 7, 2, 0, 0]
    at = rates(scores, 0.5)
    assert (at.precision, at.recall, at.false_positive_rate) == (0.5, 0.5, pytest.approx(1 / 3))


def test_what_nothing_is_counted_for_is_not_a_number():
    at = rates(scores_of([(False, 2)]), 0.5)
    assert np.isnan([at.precision, at.recall]).all()
    assert at.false_positive_rate == 0


@pytest.mark.parametrize("both", [(-1, 1), (1, -1), (0, 0), (np.inf, 1), (1, np.nan)])
def test_impossible_costs_are_refused(both):
    with pytest.raises(InputError, match="finite and at least 0"):
        Costs(*both)


def test_curves_pass_through_the_rates_and_have_few_points():
    draw = np.random.default_rng(0)
    probability = draw.random(5_000)
    scores = BinaryScores(draw.random(5_000) < probability, probability)
    for x, y in (precision_recall(scores), roc(scores)):
        assert len(x) == len(y) <= 120
        assert (np.diff(x) >= 0).all()
        assert (x[0], x[-1]) == (0, 1)
    at = rates(scores, 0.5)
    assert np.interp(at.false_positive_rate, *roc(scores)) == pytest.approx(at.recall, abs=0.01)
    assert np.interp(at.recall, *precision_recall(scores)) == pytest.approx(at.precision, abs=0.01)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 19)), min_size=2 * MIN_POSITIVES, max_size=60))
def test_no_threshold_has_a_higher_f1_than_the_best_one(rows):
    scores = scores_of(rows)
    best = best_f1_threshold(scores)

    def f1(threshold):
        return f1_score(scores.positive, scores.probability > threshold, zero_division=0)

    if min(scores.positive.sum(), (~scores.positive).sum()) < MIN_POSITIVES:
        assert best == HALF
    else:
        assert f1(best) == pytest.approx(max(f1(threshold) for threshold in np.linspace(0, 1, 41)))
        assert best == HALF or f1(HALF) < f1(best)


def test_each_label_has_a_threshold_of_its_own():
    labels = np.tile([[1, 0], [0, 1]], (20, 1))
    probabilities = np.where(labels == 1, [0.9, 0.4], [0.6, 0.2])
    predictions = Predictions(np.arange(40), labels, probabilities, np.ones(40, int))
    assert label_thresholds(predictions).tolist() == pytest.approx([0.75, 0.3])
