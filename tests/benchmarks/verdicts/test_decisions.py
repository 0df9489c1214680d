import numpy as np
import pytest

from benchmarks.verdicts.decisions import Cell, decide_study, simulate
from benchmarks.verdicts.studies import SPREADS

NUM_STUDIES = 200


@pytest.mark.parametrize(
    "cell",
    [
        Cell(3, 300, 2, SPREADS[0], "none"),
        Cell(3, 300, 4, SPREADS[1], "none"),
        Cell(5, 300, 3, SPREADS[2], "one arm"),
        Cell(10, 300, 2, SPREADS[2], "all arms"),
    ],
    ids=str,
)
def test_equal_arms_are_rarely_decided_and_intervals_hold_their_true_difference(cell):
    outcome = simulate(cell, NUM_STUDIES)
    assert max(outcome.wrong) <= 0.08  # 5 %, and what chance adds in 200 studies
    assert outcome.covered >= 0.9


def test_with_two_seeds_every_verdict_is_withheld():
    outcome = simulate(Cell(2, 300, 2, SPREADS[0], "none"), 20)
    assert (outcome.wrong, outcome.covered, outcome.withheld) == ((0, 0), None, 1)


def test_below_five_seeds_most_verdicts_on_failing_arms_are_withheld():
    outcome = simulate(Cell(3, 300, 2, SPREADS[0], "all arms"), 60)
    assert 0.7 < outcome.withheld < 1


def test_a_clear_gap_is_decided():
    draw = np.random.default_rng(0)
    right = np.stack([draw.random((5, 500)) < share for share in (0.6, 0.9)]).astype(float)
    decisions, estimates = decide_study(right, [0.0, 0.01])
    assert decisions == [["better"], ["better"]]
    assert estimates[0].mean == pytest.approx(0.3, abs=0.05)
