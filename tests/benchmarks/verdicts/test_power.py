import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.verdicts.power import SPREADS, decisions, planned_pair, simulated_power, simulated_studies, summary
from core.comparison.planning.power import forecast_power
from core.comparison.planning.variability import Variability
from core.config import RunConfig
from core.evaluation.statistics import FIRST_LEVEL, decide, probabilities, split_estimate
from core.evaluation.statistics.decision_power import better_gap
from core.runs.study import StudyPlan

NUM_STUDIES = 300  # shares of 80 % have a standard error of 2.3 points


@pytest.mark.parametrize("spread", SPREADS.values(), ids=SPREADS)
def test_simulated_arms_vary_as_their_spread_says(spread):
    right = np.stack(list(simulated_studies(spread, [0.6, 0.6], 2, 2_000, 100, seed=1)))
    between = np.mean((right[:, 0] - right[:, 1]) ** 2)
    within = np.mean((right[:, :, 0] - right[:, :, 1]) ** 2)
    assert between == pytest.approx(spread.disagreement, rel=0.05)
    assert within == pytest.approx(spread.seed_disagreement, rel=0.05)
    of_seeds = np.mean((right[:, :, 0].mean(axis=2) - right[:, :, 1].mean(axis=2)) ** 2) / 2
    expected = spread.seed_sd**2 + spread.seed_disagreement / 2 / 2_000
    assert of_seeds == pytest.approx(expected, rel=0.25)


@pytest.mark.parametrize(
    ("spread", "num_seeds", "num_rows", "num_arms"),
    [("assumed", 3, 2_000, 2), ("low", 5, 2_000, 3), ("high", 10, 300, 2), ("assumed", 5, 300, 4)],
)
def test_a_planned_gap_is_decided_in_about_four_of_five_studies(spread, num_seeds, num_rows, num_arms):
    power = simulated_power(SPREADS[spread], num_seeds, num_rows, num_arms, NUM_STUDIES)
    assert 0.73 < power["widest"] < 0.9


@pytest.mark.parametrize(("num_seeds", "num_rows"), [(5, 2_000), (10, 2_000)])
def test_equal_arms_are_decided_the_same_as_often_as_planned(num_seeds, num_rows):
    power = simulated_power(SPREADS["low"], num_seeds, num_rows, 2, NUM_STUDIES)
    assert power["same"] == pytest.approx(power["same_planned"], abs=0.09)


@pytest.mark.parametrize(("num_splits", "num_seeds"), [(3, 2), (5, 1), (2, 3)])
def test_the_planned_gap_of_several_splits_is_decided_as_often(num_splits, num_seeds):
    spread, num_rows, share = SPREADS["assumed"], 1_000, 0.33
    pair = replace(planned_pair(spread, num_seeds, num_rows), num_splits=num_splits, test_share=share)
    gap, draw, num_all = better_gap(pair, 0.8), np.random.default_rng(1), round(num_rows / share)
    better = []
    for right in simulated_studies(
        spread, [0.6 - gap / 2, 0.6 + gap / 2], num_seeds * num_splits, num_all, 200, seed=1
    ):
        splits = np.split((right[1] - right[0]).astype(float), num_splits)
        tests = [one[:, draw.permutation(num_all)[:num_rows]] for one in splits]
        estimate = split_estimate(tests, share)
        better.append(decide([(estimate, probabilities(estimate, 0.01))], [FIRST_LEVEL]) == ("better",))
    assert 0.72 < np.mean(better) < 0.91


def test_as_many_seeds_as_the_plan_says_are_enough_decide_the_gap_it_names():
    spread = SPREADS["assumed"]
    known = Variability(gap_sd=math.sqrt(2) * spread.seed_sd, disagreement=0.12, noise=0.10)
    power = forecast_power(StudyPlan(RunConfig(), ("forward", "bidirectional"), rope=0.02), 2_000, known)

    def share(gap: float, num_seeds: int, decision: str) -> float:
        accuracies = [0.6 - gap / 2, 0.6 + gap / 2]
        studies = simulated_studies(spread, accuracies, num_seeds, 2_000, NUM_STUDIES, seed=num_seeds)
        return np.mean([decisions(right, rope=0.02)[0, 1] == decision for right in studies])

    assert 0.73 < share(power.target_gap, power.seeds_for_target, "better") < 0.93
    assert share(power.target_gap, power.seeds_for_target - 1, "better") < 0.85
    assert 0.73 < share(0.0, power.seeds_for_same, "same") < 0.93
    assert share(0.0, power.seeds_for_same - 1, "same") < 0.85


def test_the_table_has_the_extremes_of_all_cells_with_as_many_seeds_and_pairs():
    pair = {"seeds": 3, "pairs": 1, "gap": 0.02, "widest": 0.79, "same_planned": 0.5, "same": 0.52}
    three = {"seeds": 3, "pairs": 3, "gap": 0.03, "widest": 0.8, "one_better": 0.85}
    *_, first, last = summary([pair, {**pair, "gap": 0.04, "widest": 0.83}, three]).splitlines()
    assert first == "| 3 | 1 | 2.0 to 4.0 | 79 to 83 % |  | 2.0 points |"
    assert last == "| 3 | 3 | 3.0 to 3.0 | 80 to 80 % | 85 to 85 % |  |"
