from dataclasses import replace

import pytest

from core.comparison.planning.power import PowerForecast, forecast_power
from core.comparison.planning.power_wording import assumptions, more_power, power_sentence, same_sentence
from core.comparison.planning.variability import Observation, Variability
from core.config import RunConfig
from core.runs.study import StudyPlan

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=5)
POWER = PowerForecast(1, 0.03, 0.02031, 0.42, None, 0.02, 6, 8)
MEASURED = Variability(0.01, 0.15, 0.13, 0.01, 0.12)


def test_the_gap_is_rounded_up_and_named_with_all_it_depends_on():
    assert power_sentence(PLAN, 8_250, POWER) == (
        "This study can show a gap of 2.1 points or more "
        "(80 % power; 8,250 test texts, 5 seeds, 1 pair of arms, region of 1 point)."
    )
    assert "3 pairs of arms)" in power_sentence(replace(PLAN, rope=0.0), 8_250, replace(POWER, num_pairs=3))


def test_fewer_than_three_seeds_promise_no_verdict():
    power = replace(POWER, better_gap=None, same_power=0.0)
    assert power_sentence(replace(PLAN, num_seeds=1), 8_250, power) == (
        "This study gives no verdict (8,250 test texts, 1 seed, 1 pair of arms). A verdict needs at least 3 seeds."
    )
    assert same_sentence(replace(PLAN, num_seeds=2), power) == ""


def test_a_gap_that_is_out_of_reach_is_not_promised():
    assert power_sentence(PLAN, 20, replace(POWER, better_gap=None)).startswith("This study cannot show that an arm is")


@pytest.mark.parametrize(
    ("plan", "power", "sentence"),
    [
        (PLAN, POWER, "Where there is no gap, it shows with 42 % probability that arms are practically the same."),
        (
            PLAN,
            replace(POWER, same_power=0.9, same_gap=0.00299),
            "Where there is no gap, it shows with 90 % probability that arms are practically the same; 80 % up to a "
            "gap of 0.2 points.",
        ),
        (PLAN, replace(POWER, same_power=0.001), "It cannot show that arms are practically the same."),
        (
            replace(PLAN, rope=0.0),
            replace(POWER, same_power=0.0),
            "Without a region of practical equivalence, no study shows that arms are practically the same.",
        ),
    ],
    ids=["seldom", "often", "never", "no region"],
)
def test_how_often_equal_arms_are_shown_to_be_so(plan, power, sentence):
    assert same_sentence(plan, power) == sentence


@pytest.mark.parametrize(
    ("observed", "sentence"),
    [
        (
            Observation(),
            "varies by 0.5 points from seed to seed (standard deviation), and that they disagree on 12.0 % of the "
            "texts, on 10.0 % by chance of the seed: all assumed, because no study on these data has finished here.",
        ),
        (
            Observation(num_failed=9),
            "all assumed, because none of 9 runs on these data that finished here learned anything.",
        ),
        (Observation(num_runs=1), "all assumed, because the runs on these data that finished here are too few."),
        (
            Observation(MEASURED, 12),
            "varies by 1 point from seed to seed (standard deviation), and that they disagree on 15.0 % of the texts, "
            "on 12.0 % by chance of the seed: all observed in 12 runs on these data that finished here.",
        ),
        (
            Observation(Variability(None, 0.2), 2),
            "the second observed in 2 runs on these data that finished here; the first and third assumed.",
        ),
        (
            Observation(MEASURED, 4, 1, ("cell", "number of units")),
            "in 4 runs on these data that finished here and learned (1 did not), with another cell, another number of "
            "units.",
        ),
    ],
    ids=["assumed", "all failed", "too few", "observed", "one seed", "less like"],
)
def test_assumptions_are_named_with_their_origin(observed: Observation, sentence: str):
    assert sentence in assumptions(PLAN, observed)


def test_seeds_are_assumed_to_learn_and_few_of_them_to_need_that():
    assert "every seed learns, that" in assumptions(PLAN, Observation())
    few = assumptions(replace(PLAN, num_seeds=4), Observation())
    assert "every seed learns (if one fails, fewer than 5 seeds show no arm to be better), that" in few


def test_the_splits_of_a_plan_are_named_and_assumed_to_have_the_same_gap():
    splits = replace(PLAN, num_seeds=2, num_splits=3)
    assert "every seed learns, that the gap is the same on all splits, that" in assumptions(splits, Observation())
    assert "8,250 test texts, 3 splits with 2 seeds each, 1 pair of arms" in power_sentence(splits, 8_250, POWER)
    assert more_power(splits, POWER).startswith("6 seeds on each split are enough to show a gap of 2.0 points")


def test_the_seeds_that_are_enough_are_named_for_both_answers():
    assert more_power(PLAN, POWER) == (
        "6 seeds are enough to show a gap of 2.0 points (twice the region). "
        "8 seeds are enough to show that equal arms are practically the same."
    )
    assert more_power(replace(PLAN, num_seeds=6), POWER).startswith("8 seeds are enough to show that equal arms")
    assert more_power(replace(PLAN, num_seeds=8), POWER) == ""
    assert more_power(replace(PLAN, rope=0.0), POWER) == ""


def test_where_no_number_of_seeds_is_enough_more_rows_are_suggested():
    power = replace(POWER, seeds_for_target=None, seeds_for_same=None)
    assert more_power(PLAN, power) == (
        "Even 50 seeds do not show a gap of 2.0 points (twice the region) or show that equal arms are practically the "
        "same: use more test texts."
    )


def test_the_noun_of_the_data_is_used():
    images = StudyPlan(RunConfig().with_settings(["dataset.name=digits", "model.head=softmax"]), PLAN.arms)
    power = forecast_power(images, 100, Variability())
    assert "test images" in power_sentence(images, 1_650, power)
    assert "of the images" in assumptions(images, Observation())
    assert "use more test images" in more_power(images, power)
