import sys
import time
from collections.abc import Callable, Sequence
from types import SimpleNamespace

import numpy as np
import pytest

from core.config import RunConfig
from core.runs.jobs import timing_job
from core.runs.jobs.timing_job import Timing, time_steps
from core.training.cost_model import StepTime, load_step_times, save_step_time

STEP = StepTime(startup_seconds=9.0, first_seconds=2.0, step_seconds=0.5, rows=64)
IMAGES = RunConfig.from_dict({"dataset": {"name": "digits"}, "model": {"head": "softmax"}})
SEQUENCES = RunConfig.from_dict({"dataset": {"name": "cumulative_sum"}, "model": {"head": "per_step"}})
SMALL = ["model.cell=SimpleRNN", "model.direction=forward", "model.units=2", "model.embedding_dim=2",
         "text.num_words=9", "text.maxlen=6", "train.batch_size=8"]  # fmt: skip
TEXTS = RunConfig().with_settings(SMALL)
BY_LENGTH = TEXTS.with_settings(["train.batching=by_length"])
LENGTHS = {2: 8, 3: 4, 9: 3, 0: 1}


@pytest.fixture
def train_for(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[float]], list]:
    """Stand in for a training without TensorFlow, the steps of which take so many seconds; gives the rows of each."""
    clock, trained = [0.0], []

    def stand_in(seconds: Sequence[float]) -> list:
        def train(model, rows, nothing, settings, folder, raise_if_stopped):
            trained.append(rows)
            for second in seconds:
                clock[0] += second
                raise_if_stopped()
            pytest.fail("nobody has ended the training")

        models = SimpleNamespace(build_model=lambda config, num_classes: None)
        training = SimpleNamespace(compile_model=lambda *_: None, train=train)
        monkeypatch.setitem(sys.modules, "core.models.keras_model", models)
        monkeypatch.setitem(sys.modules, "core.training.loop", training)
        monkeypatch.setattr(timing_job, "time", SimpleNamespace(monotonic=lambda: clock[0]))
        return trained

    return stand_in


def test_the_first_step_is_apart_and_the_others_are_timed_until_there_are_enough(train_for):
    train_for([2.0, 0.1, 0.1, 0.4, 9.0])
    assert time_steps(TEXTS, 2) == StepTime(0.0, 2.0, pytest.approx(0.1), 8)


def test_a_slow_network_is_timed_for_a_few_seconds_at_the_most(train_for):
    train_for([2.0, timing_job.MAX_SECONDS, 9.0])
    assert time_steps(IMAGES, 2) == StepTime(0.0, 2.0, timing_job.MAX_SECONDS, IMAGES.train.batch_size)


def test_a_step_by_length_has_a_full_batch_and_one_that_also_compiled_does_not_count(train_for):
    train_for([2.0, 0.1, 0.1, 3.0])
    assert time_steps(BY_LENGTH, 2, LENGTHS) == StepTime(0.0, 2.0, pytest.approx(0.1), 8)


def test_rows_are_made_up_as_the_data_have_them(train_for):
    trained = train_for([1.0, *[0.2] * 9])
    for config in (TEXTS, BY_LENGTH, IMAGES, SEQUENCES):
        time_steps(config, 2, LENGTHS)
    texts, by_length, images, sequences = trained
    assert texts.encoded.inputs.shape == (32, 6)
    assert 1 <= texts.encoded.inputs.min() <= texts.encoded.inputs.max() < 9
    lengths, numbers = np.unique(by_length.encoded.lengths, return_counts=True)
    assert dict(zip(lengths, numbers, strict=True)) == {1: 1, 2: 8, 3: 4, 6: 3}
    assert images.encoded.inputs.shape[1:] == (28, 28)
    assert sequences.encoded.inputs.shape[1:] == (SEQUENCES.dataset.num_steps, 1)
    assert [rows.labels.ndim for rows in trained] == [1, 1, 1, 2]


@pytest.mark.process
@pytest.mark.training
def test_a_process_times_the_steps_that_are_not_known_yet(store):
    home = store.jobs.home
    lengths = {2: 12, 9: 4}
    configs = [TEXTS, BY_LENGTH, SEQUENCES.with_settings(SMALL)]
    save_step_time(STEP, home, TEXTS, 2, lengths)
    started = Timing(store.jobs, configs, 2, lengths)
    assert started.state == "running"
    assert started.wait() == "done"
    assert started.num_done == 3
    kept, *fresh = load_step_times(home, configs, 2, lengths)
    assert kept == STEP
    assert [step.rows for step in fresh] == [8, 8]
    for step in fresh:
        assert 0 < step.step_seconds < step.first_seconds
        assert step.startup_seconds > 0


@pytest.mark.process
def test_an_impossible_network_fails_before_tensorflow_is_loaded(store, tiny_config: RunConfig):
    impossible = Timing(store.jobs, [tiny_config], 3)  # a sigmoid head tells two classes apart
    assert impossible.wait() == "error"
    assert "sigmoid" in impossible.error


@pytest.mark.process
@pytest.mark.measures
def test_a_cancelled_timing_ends_at_once_and_can_be_started_again(store, tiny_config: RunConfig):
    first, second = (Timing(store.jobs, [tiny_config], 2) for _ in range(2))
    start = time.monotonic()
    first.cancel()
    second.cancel()
    second.cancel()
    assert time.monotonic() - start < 5
    assert [first.state, second.state] == ["cancelled", "cancelled"]
    assert load_step_times(store.jobs.home, [tiny_config], 2) == [None]
