from dataclasses import replace

import pytest

from core.comparison.planning.power import (
    ASSUMED,
    assumptions,
    more_power,
    power_sentence,
    seeds_needed,
    smallest_gap,
    with_assumptions,
)
from core.comparison.planning.variability import Variability
from core.config import RunConfig
from core.evaluation.statistics import detectable_gap
from core.runs.study import MAX_SEEDS, StudyPlan
from core.system.formatting import points

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"))
MEASURED = Variability(0.01, 0.15, 0.13)


def test_what_is_measured_replaces_what_is_assumed():
    assert with_assumptions(Variability()) == ASSUMED
    assert with_assumptions(MEASURED) == MEASURED
    assert with_assumptions(Variability(None, 0.2, None)) == Variability(
        ASSUMED.seed_sd, 0.2, ASSUMED.seed_disagreement
    )


def test_two_arms_differ_by_no_more_noise_than_by_all_they_differ_in():
    assert with_assumptions(Variability(0.005, 0.15, 0.18)) == Variability(0.005, 0.15, 0.15)
    assert with_assumptions(Variability(0.005, 0.04, None)) == Variability(0.005, 0.04, 0.04)


def test_the_gap_counts_the_noise_of_seeds_as_theirs_and_not_as_the_rows():
    assert smallest_gap(PLAN, 8_250, MEASURED) == detectable_gap(8_250, 3, 0.01, 0.15, 0.13)
    many = replace(PLAN, num_seeds=MAX_SEEDS)
    rows_alone = detectable_gap(8_250, MAX_SEEDS, ASSUMED.seed_sd, ASSUMED.disagreement)
    assert smallest_gap(many, 8_250, Variability()) < 0.6 * rows_alone


@pytest.mark.parametrize("rope", [0.008, 0.012, 0.02, 0.1])
def test_the_seeds_needed_are_the_fewest_that_show_the_region(rope):
    enough = seeds_needed(replace(PLAN, rope=rope), 8_250, Variability())
    is_enough = [
        smallest_gap(replace(PLAN, num_seeds=seeds), 8_250, Variability()) <= rope for seeds in range(2, MAX_SEEDS + 1)
    ]
    assert enough == 2 + is_enough.index(True)


def test_where_no_number_of_seeds_is_enough_more_rows_are_suggested():
    assert seeds_needed(PLAN, 100, Variability()) is None
    smallest = points(smallest_gap(replace(PLAN, num_seeds=MAX_SEEDS), 100, Variability()))
    assert more_power(PLAN, 100, Variability()) == (
        "More seeds or more test texts would show smaller gaps. "
        f"Even 50 seeds show no gap below {smallest}: use more test texts."
    )


def test_more_power_is_suggested_only_where_a_smaller_gap_matters():
    assert more_power(replace(PLAN, rope=0.1), 8_250, Variability()) == ""
    assert more_power(replace(PLAN, rope=0.0), 8_250, Variability()) == ""
    enough = seeds_needed(PLAN, 8_250, Variability())
    assert more_power(PLAN, 8_250, Variability()).endswith(f": {enough} seeds are enough for 1 point.")


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (Variability(), "0.5 points (standard deviation), that two arms disagree on 12.0 % of the texts and two seeds "
                        "of one arm on 10.0 %: all assumed, because no study on these data has finished here."),
        (MEASURED, "1 point (standard deviation), that two arms disagree on 15.0 % of the texts and two seeds of "
                   "one arm on 13.0 %: all as in studies of these data that finished here."),
        (Variability(None, 0.2), "on 10.0 %: the second as in studies of these data that finished here, the first and "
                                 "third assumed."),
        (Variability(0.01, 0.15, 0.18), "two seeds of one arm on 18.0 %, limited to 15.0 %: all as in"),
    ],
    ids=["assumed", "measured", "one seed", "seeds differ more"],
)  # fmt: skip
def test_assumptions_are_named_with_their_origin(known: Variability, sentence: str):
    assert sentence in assumptions(PLAN, known)


def test_the_noun_of_the_data_is_used():
    images = StudyPlan(RunConfig().with_settings(["dataset.name=digits", "model.head=softmax"]), PLAN.arms)
    assert "test images" in power_sentence(images, 1_650, Variability())
    assert "of the images" in assumptions(images, Variability())
    assert "use more test images" in more_power(images, 100, Variability())


def test_one_seed_promises_nothing_about_architectures():
    assert power_sentence(replace(PLAN, num_seeds=1), 8_250, Variability()).endswith(
        "nothing about their architectures."
    )
