import json
from pathlib import Path

import pytest

from core.config import RunConfig
from core.models.matched_units import recurrent_params
from core.training import cost_model
from core.training.cost_model import (
    StepTime,
    estimated_seconds,
    load_step_times,
    needs_lengths,
    run_bytes,
    training_bytes,
)

STEP = StepTime(startup_seconds=9.0, first_seconds=2.0, step_seconds=0.5, rows=64)
IMAGES = RunConfig.from_dict({"dataset": {"name": "digits"}, "model": {"head": "softmax"}})
SEQUENCES = RunConfig.from_dict({"dataset": {"name": "cumulative_sum"}, "model": {"head": "per_step"}})


def remember(home: Path, config: RunConfig, step: StepTime = STEP, lengths: cost_model.Lengths | None = None) -> None:
    cost_model.save_step_time(step, home, config, 2, lengths)


def test_a_run_costs_its_start_its_data_its_batches_and_its_ending():
    images = IMAGES.with_settings(["train.epochs=4"])
    in_epochs = 4 * (0.5 * (10 + 2 / 3) + cost_model.EPOCH_SECONDS)
    expected = 9 + cost_model.DATA_SECONDS + 2 + in_epochs + cost_model.ENDING_SECONDS
    assert estimated_seconds(STEP, 640, 100, images) == pytest.approx(expected)


def test_an_epoch_of_so_many_updates_costs_these_whatever_the_rows():
    config = IMAGES.with_settings(["train.epochs=1", "train.steps_per_epoch=20"])
    less = estimated_seconds(STEP, 64, 0, config)
    assert estimated_seconds(STEP, 64_000, 0, config) == less
    assert less == pytest.approx(
        9 + cost_model.DATA_SECONDS + 2 + 10 + cost_model.EPOCH_SECONDS + cost_model.ENDING_SECONDS
    )


def test_texts_cost_their_reading_those_of_the_test_too():
    texts = RunConfig().with_settings(["train.steps_per_epoch=1", "dataset.test_size=0.5"])
    more = estimated_seconds(STEP, 2_000, 0, texts) - estimated_seconds(STEP, 1_000, 0, texts)
    assert more == pytest.approx(2_000 * cost_model.SECONDS_PER_TEXT)


@pytest.mark.parametrize("same", ["train.epochs=9", "train.seed=1", "train.learning_rate=0.1", "dataset.num_rows=100",
                                  "text.padding=post", "model.dropout=0", "model.spatial_dropout=0.2",
                                  "train.schedule=cosine"])  # fmt: skip
def test_what_does_not_change_a_step_is_not_timed_again(tmp_path, same):
    remember(tmp_path, RunConfig())
    assert load_step_times(tmp_path, [RunConfig().with_settings([same])], 2) == [STEP]


@pytest.mark.parametrize("other", ["model.units=8", "model.cell=GRU", "model.direction=forward", "model.num_layers=2",
                                   "model.embedding_dim=8", "text.maxlen=99", "train.batch_size=8", "model.dropout=0.1",
                                   "model.recurrent_dropout=0.1", "model.spatial_dropout=0", "text.num_words=99",
                                   "model.head=softmax", "train.batching=by_length",
                                   "train.optimizer=rmsprop", "train.global_clipnorm=1"])  # fmt: skip
def test_whatever_changes_a_step_is_timed_anew(tmp_path, other):
    remember(tmp_path, RunConfig())
    assert load_step_times(tmp_path, [RunConfig().with_settings([other])], 2) == [None]


def test_sequences_of_other_length_and_another_machine_are_timed_anew(tmp_path, monkeypatch):
    remember(tmp_path, SEQUENCES)
    assert load_step_times(tmp_path, [SEQUENCES, SEQUENCES.with_settings(["dataset.num_steps=11"])], 2) == [STEP, None]
    monkeypatch.setattr(cost_model.psutil, "cpu_count", lambda: 1_000)
    assert load_step_times(tmp_path, [SEQUENCES], 2) == [None]


def test_only_texts_without_a_fixed_width_need_their_lengths(tmp_path):
    by_length = RunConfig().with_settings(["train.batching=by_length"])
    longest = RunConfig().with_settings(["text.maxlen=none"])
    assert [needs_lengths(config) for config in (RunConfig(), by_length, longest, IMAGES, SEQUENCES)] == [
        False, True, True, False, False
    ]  # fmt: skip
    remember(tmp_path, by_length, lengths={3: 10, 4: 10})
    assert load_step_times(tmp_path, [by_length], 2, {3: 10, 4: 10}) == [STEP]
    assert load_step_times(tmp_path, [by_length], 2, {3: 10, 4: 11}) == [None]
    remember(tmp_path, longest, lengths={3: 10, 200: 1})
    assert load_step_times(tmp_path, [longest, RunConfig()], 2, {200: 5}) == [STEP, STEP]


def test_half_an_answer_is_none_and_an_answer_can_be_forgotten(tmp_path):
    remember(tmp_path, RunConfig())
    remember(tmp_path, IMAGES)
    (path,) = [path for path in (tmp_path / "costs").iterdir() if path == cost_model._path(tmp_path, IMAGES, 2, None)]
    path.write_text(json.dumps({"rows": 3}), encoding="utf-8")
    assert load_step_times(tmp_path, [RunConfig(), IMAGES], 2) == [STEP, None]
    cost_model.delete_step_times(tmp_path, [RunConfig(), IMAGES], 2)
    cost_model.delete_step_times(tmp_path, [RunConfig()], 2)
    assert load_step_times(tmp_path, [RunConfig()], 2) == [None]


def test_what_a_step_is_assumed_to_take_grows_with_products_steps_and_rows():
    def step(*settings: str) -> float:
        return cost_model.default_step_time(RunConfig().with_settings(settings)).step_seconds

    base = step()
    assert step("model.units=256") > 3 * base
    assert step("text.maxlen=400") == pytest.approx(2 * base, rel=0.2)
    assert step("train.batch_size=128") > base
    assert step("model.num_layers=2") > base
    assert step("train.kernel=keras") > base


def test_an_assumed_step_by_length_computes_words_and_loops_over_the_longest_text():
    short = RunConfig().with_settings(["train.batching=by_length", "model.units=5", "train.batch_size=4"])
    lengths = {10: 8, 30: 4}
    assumed = cost_model.default_step_time(short, lengths)
    assert assumed.rows == 4
    steps = (10 * 8 + 30 * 4) / 12
    all_short = (8 / 12) ** 4  # the share of batches of four without a text of 30 words
    assert assumed.step_seconds - cost_model.UPDATE_SECONDS == pytest.approx(
        (10 * all_short + 30 * (1 - all_short)) * cost_model.LOOP_STEP_SECONDS["fast"]
        + 6 * recurrent_params(short) * steps * 4 / cost_model.FLOPS_PER_SECOND
    )


def test_memory_and_disk_space_grow_with_the_network_and_the_batch():
    small = RunConfig.from_dict({"model": {"units": 32}, "train": {"batch_size": 32}})
    large = RunConfig.from_dict({"model": {"units": 32, "direction": "bidirectional"}, "train": {"batch_size": 320}})
    assert training_bytes(small, 1_000_000, 100) > 16_000_000  # weights, gradients, two moments
    gates = 2 * 4 * 320 * 100 * 2 * 5 * 32  # and of each step the gates and the state, with their gradients
    assert training_bytes(large, 0, 100) == pytest.approx(gates, rel=0.5)
    assert training_bytes(large, 0, 100) > gates
    assert run_bytes(10_000_000) > 2 * 3 * 4 * 10_000_000 > run_bytes(0)
