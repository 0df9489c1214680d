from dataclasses import replace

from benchmarks import side_by_side
from core.runs.study import SideBySide, members
from core.training.cost_model import Crowd


def test_both_ways_train_the_same_six_runs_in_turns(monkeypatch):
    pair = SideBySide(Crowd(2, 1).num_runs, 1, 10**9, 1.8)
    monkeypatch.setattr(side_by_side, "measured_plan", lambda plan: replace(plan, side_by_side=pair))
    timed = []

    def time_study(plan):
        timed.append(plan)
        return 30.0 if plan.side_by_side else 60.0

    result = side_by_side.measure(2, time_study)
    assert [plan.side_by_side for plan in timed] == [None, pair, None, pair]
    assert {members(plan) for plan in timed} == {members(side_by_side.small_study())}
    assert len(members(timed[0])) == 6
    assert result["ratio"] == 0.5
    lines = side_by_side.table(result).splitlines()
    assert lines[0] == "2 runs at a time, threads of each: 1. Median ratio: 0.50."
    assert lines[-1].endswith("| 60 s | 30 s | 0.50 |")


def test_a_machine_on_which_one_run_at_a_time_is_best_says_so():
    result = {"side_by_side": None, "rounds": [], "ratio": 1.0}
    assert side_by_side.table(result).startswith("1 run at a time, threads of each: all.")
