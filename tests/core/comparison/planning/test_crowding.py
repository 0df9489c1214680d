import pytest

from core.comparison.planning import crowding
from core.comparison.planning.crowding import crowds_of, is_measured, measured_side_by_side
from core.comparison.planning.part_sizes import PartSizes
from core.config import RunConfig
from core.runs.study import StudyPlan, arm_config
from core.training.cost_model import Crowd, StepTime, save_step_time

PLAN = StudyPlan(RunConfig(), ("model.units=16", "model.units=64"))
CONFIGS = [arm_config(PLAN, arm) for arm in PLAN.arms]
STEPS = [StepTime(5.0, 2.0, 0.01, 64, 10**9), StepTime(5.0, 2.0, 0.03, 64, 10**9)]
SIZES = PartSizes(1_000, 100, 500)
PAIR = Crowd(2, 1)


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch):
    monkeypatch.setattr(crowding, "num_cores", lambda: 2)
    monkeypatch.setattr(crowding, "available_bytes", lambda: 10**12)


def test_nothing_is_measured_where_the_number_of_runs_was_set_or_on_one_core(monkeypatch):
    assert crowds_of(PLAN, is_limited=False) == (PAIR,)
    assert crowds_of(PLAN, is_limited=True) == ()
    monkeypatch.setattr(crowding, "num_cores", lambda: 1)
    assert crowds_of(PLAN, is_limited=False) == ()


def test_the_slowest_arm_decides_once_it_is_measured(tmp_path):
    about = ([PAIR], CONFIGS, STEPS)
    assert not is_measured(tmp_path, *about, 2, None)
    assert measured_side_by_side(tmp_path, *about, SIZES, 2, None) is None
    save_step_time(StepTime(6.0, 2.5, 0.033, 64, 10**9), tmp_path, CONFIGS[1], 2, crowd=PAIR)
    assert is_measured(tmp_path, *about, 2, None)
    together = measured_side_by_side(tmp_path, *about, SIZES, 2, None)
    assert together is not None
    assert (together.num_runs, together.num_threads) == (2, 1)
    assert 1.5 < together.speedup < 2


def test_without_anything_to_measure_one_run_trains_at_a_time(tmp_path):
    assert is_measured(tmp_path, (), CONFIGS, STEPS, 2, None)
    assert measured_side_by_side(tmp_path, (), CONFIGS, STEPS, SIZES, 2, None) is None
    assert measured_side_by_side(tmp_path, [PAIR], CONFIGS, [STEPS[0], None], SIZES, 2, None) is None
    assert measured_side_by_side(tmp_path, [PAIR], CONFIGS, STEPS, None, 2, None) is None
