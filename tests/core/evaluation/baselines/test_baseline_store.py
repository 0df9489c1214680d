import threading

import numpy as np
import pandas as pd
import pytest

from core.config import RunConfig
from core.evaluation.baselines.baseline_store import (
    BASELINE,
    BASELINES,
    NAIVE_BAYES,
    TAGGERS,
    Baseline,
    baseline_names,
    data_key,
    has_baseline,
    load_baseline,
    load_baselines,
    load_test_rows,
    store_baseline,
)
from core.evaluation.predictions import Predictions

SEQUENCES = RunConfig.from_dict({"dataset": {"name": "cumulative_sum"}, "model": {"head": "per_step"}})
SENTENCES = RunConfig.from_dict(
    {"dataset": {"name": "punctuation"}, "model": {"head": "per_step"}, "train": {"batching": "by_length"}}
)
DIGITS = RunConfig.from_dict({"dataset": {"name": "digits", "num_rows": 200}, "model": {"head": "softmax"}})


def baseline(name=BASELINE, chance=0.8):
    predictions = Predictions(
        np.array([4, 2]), np.array([0, 1]), np.array([[chance, 1 - chance]] * 2), np.array([3, 5])
    )
    return Baseline({"test_accuracy": 0.5}, 1.5, predictions, "key", name)


@pytest.mark.parametrize(
    "same",
    ["model.units=3", "model.direction=backward", "train.seed=7", "text.maxlen=3", "text.padding=post"],
)
def test_runs_of_the_same_split_and_vocabulary_share_a_key(tiny_config, same):
    assert data_key(tiny_config.with_settings([same]), "data") == data_key(tiny_config, "data")


def test_the_key_depends_on_the_contents_of_a_file_not_on_its_path(tiny_config):
    moved = tiny_config.with_settings(["dataset.path=/elsewhere/reviews.csv"])
    assert data_key(moved, "data") == data_key(tiny_config, "data")
    assert data_key(tiny_config, "other data") != data_key(tiny_config, "data")


@pytest.mark.parametrize(
    "other",
    [
        "dataset.seed=7", "dataset.split=1", "dataset.test_size=0.2", "dataset.stratify=false",
        "train.validation_split=0.2", "text.num_words=50", "text.lower=false", "text.oov=false", "text.tokenizer=keras",
    ],
)  # fmt: skip
def test_another_split_or_vocabulary_has_another_key(tiny_config, other):
    assert data_key(tiny_config.with_settings([other]), "data") != data_key(tiny_config, "data")


def test_the_key_of_sentences_depends_on_the_spelling_of_words_not_on_a_tokenizer():
    key = data_key(SENTENCES, "data")
    assert data_key(SENTENCES.with_settings(["text.lower=false"]), "data") != key
    assert data_key(SENTENCES.with_settings(["text.normalization=none"]), "data") != key
    assert data_key(SENTENCES.with_settings(["text.tokenizer=keras", "text.num_words=50"]), "data") == key


def test_the_key_of_images_does_not_depend_on_text_settings():
    assert data_key(DIGITS.with_settings(["text.num_words=50"]), "data") == data_key(DIGITS, "data")


def test_each_kind_of_data_has_its_baselines(tiny_config):
    expected = [(BASELINE, NAIVE_BAYES), (BASELINE,), (), TAGGERS]
    assert [baseline_names(config) for config in (tiny_config, DIGITS, SEQUENCES, SENTENCES)] == expected
    assert {*BASELINES} == {BASELINE, NAIVE_BAYES, *TAGGERS}
    assert [has_baseline(config) for config in (tiny_config, DIGITS, SEQUENCES)] == [True, True, False]


def test_a_baseline_that_was_not_fitted_is_none(tmp_path):
    assert load_baseline(tmp_path, "key") is None
    assert load_test_rows(tmp_path, "key") is None
    assert load_baselines(tmp_path, "key") == {}


def test_each_baseline_of_a_key_is_stored_beside_the_other(tmp_path):
    store_baseline(tmp_path, baseline(NAIVE_BAYES, 0.7))
    assert list(load_baselines(tmp_path, "key")) == [NAIVE_BAYES]
    assert load_baseline(tmp_path, "key") is None
    store_baseline(tmp_path, baseline(), pd.DataFrame({"row": [4, 2]}))
    stored = load_baselines(tmp_path, "key")
    assert list(stored) == [BASELINE, NAIVE_BAYES]
    assert [one.probabilities[0, 0] for one in stored.values()] == pytest.approx([0.8, 0.7])
    assert [(one.name, one.key, one.seconds) for one in stored.values()] == [
        (name, "key", 1.5) for name in (BASELINE, NAIVE_BAYES)
    ]
    assert load_test_rows(tmp_path, "key")["row"].tolist() == [4, 2]


def test_the_first_of_two_processes_stores_the_baseline(tmp_path):
    store_baseline(tmp_path, baseline(chance=0.8))
    store_baseline(tmp_path, baseline(chance=0.6))
    assert load_baseline(tmp_path, "key").probabilities[0, 0] == pytest.approx(0.8)
    assert [path.name for path in (tmp_path / "baselines").iterdir()] == ["key"]


def test_two_processes_at_once_leave_one_whole_baseline(tmp_path):
    barrier = threading.Barrier(2)

    def store():
        barrier.wait(30)
        store_baseline(tmp_path, baseline())

    threads = [threading.Thread(target=store) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [path.name for path in (tmp_path / "baselines").iterdir()] == ["key"]
    assert load_baseline(tmp_path, "key") is not None


def test_a_file_that_cannot_be_read_is_stored_again(tmp_path):
    store_baseline(tmp_path, baseline())
    (tmp_path / "baselines" / "key" / "baseline.json").write_text("{", encoding="utf-8")
    assert load_baseline(tmp_path, "key") is None
    store_baseline(tmp_path, baseline())
    assert load_baseline(tmp_path, "key") is not None
