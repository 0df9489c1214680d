import importlib

import numpy as np
import pytest

from benchmarks.training.race import Lane, race
from benchmarks.training.rows import Rows
from core.config import RunConfig
from core.data.encoding import Encoded, LabelledRows
from core.settings import PROJECT_FOLDER

pytestmark = pytest.mark.process


@pytest.fixture
def racers(monkeypatch):
    """The module in tests/support, in a folder where the processes of a race find it too."""
    monkeypatch.syspath_prepend(str(PROJECT_FOLDER / "tests" / "support"))
    return importlib.import_module("racers")


@pytest.fixture
def rows() -> Rows:
    part = LabelledRows(Encoded(np.ones((7, 2), np.int32), np.full(7, 2, np.int32)), np.zeros(7, np.int32))
    return Rows(RunConfig(), part, part, (part.encoded.inputs, part.labels) * 2)


def test_racers_take_turns_epoch_by_epoch_and_start_again_with_each_seed(tmp_path, rows, racers):
    path = tmp_path / "turns"
    lanes = race(rows, {name: racers.turns(path, name) for name in ("first", "second")}, seeds=(1, 2), epochs=3)
    expected = [f"{name} {seed} {epoch} 7" for seed in (1, 2) for epoch in range(3) for name in ("first", "second")]
    assert path.read_text().splitlines() == expected
    assert lanes["second"].test_accuracy == pytest.approx([0.85, 0.95])
    for lane in lanes.values():
        assert (len(lane.startup), len(lane.first), len(lane.steady)) == (2, 2, 4)
        for seed in range(2):
            epochs = lane.first[seed] + sum(lane.steady[2 * seed : 2 * seed + 2])
            assert lane.cold[seed] == pytest.approx(lane.startup[seed] + epochs)
        assert lane.peak_bytes > 1e6


def test_a_racer_that_fails_ends_the_race_with_its_error(rows, racers):
    with pytest.raises(RuntimeError, match="ValueError: this network does not train"):
        race(rows, {"failing": racers.fail}, seeds=(1,))


def test_a_summary_has_the_steady_speed_and_the_extra_time_of_the_first_epoch():
    lane = Lane([3.0, 5.0, 4.0], [2.5, 3.0, 2.0], [0.5, 0.5, 2.0], [8.0, 9.0, 7.0], [0.75, 0.5, 1.0], 10)
    summary = lane.summary(100)
    assert summary["sequences_per_second"] == 200
    assert summary["compile_seconds"] == 2.0
    assert (summary["startup_seconds"], summary["cold_seconds"], summary["test_accuracy"]) == (4, 8, 0.75)
