from dataclasses import replace

import pytest

from core.comparison.planning.cost import study_cost
from core.comparison.planning.duration import FinishedRuns
from core.comparison.planning.part_sizes import PartSizes
from core.config import RunConfig
from core.runs.study import SideBySide, StudyPlan
from core.training import cost_model
from core.training.cost_model import StepTime
from core.training.history import Epoch

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=3)
STEP = StepTime(startup_seconds=4.0, first_seconds=1.0, step_seconds=0.05, rows=64)
SIZES = PartSizes(640, 64, 100)
NOTHING = FinishedRuns([], {})


def test_a_study_costs_each_arm_with_every_seed():
    cost = study_cost(PLAN, NOTHING, [STEP, STEP], SIZES)
    assert cost.seconds == pytest.approx(6 * cost_model.estimated_seconds(STEP, 640, 64, RunConfig()))
    assert cost.total.startswith("6 runs, about ")
    assert cost.arms_sentence.startswith("A run takes at most about: forward ")
    assert cost.arms_sentence.endswith(" s (50 ms a step) (estimated from a few steps timed here).")


def test_the_cost_counts_the_runs_of_every_split():
    cost = study_cost(replace(PLAN, num_splits=4), NOTHING, [STEP, STEP], SIZES)
    assert cost.num_runs == 24
    assert cost.seconds == pytest.approx(4 * study_cost(PLAN, NOTHING, [STEP, STEP], SIZES).seconds)


def test_the_cost_is_unknown_while_that_of_an_arm_is():
    cost = study_cost(PLAN, NOTHING, [STEP, None], SIZES)
    assert (cost.seconds, cost.total, cost.arms_sentence) == (None, "6 runs", "")
    assert [arm.duration is None for arm in cost.arms] == [False, True]


def test_a_cost_rests_on_finished_runs_only_where_all_arms_do(finish_run):
    run = finish_run(RunConfig().twin())
    finished = FinishedRuns([run], {run.run_id: [Epoch(1, 0.5, 0.8, 0.5, 0.8, 12.0)]})
    assert study_cost(PLAN, finished, [None, None], None).basis == "finished"
    other = StudyPlan(RunConfig().with_settings(["model.units=8"]), PLAN.arms)
    assert study_cost(other, finished, [STEP, STEP], SIZES).basis == "timed"


def test_runs_side_by_side_take_less_time_by_their_speedup():
    alone = study_cost(PLAN, NOTHING, [STEP, STEP], SIZES)
    together = study_cost(PLAN, NOTHING, [STEP, STEP], SIZES, SideBySide(2, 1, 10**9, 1.6))
    assert together.seconds == pytest.approx(alone.seconds / 1.6)
    assert together.seconds_one_by_one == alone.seconds


def test_one_process_for_all_runs_loads_tensorflow_only_once():
    slow_start = replace(STEP, startup_seconds=60.0)
    pair = SideBySide(2, 1, 10**9, 1.6)
    assert study_cost(PLAN, NOTHING, [STEP, STEP], SIZES, pair).beats_one_process
    assert not study_cost(PLAN, NOTHING, [slow_start, slow_start], SIZES, pair).beats_one_process
    assert not study_cost(PLAN, NOTHING, [STEP, STEP], SIZES).beats_one_process


def test_an_arm_of_a_learning_curve_costs_its_own_training_rows():
    plan = StudyPlan(RunConfig(), ("dataset.train_rows=64", "dataset.train_rows=none"))
    few, whole = study_cost(plan, NOTHING, [STEP, STEP], SIZES).arms
    assert few.duration.seconds == pytest.approx(cost_model.estimated_seconds(STEP, 64, 64, RunConfig()))
    assert whole.duration.seconds == pytest.approx(cost_model.estimated_seconds(STEP, 640, 64, RunConfig()))
