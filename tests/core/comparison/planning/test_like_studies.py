from collections.abc import Callable

import pytest

from core.comparison.planning.like_studies import differences, like_studies, observe
from core.comparison.planning.variability import Observation
from core.config import RunConfig
from core.runs.store import RunStore
from core.runs.study import StudyPlan, members

ARMS = ("forward", "bidirectional")


@pytest.fixture
def add(store: RunStore) -> Callable[..., list[str]]:
    """Add a study of these settings with as many finished runs as accuracies."""

    def add_it(*assignments: str, accuracies: tuple[float, ...] = (0.8, 0.9)) -> list[str]:
        plan = StudyPlan(RunConfig().with_settings(list(assignments)), ARMS, num_seeds=2)
        study_id, ids = store.studies.create(plan).study_id, []
        for member, accuracy in zip(members(plan), accuracies, strict=False):
            run = store.create(member.config, study_id=study_id)
            assert store.claim(run.run_id, None)
            assert store.finish(run.run_id, {"test_accuracy": accuracy, "num_test": 100.0}, 30.0)
            ids.append(run.run_id)
        return ids

    return add_it


@pytest.fixture
def ids_of(store: RunStore) -> Callable[[RunConfig], list[list[str]]]:
    return lambda config: [[run.run_id for run in runs] for _, runs in like_studies(store, config)]


@pytest.mark.parametrize(
    ("assignments", "unlike"),
    [
        ([], ()),
        (["model.units=64", "dataset.num_rows=16000", "dataset.seed=7", "dataset.test_size=0.4"], ()),
        (["model.units=65"], ("number of units",)),
        (["model.units=8", "model.cell=SimpleRNN"], ("cell", "number of units")),
        (["model.num_layers=2", "dataset.num_rows=5000"], ("number of layers", "number of training rows")),
    ],
)
def test_what_makes_runs_vary_differently_is_named(assignments, unlike):
    past = RunConfig().with_settings(["model.units=32", *assignments])
    assert differences(past, RunConfig().with_settings(["model.units=32"])) == unlike


def test_labels_of_steps_are_another_kind_of_head():
    per_step = RunConfig().with_settings(["dataset.name=cumulative_sum", "model.head=per_step"])
    assert "kind of head" in differences(per_step, RunConfig())


def test_data_whose_rows_are_unknown_are_alike_with_the_same_sample():
    own = RunConfig().with_settings(["dataset.name=file", "dataset.path=reviews.csv"])
    assert differences(own, own) == ()
    assert differences(own, own.with_settings(["dataset.num_rows=500"])) == ("number of training rows",)


def test_the_newest_studies_on_the_same_data_count_once_a_run_has_finished(store, add, ids_of):
    added = [add("dataset.seed=7", "dataset.test_size=0.4") if number % 2 else add() for number in range(4)]
    add("dataset.source=rotten_tomatoes")
    store.create(RunConfig(), study_id=store.studies.create(StudyPlan(RunConfig(), ARMS)).study_id)
    assert ids_of(RunConfig()) == added[:0:-1]


def test_less_like_studies_count_only_without_a_like_one(store, add, ids_of):
    other_cell = add("model.cell=SimpleRNN")
    add("model.cell=SimpleRNN", "model.units=2", accuracies=(0.5, 0.7))
    planned = RunConfig().with_settings(["model.cell=LSTM"])
    assert ids_of(planned) == [other_cell]
    assert observe(store, planned).unlike == ("cell",)
    like = add("model.cell=LSTM")
    assert ids_of(planned) == [like]
    assert observe(store, planned).unlike == ()


def test_without_studies_nothing_is_observed(store):
    assert observe(store, RunConfig()) == Observation()


def test_the_runs_of_all_studies_are_counted(store, add):
    for _ in range(2):
        add(accuracies=(0.8, 0.9, 0.82, 0.92))
    observed = observe(store, RunConfig())
    assert observed.num_runs == 8
    assert observed.variability.seed_sd == pytest.approx(0.02 / 2**0.5)
