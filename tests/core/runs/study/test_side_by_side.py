import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig
from core.runs.study import (
    SideBySide,
    StudyPlan,
    best_side_by_side,
    load_crowds,
    possible_crowds,
    side_by_side_sentence,
    slowest,
)
from core.training.cost_model import Crowd, StepTime, save_step_time

GB = 10**9
ALONE = StepTime(5.0, 2.0, 0.010, 64, GB)
ROWS = (1_000.0, 100.0)
PAIR = SideBySide(2, 1, GB, 1.7)


def crowded(slower: float, peak: int = GB) -> StepTime:
    return StepTime(5.0 * slower, 2.0 * slower, 0.010 * slower, 64, peak)


@given(st.integers(1, 200), st.integers(1, 200))
def test_no_crowd_has_more_runs_than_there_are_or_more_threads_than_cores(num_cores, num_runs):
    for crowd in possible_crowds(num_cores, num_runs):
        assert 2 <= crowd.num_runs <= num_runs
        assert crowd.num_threads >= 1
        assert crowd.num_runs * crowd.num_threads <= num_cores


def test_crowds_double_up_to_the_cores():
    assert possible_crowds(1, 9) == ()
    assert possible_crowds(2, 9) == (Crowd(2, 1),)
    assert possible_crowds(8, 9) == (Crowd(2, 4), Crowd(4, 2), Crowd(8, 1))
    assert possible_crowds(8, 5) == (Crowd(2, 4), Crowd(4, 2))


def test_the_fastest_crowd_is_chosen_with_its_speedup():
    measured = {Crowd(2, 4): crowded(1.2), Crowd(4, 2): crowded(1.6), Crowd(8, 1): crowded(6.0)}
    best = best_side_by_side(RunConfig(), ALONE, measured, ROWS, 100 * GB)
    assert best is not None
    assert (best.num_runs, best.num_threads) == (4, 2)
    assert 4 / 1.6 <= best.speedup < 4  # reading the data and the export were not measured, and count as equally long


def test_more_runs_than_fit_into_memory_are_never_chosen():
    measured = {Crowd(2, 4): crowded(1.2), Crowd(4, 2): crowded(1.2)}
    assert best_side_by_side(RunConfig(), ALONE, measured, ROWS, 4 * GB).num_runs == 2
    assert best_side_by_side(RunConfig(), ALONE, measured, ROWS, 2 * GB) is None
    wide = {Crowd(2, 4): crowded(1.2, 9 * GB)}
    assert best_side_by_side(RunConfig(), ALONE, wide, ROWS, 20 * GB) is None


def test_runs_that_only_slow_each_other_down_train_one_after_the_other():
    assert best_side_by_side(RunConfig(), ALONE, {Crowd(2, 1): crowded(3.0)}, ROWS, 99 * GB) is None
    assert side_by_side_sentence(None, 2) == "One run trains at a time, with all threads."


def test_the_slowest_arm_is_measured_once_all_are_timed(tmp_path):
    configs = [RunConfig(), RunConfig().with_settings(["model.units=64"])]
    assert slowest(configs, [ALONE, crowded(2.0)]) == 1
    assert slowest(configs, [ALONE, None]) is None
    crowd = Crowd(2, 1)
    save_step_time(crowded(1.5), tmp_path, configs[1], 2, crowd=crowd)
    assert load_crowds(tmp_path, configs[1], 2, None, [crowd, Crowd(4, 1)]) == {crowd: crowded(1.5)}
    assert load_crowds(tmp_path, configs[0], 2, None, [crowd]) == {}


def test_a_plan_keeps_how_its_runs_train_and_earlier_plans_have_none():
    plan = StudyPlan(RunConfig(), ("forward", "bidirectional"), side_by_side=PAIR)
    values = json.loads(json.dumps(plan.to_dict()))
    assert StudyPlan.from_dict(values) == plan
    del values["side_by_side"]
    assert StudyPlan.from_dict(values).side_by_side is None


@pytest.mark.parametrize(("threads", "words"), [(1, "1 thread each"), (4, "4 threads each")])
def test_the_sentence_says_how_many_runs_threads_and_how_much_memory(threads, words):
    sentence = side_by_side_sentence(SideBySide(2, threads, 1_300_000_000, 1.74), 2 * threads)
    assert sentence.startswith(f"2 runs train side by side with {words}, measured as 1.7 times as fast")
    assert sentence.endswith("each needs about 1.3 GB of memory.")
