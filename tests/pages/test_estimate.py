import dataclasses

import pytest

from core.config import RunConfig
from core.history import Epoch
from pages.shared.estimate import estimated_seconds

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
