import pandas as pd
import pytest

from core.comparison.planning.variability import Variability, mean_variability, measure_variability, similar_studies
from core.config import RunConfig
from core.runs.run import Run
from core.runs.store import RunStore
from core.runs.study import Member, StudyPlan, members

PLAN = StudyPlan(RunConfig(), ("forward", "bidirectional"), num_seeds=2)


@pytest.fixture
def finish(store: RunStore):
    """Finish a run of `PLAN` that is right on all but the first `wrong` of 100 test rows."""

    def finish_it(member: Member, accuracy: float, wrong: int | None = None, study_id: str | None = None) -> Run:
        run = store.create(member.config, study_id=study_id)
        if wrong is not None:
            p1 = [0.9 if number < wrong else 0.1 for number in range(100)]
            columns = {"row": range(100), "label": [0] * 100, "p0": [1 - p for p in p1], "p1": p1, "length": [6] * 100}
            pd.DataFrame(columns).to_parquet(run.folder / "predictions.parquet")
        assert store.claim(run.run_id, None)
        assert store.finish(run.run_id, {"test_accuracy": accuracy, "num_test": 100.0}, 30.0)
        return store.get(run.run_id)

    return finish_it


def test_seeds_are_pooled_over_arms_and_rows_compared_between_arms_of_one_seed(finish):
    accuracies, wrong = (0.80, 0.90, 0.82, 0.94), (20, 5, 20, 15)  # forward and bidirectional, seed by seed
    variability = measure_variability([finish(*about) for about in zip(members(PLAN), accuracies, wrong, strict=True)])
    assert variability.seed_sd == pytest.approx(((0.0002 + 0.0008) / 2) ** 0.5)
    assert variability.disagreement == pytest.approx((0.15 + 0.05) / 2)
    assert variability.seed_disagreement == pytest.approx((0.00 + 0.10) / 2)


def test_runs_without_predictions_show_only_how_seeds_spread(finish):
    runs = [finish(member, 0.8 + member.seed / 100) for member in members(PLAN)]
    assert measure_variability(runs) == Variability(pytest.approx(0.01 / 2**0.5), None, None)


def test_one_run_of_each_arm_says_nothing_about_seeds(finish):
    runs = [finish(member, 0.8, 10) for member in members(PLAN)[:2]]
    assert measure_variability(runs) == Variability(None, 0.0, None)


def test_one_arm_says_nothing_about_another(finish):
    runs = [finish(member, 0.8, wrong) for member, wrong in zip(members(PLAN)[::2], (10, 30), strict=True)]
    assert measure_variability(runs) == Variability(0.0, None, pytest.approx(0.2))


def test_several_studies_have_equal_weight_in_each_value_they_have():
    several = [Variability(0.01, None, 0.3), Variability(0.02, 0.1, 0.1), Variability()]
    assert mean_variability(several) == Variability(pytest.approx(0.015), 0.1, pytest.approx(0.2))
    assert mean_variability([]) == Variability()


def test_the_newest_studies_on_the_same_data_count_once_a_run_has_finished(store, finish):
    def add(config: RunConfig, *accuracies: float) -> list[str]:
        plan = StudyPlan(config, PLAN.arms, num_seeds=2)
        study_id = store.studies.create(plan).study_id
        planned = members(plan)[: len(accuracies)]
        runs = [finish(*about, study_id=study_id) for about in zip(planned, accuracies, strict=True)]
        return [run.run_id for run in runs]

    other_rows = RunConfig().with_settings(["dataset.num_rows=500", "dataset.seed=7", "dataset.test_size=0.5"])
    added = [add(other_rows if number % 2 else RunConfig(), 0.8, 0.9) for number in range(4)]
    add(RunConfig().with_settings(["dataset.source=rotten_tomatoes"]), 0.7)
    store.create(RunConfig(), study_id=store.studies.create(PLAN).study_id)
    similar = [[run.run_id for run in runs] for runs in similar_studies(store, RunConfig())]
    assert similar == added[:0:-1]
