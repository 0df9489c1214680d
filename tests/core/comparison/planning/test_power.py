from dataclasses import replace

import pytest

from core.comparison.planning.power import ASSUMED, assumptions, more_power, seeds_needed, smallest_gap, taken_as
from core.comparison.planning.variability import Variability
from core.config import RunConfig
from core.evaluation.statistics import detectable_gap
from core.runs.study import MAX_SEEDS, StudyPlan
from core.system.formatting import points

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"))
MEASURED = Variability(0.01, 0.15, 0.13)


def test_what_is_measured_replaces_what_is_assumed():
    assert taken_as(Variability()) == ASSUMED
    assert taken_as(MEASURED) == MEASURED
    assert taken_as(Variability(None, 0.2, None)) == Variability(ASSUMED.seed_sd, 0.2, ASSUMED.seed_disagreement)


def test_two_arms_differ_by_no_more_noise_than_by_all_they_differ_in():
    assert taken_as(Variability(0.005, 0.15, 0.18)) == Variability(0.005, 0.15, 0.15)
    assert taken_as(Variability(0.005, 0.04, None)) == Variability(0.005, 0.04, 0.04)


def test_the_gap_counts_the_noise_of_seeds_as_theirs_and_not_as_the_rows():
    assert smallest_gap(PLAN, 8_250, MEASURED) == detectable_gap(8_250, 3, 0.01, 0.15, 0.13)
    many = replace(PLAN, num_seeds=MAX_SEEDS)
    rows_alone = detectable_gap(8_250, MAX_SEEDS, ASSUMED.seed_sd, ASSUMED.disagreement)
    assert smallest_gap(many, 8_250, Variability()) < 0.6 * rows_alone


@pytest.mark.parametrize("rope", [0.008, 0.012, 0.02, 0.1])
def test_no_fewer_seeds_show_the_region_of_practical_equivalence_than_those_that_are_named(rope):
    enough = seeds_needed(replace(PLAN, rope=rope), 8_250, Variability())
    shown = [
        smallest_gap(replace(PLAN, num_seeds=seeds), 8_250, Variability()) <= rope for seeds in range(2, MAX_SEEDS + 1)
    ]
    assert enough == 2 + shown.index(True)


def test_where_no_number_of_seeds_is_enough_more_rows_are_asked_for():
    assert seeds_needed(PLAN, 100, Variability()) is None
    smallest = points(smallest_gap(replace(PLAN, num_seeds=MAX_SEEDS), 100, Variability()))
    assert more_power(PLAN, 100, Variability(), "images") == (
        f"More seeds or more test images would show smaller gaps; even 50 seeds show none below {smallest}, so take "
        "more test images."
    )


def test_more_is_asked_for_only_where_a_smaller_gap_matters():
    assert more_power(replace(PLAN, rope=0.1), 8_250, Variability(), "texts") == ""
    assert more_power(replace(PLAN, rope=0.0), 8_250, Variability(), "texts") == ""
    enough = seeds_needed(PLAN, 8_250, Variability())
    assert more_power(PLAN, 8_250, Variability(), "texts").endswith(f": {enough} seeds would do for 1 point.")


@pytest.mark.parametrize(
    ("known", "told"),
    [
        (Variability(), "0.5 points (standard deviation), that two arms disagree on 12.0 % of the texts and two seeds "
                        "of one arm on 10.0 %: all assumed, nothing like it has finished here."),
        (MEASURED, "1 point (standard deviation), that two arms disagree on 15.0 % of the texts and two seeds of "
                   "one arm on 13.0 %: all as in studies of these data that finished here."),
        (Variability(None, 0.2), "on 10.0 %: the second as in studies of these data that finished here, the first and "
                                 "third assumed."),
        (Variability(0.01, 0.15, 0.18), "two seeds of one arm on 18.0 %, taken as 15.0 %: all as in"),
    ],
    ids=["assumed", "measured", "one seed", "seeds differ more"],
)  # fmt: skip
def test_all_that_is_assumed_is_told_and_where_it_comes_from(known: Variability, told: str):
    assert told in assumptions(known, "texts")
