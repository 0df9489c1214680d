from core.comparison.verdicts.schedule import Schedule, schedule_of
from core.runs.study import Study, StudyPlan, members


def study_of(plan: StudyPlan) -> Study:
    return Study("s1", "one", plan, 0.0, "")


def finish_all(store, plan: StudyPlan) -> list:
    runs = [store.create(member.config, member.name) for member in members(plan)]
    for run in runs:
        store.claim(run.run_id, None)
        store.finish(run.run_id, {"test_accuracy": 0.5}, 1.0)
    return [store.get(run.run_id) for run in runs]


def test_runs_that_were_not_planned_together_count_as_looked_at_after_every_seed():
    assert schedule_of(None, []) == Schedule()
    assert Schedule().looks(6) == (3, 4, 5, 6)
    assert Schedule().looks(0) == (1,)


def test_a_study_is_looked_at_before_each_time_that_seeds_are_added(store, tiny_config):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=3).with_more_seeds(5).with_more_seeds(7)
    schedule = schedule_of(study_of(plan), finish_all(store, plan))
    assert schedule == Schedule((3, 5, 7))
    assert schedule.looks(7) == (3, 5, 7)


def test_seeds_that_are_added_on_several_splits_count_on_all_of_them(store, tiny_config):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), num_seeds=1, num_splits=3)
    grown = plan.with_more_seeds(2)
    assert members(grown)[: len(members(plan))] == members(plan)
    added = members(grown)[len(members(plan)) :]
    assert [(member.split, member.seed) for member in added[::2]] == [(0, 45), (1, 46), (2, 47)]
    assert schedule_of(study_of(grown), finish_all(store, grown)).looks(6) == (3, 6)


def test_a_study_with_runs_to_come_is_unfinished(store, tiny_config):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"))
    runs = finish_all(store, plan)
    assert schedule_of(study_of(plan), runs[1:]).is_unfinished
    searching = StudyPlan(tiny_config, ("forward", "bidirectional"), search=("train.learning_rate=0.1,0.2",))
    assert schedule_of(study_of(searching), finish_all(store, searching)).is_unfinished
