from dataclasses import replace
from math import comb, sqrt

import pytest

from core.comparison.planning.power import ASSUMED, forecast_power, with_assumptions
from core.comparison.planning.variability import Variability
from core.config import RunConfig
from core.evaluation.statistics.decision_power import PlannedPair, better_gap, better_power, same_power
from core.runs.study import MAX_SEEDS, MIN_SEEDS, StudyPlan

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"))
MEASURED = Variability(0.01, 0.15, 0.13, 0.008, 0.09)


def test_what_is_measured_replaces_what_is_assumed():
    assert with_assumptions(Variability()) == ASSUMED
    assert with_assumptions(MEASURED) == MEASURED
    assert with_assumptions(Variability(disagreement=0.2)) == replace(ASSUMED, disagreement=0.2)


def test_without_paired_seeds_those_of_one_arm_say_how_much_a_gap_varies():
    known = with_assumptions(Variability(seed_sd=0.02, disagreement=0.3, seed_disagreement=0.2))
    assert (known.gap_sd, known.noise) == (pytest.approx(0.02 * sqrt(2)), 0.2)


def test_two_arms_differ_by_no_more_noise_than_by_all_they_differ_in():
    assert with_assumptions(Variability(0.005, 0.15, 0.18)).noise == 0.15
    assert with_assumptions(Variability(0.005, 0.04)).noise == 0.04


def test_the_plan_is_for_the_decision_with_all_its_pairs():
    arms = ("forward", "backward", "bidirectional")
    power = forecast_power(replace(PLAN, arms=arms, num_seeds=5), 8_250, MEASURED)
    assert (power.num_pairs, power.level) == (comb(3, 2), pytest.approx(0.03 / 3))
    pair = PlannedPair(5, 8_250, 0.01, power.level, 0.008, 0.15, 0.09)
    assert (power.better_gap, power.same_power) == (better_gap(pair, 0.8), same_power(pair))


def test_a_gap_must_be_well_beyond_the_region():
    assert forecast_power(replace(PLAN, num_seeds=MAX_SEEDS), 10**6, Variability()).better_gap > 1.2 * PLAN.rope


@pytest.mark.parametrize("rope", [0.008, 0.012, 0.02, 0.1])
def test_the_seeds_needed_are_the_fewest_that_decide(rope):
    power = forecast_power(replace(PLAN, rope=rope), 8_250, Variability())

    def enough(num_seeds: int) -> tuple[bool, bool]:
        pair = PlannedPair(num_seeds, 8_250, rope, power.level, ASSUMED.gap_sd, ASSUMED.disagreement, ASSUMED.noise)
        return better_power(pair, 2 * rope) >= 0.8, same_power(pair) >= 0.8

    all_seeds = range(MIN_SEEDS, MAX_SEEDS + 1)
    better, same = zip(*map(enough, all_seeds), strict=True)
    assert power.seeds_for_target == all_seeds[better.index(True)]
    assert power.seeds_for_same == all_seeds[same.index(True)]


def test_too_few_test_rows_are_not_made_up_for_by_seeds():
    power = forecast_power(PLAN, 100, Variability())
    assert (power.seeds_for_target, power.seeds_for_same) == (None, None)


def test_seeds_that_are_added_after_a_look_must_show_more():
    once, again = replace(PLAN, num_seeds=8), replace(PLAN, num_seeds=8, looks=(1, 5))
    gaps = [forecast_power(plan, 8_250, Variability()).better_gap for plan in (once, again)]
    assert gaps[0] < gaps[1]


def test_splits_are_planned_with_the_share_of_rows_that_they_have_in_common():
    power = forecast_power(replace(PLAN, num_seeds=2, num_splits=3), 8_250, MEASURED)
    pair = PlannedPair(2, 8_250, 0.01, 0.03, 0.008, 0.15, 0.09, num_splits=3, test_share=0.33)
    assert (power.better_gap, power.same_power) == (better_gap(pair, 0.8), same_power(pair))
    assert better_power(replace(pair, num_seeds=power.seeds_for_target), 0.02) >= 0.8
    assert forecast_power(replace(PLAN, num_seeds=1, num_splits=2), 8_250, MEASURED).better_gap is None


@pytest.mark.parametrize("num_seeds", [1, 2])
def test_fewer_than_three_seeds_decide_nothing(num_seeds):
    power = forecast_power(replace(PLAN, num_seeds=num_seeds), 8_250, Variability())
    assert (power.better_gap, power.same_power, power.same_gap) == (None, 0, None)
    assert power.seeds_for_target == forecast_power(PLAN, 8_250, Variability()).seeds_for_target


def test_without_a_region_no_number_of_seeds_is_named():
    power = forecast_power(replace(PLAN, rope=0.0), 8_250, Variability())
    assert (power.seeds_for_target, power.seeds_for_same, power.same_power) == (None, None, 0)
    assert power.better_gap > 0
