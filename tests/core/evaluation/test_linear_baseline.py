import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data import sources
from core.errors import DatasetError, TrainingCancelledError
from core.evaluation import linear_baseline
from core.evaluation.linear_baseline import (
    data_key,
    fit_baseline,
    has_baseline,
    load_baseline,
    load_test_rows,
)
from core.evaluation.metrics import classification_metrics

SEQUENCES = RunConfig.from_dict({"dataset": {"name": "cumulative_sum"}, "model": {"head": "per_step"}})
DIGITS = RunConfig.from_dict({"dataset": {"name": "digits", "num_rows": 200}, "model": {"head": "softmax"}})


def key_of(config):
    return data_key(config, sources.load(config.dataset).fingerprint())


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
        "train.validation_split=0.2", "text.num_words=50", "text.lower=false", "text.oov=false",
    ],
)  # fmt: skip
def test_another_split_or_vocabulary_has_another_key(tiny_config, other):
    assert data_key(tiny_config.with_settings([other]), "data") != data_key(tiny_config, "data")


def test_the_key_of_images_does_not_depend_on_text_settings():
    assert data_key(DIGITS.with_settings(["text.num_words=50"]), "data") == data_key(DIGITS, "data")


def test_the_baseline_of_texts_has_the_test_rows_of_a_run(tiny_config, tmp_path):
    steps = []
    baseline = fit_baseline(tiny_config, tmp_path, steps.append)
    dataset = sources.load(tiny_config.dataset)
    test = sources.split(dataset, tiny_config.dataset, tiny_config.train.validation_split).test
    np.testing.assert_array_equal(baseline.rows, dataset.rows[test])
    np.testing.assert_array_equal(baseline.predictions.labels, dataset.labels[test])
    measured = classification_metrics(dataset.labels[test], baseline.probabilities)
    assert {name: baseline.metrics[name] for name in measured} == measured
    assert baseline.metrics["test_accuracy"] > 0.9  # each text has a telling word
    assert baseline.metrics["num_params"] > 10
    assert baseline.metrics["test_rows_per_second"] > 0
    assert baseline.seconds > 0
    assert steps[0] == "reading the data"
    assert "fitting the linear baseline" in steps


def test_a_baseline_is_stored_with_the_features_of_the_test_rows(tiny_config, tmp_path):
    baseline = fit_baseline(tiny_config, tmp_path)
    key, steps = key_of(tiny_config), []
    kept = load_baseline(tmp_path, key)
    assert kept.metrics == baseline.metrics
    assert kept.seconds == baseline.seconds
    np.testing.assert_array_equal(kept.rows, baseline.rows)
    np.testing.assert_allclose(kept.probabilities, baseline.probabilities, rtol=1e-6)
    rows = load_test_rows(tmp_path, key)
    np.testing.assert_array_equal(rows["row"], baseline.rows)
    telling = {"dull", "awful", "lovely", "great"}
    assert {word for words in rows["decisive_word"] for word in words.split()} & telling
    assert rows["num_words"].unique().tolist() == [6]
    fit_baseline(tiny_config, tmp_path, steps.append)
    assert steps == ["reading the data"]
    assert [path.name for path in (tmp_path / "baselines").iterdir()] == [key]


def test_a_baseline_that_was_not_fitted_is_none(tmp_path):
    assert load_baseline(tmp_path, "key") is None
    assert load_test_rows(tmp_path, "key") is None


def test_the_baseline_is_not_fitted_on_the_validation_set(tiny_config, tmp_path, monkeypatch):
    dataset = sources.load(tiny_config.dataset)
    parts = sources.split(dataset, tiny_config.dataset, tiny_config.train.validation_split)
    texts = list(dataset.texts)
    for row in parts.validation:
        texts[row] = "awful awful lovely lovely strange"
    expected = fit_baseline(tiny_config, tmp_path).probabilities
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=texts))
    np.testing.assert_array_equal(fit_baseline(tiny_config, tmp_path).probabilities, expected)
    assert len(list((tmp_path / "baselines").iterdir())) == 2


def test_texts_are_tokenized_as_for_the_networks(tiny_config, tmp_path, monkeypatch):
    dataset = sources.load(tiny_config.dataset)
    rows = sources.split(dataset, tiny_config.dataset, 0.1).test
    texts = [text.upper().replace(" ", ", ") for text in dataset.texts]
    expected = fit_baseline(tiny_config, tmp_path).probabilities
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=texts))
    np.testing.assert_allclose(fit_baseline(tiny_config, tmp_path).probabilities, expected)
    cased = tiny_config.with_settings(["text.lower=false"])
    mixed = [text.replace("lovely", "LOVELY") if row in rows else text for row, text in enumerate(dataset.texts)]
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=mixed))
    fit_baseline(cased, tmp_path)
    unknown = load_test_rows(tmp_path, data_key(cased, replace(dataset, texts=mixed).fingerprint()))["unknown_share"]
    assert unknown.max() > 0


def test_the_baseline_of_images_uses_their_pixels(tmp_path):
    baseline = fit_baseline(DIGITS, tmp_path)
    assert baseline.probabilities.shape == (66, 10)
    assert baseline.metrics["test_accuracy"] > 0.6
    assert baseline.metrics["num_params"] == 10 * (28 * 28 + 1)
    assert load_test_rows(tmp_path, key_of(DIGITS)) is None
    assert load_baseline(tmp_path, key_of(DIGITS)).metrics == baseline.metrics


def test_sequences_have_no_baseline_and_the_error_gives_the_reason(tiny_config, tmp_path):
    assert not has_baseline(SEQUENCES)
    assert has_baseline(tiny_config)
    with pytest.raises(DatasetError, match="no linear baseline: it knows no order"):
        fit_baseline(SEQUENCES, tmp_path)


def test_texts_that_share_no_word_are_refused(tiny_config, tmp_path):
    lines = [f"word{number},{number % 2}" for number in range(40)]
    Path(tiny_config.dataset.path).write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    with pytest.raises(DatasetError, match="no word is in 2 texts"):
        fit_baseline(tiny_config, tmp_path)


@pytest.mark.parametrize("last_step", ["reading the data", "testing the linear baseline"])
def test_a_stopped_fit_stores_nothing(tiny_config, tmp_path, last_step):
    stopped = TrainingCancelledError("The fit was cancelled.", "A cancelled fit stops.", "Start it again.")
    steps = []

    def raise_if_stopped():
        if last_step in steps:
            raise stopped

    with pytest.raises(TrainingCancelledError):
        fit_baseline(tiny_config, tmp_path, steps.append, raise_if_stopped)
    assert steps[-1] == last_step
    assert list(tmp_path.rglob("*.parquet")) == []


def test_two_fits_at_once_leave_one_whole_baseline(tiny_config, tmp_path, monkeypatch):
    barrier, fit = threading.Barrier(2), linear_baseline._fit_texts

    def fit_together(*arguments):
        model = fit(*arguments)
        barrier.wait(30)
        return model

    monkeypatch.setattr(linear_baseline, "_fit_texts", fit_together)
    threads = [threading.Thread(target=fit_baseline, args=(tiny_config, tmp_path)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [path.name for path in (tmp_path / "baselines").iterdir()] == [key_of(tiny_config)]
    assert load_baseline(tmp_path, key_of(tiny_config)) is not None


def test_a_stored_file_that_cannot_be_read_is_fitted_again(tiny_config, tmp_path):
    fit_baseline(tiny_config, tmp_path)
    folder = tmp_path / "baselines" / key_of(tiny_config)
    (folder / "baseline.json").write_text("{", encoding="utf-8")
    assert load_baseline(tmp_path, folder.name) is None
    fit_baseline(tiny_config, tmp_path)
    assert load_baseline(tmp_path, folder.name) is not None
