from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.config import RunConfig
from core.data import sources
from core.errors import DatasetError, TrainingCancelledError
from core.evaluation.baselines.baseline_fit import fit_baselines
from core.evaluation.baselines.baseline_store import (
    BASELINE,
    NAIVE_BAYES,
    data_key,
    load_baseline,
    load_baselines,
    load_test_rows,
)
from core.evaluation.metrics import classification_metrics
from tests.support.comparisons.tagged_texts import tagged_config

OF_TEXTS = (BASELINE, NAIVE_BAYES)
SEQUENCES = RunConfig.from_dict({"dataset": {"name": "cumulative_sum"}, "model": {"head": "per_step"}})
DIGITS = RunConfig.from_dict({"dataset": {"name": "digits", "num_rows": 200}, "model": {"head": "softmax"}})


def key_of(config):
    return data_key(config, sources.load(config.dataset).fingerprint())


def probabilities(config, home):
    return [one.probabilities for one in fit_baselines(config, home).values()]


def test_the_baselines_of_texts_have_the_test_rows_of_a_run(tiny_config, tmp_path):
    steps = []
    baselines = fit_baselines(tiny_config, tmp_path, steps.append)
    dataset = sources.load(tiny_config.dataset)
    test = sources.split(dataset, tiny_config.dataset, tiny_config.train.validation_split).test
    assert tuple(baselines) == OF_TEXTS
    for baseline in baselines.values():
        np.testing.assert_array_equal(baseline.rows, dataset.rows[test])
        np.testing.assert_array_equal(baseline.predictions.labels, dataset.labels[test])
        np.testing.assert_array_equal(baseline.predictions.lengths, 6)
        measured = classification_metrics(dataset.labels[test], baseline.probabilities)
        assert {name: baseline.metrics[name] for name in measured} == measured
        assert baseline.metrics["test_accuracy"] > 0.9  # each text has a telling word
        assert baseline.metrics["num_params"] > 10
        assert baseline.metrics["test_rows_per_second"] > 0
        assert baseline.seconds > 0
    assert steps[0] == "reading the data"
    assert steps.index("fitting the linear baseline") < steps.index("counting 1- to 3-grams")
    assert "testing the Naive Bayes baseline" in steps


def test_baselines_are_stored_with_the_features_of_the_test_rows(tiny_config, tmp_path):
    baselines = fit_baselines(tiny_config, tmp_path)
    key, steps = key_of(tiny_config), []
    for name, stored in load_baselines(tmp_path, key).items():
        assert stored.metrics == baselines[name].metrics
        assert stored.seconds == baselines[name].seconds
        np.testing.assert_array_equal(stored.rows, baselines[name].rows)
        np.testing.assert_allclose(stored.probabilities, baselines[name].probabilities, rtol=1e-6)
    rows = load_test_rows(tmp_path, key)
    np.testing.assert_array_equal(rows["row"], baselines[BASELINE].rows)
    telling = {"dull", "awful", "lovely", "great"}
    assert {word for words in rows["decisive_word"] for word in words.split()} & telling
    assert rows["num_words"].unique().tolist() == [6]
    assert tuple(fit_baselines(tiny_config, tmp_path, steps.append)) == OF_TEXTS
    assert steps == ["reading the data"]
    assert len(list((tmp_path / "baselines").iterdir())) == 2


def test_only_the_baseline_that_an_older_version_lacks_is_fitted(tiny_config, tmp_path):
    first = fit_baselines(tiny_config, tmp_path)[BASELINE]
    (second,) = [path for path in (tmp_path / "baselines").iterdir() if path.name != first.key]
    for file in second.iterdir():
        file.unlink()
    steps = []
    assert load_baseline(tmp_path, first.key, NAIVE_BAYES) is None
    baselines = fit_baselines(tiny_config, tmp_path, steps.append)
    assert tuple(baselines) == OF_TEXTS
    assert baselines[BASELINE].seconds == first.seconds
    assert "fitting the linear baseline" not in steps
    assert load_baseline(tmp_path, first.key, NAIVE_BAYES) is not None


@pytest.mark.parametrize("part", ["validation", "test"])
def test_no_baseline_learns_words_of_the_validation_or_test_set(tiny_config, tmp_path, monkeypatch, part):
    dataset = sources.load(tiny_config.dataset)
    parts = sources.split(dataset, tiny_config.dataset, tiny_config.train.validation_split)
    texts, expected = list(dataset.texts), fit_baselines(tiny_config, tmp_path)
    for row in getattr(parts, part):
        texts[row] += " strange stranger strangest"
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=texts))
    changed = fit_baselines(tiny_config, tmp_path)
    assert len(list((tmp_path / "baselines").iterdir())) == 4
    for name in OF_TEXTS:  # no word was added to their features, and unknown words change no score
        assert changed[name].metrics["num_params"] == expected[name].metrics["num_params"]
        np.testing.assert_array_equal(changed[name].probabilities, expected[name].probabilities)


def test_the_linear_baseline_does_not_depend_on_the_validation_set(tiny_config, tmp_path, monkeypatch):
    dataset = sources.load(tiny_config.dataset)
    parts = sources.split(dataset, tiny_config.dataset, tiny_config.train.validation_split)
    texts = list(dataset.texts)
    for row in parts.validation:
        texts[row] = "awful awful lovely lovely strange"
    expected = probabilities(tiny_config, tmp_path)[0]
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=texts))
    np.testing.assert_array_equal(probabilities(tiny_config, tmp_path)[0], expected)


def test_texts_are_tokenized_as_for_the_networks(tiny_config, tmp_path, monkeypatch):
    dataset = sources.load(tiny_config.dataset)
    rows = sources.split(dataset, tiny_config.dataset, 0.1).test
    texts = [text.upper().replace(" ", ", ") for text in dataset.texts]
    expected = probabilities(tiny_config, tmp_path)
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=texts))
    np.testing.assert_allclose(probabilities(tiny_config, tmp_path), expected)
    cased = tiny_config.with_settings(["text.lower=false"])
    mixed = [text.replace("lovely", "LOVELY") if row in rows else text for row, text in enumerate(dataset.texts)]
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=mixed))
    fit_baselines(cased, tmp_path)
    unknown = load_test_rows(tmp_path, data_key(cased, replace(dataset, texts=mixed).fingerprint()))["unknown_share"]
    assert unknown.max() > 0


def test_the_words_of_both_baselines_are_cut_by_the_rules_of_the_networks(tiny_config, tmp_path, monkeypatch):
    dataset = sources.load(tiny_config.dataset)
    keras, words = tiny_config.with_settings(["text.tokenizer=keras"]), tiny_config
    smiles = [":)" if label else ":(" for label in dataset.labels]
    monkeypatch.setattr(sources, "load", lambda config: replace(dataset, texts=smiles))
    with pytest.raises(DatasetError, match="no word"):
        fit_baselines(keras, tmp_path)
    for of_rows in probabilities(words, tmp_path):
        assert (of_rows.argmax(axis=1) == dataset.labels[load_rows(words, dataset)]).all()


def load_rows(config, dataset):
    return sources.split(dataset, config.dataset, config.train.validation_split).test


def test_sequences_have_no_baseline_and_the_error_gives_the_reason(tmp_path):
    with pytest.raises(DatasetError, match="no linear baseline: it knows no order"):
        fit_baselines(SEQUENCES, tmp_path)


def test_images_have_the_linear_baseline_alone(tmp_path):
    assert tuple(fit_baselines(DIGITS, tmp_path)) == (BASELINE,)
    assert load_test_rows(tmp_path, key_of(DIGITS)) is None
    assert [path.name for path in (tmp_path / "baselines").iterdir()] == [key_of(DIGITS)]


def test_texts_that_share_no_word_are_refused(tiny_config, tmp_path):
    lines = [f"word{number},{number % 2}" for number in range(40)]
    Path(tiny_config.dataset.path).write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    with pytest.raises(DatasetError, match="no word is in 2 texts"):
        fit_baselines(tiny_config, tmp_path)


@pytest.mark.parametrize(
    ("last_step", "stored"),
    [
        ("reading the data", []),
        ("testing the linear baseline", []),
        ("counting 1- to 3-grams", [BASELINE]),
        ("fitting the Naive Bayes baseline with C = 10", [BASELINE]),
        ("testing the Naive Bayes baseline", [BASELINE]),
    ],
)
def test_a_stopped_fit_stores_only_what_was_ready(tiny_config, tmp_path, last_step, stored):
    stopped = TrainingCancelledError("The fit was cancelled.", "A cancelled fit stops.", "Start it again.")
    steps = []

    def raise_if_stopped():
        if last_step in steps:
            raise stopped

    with pytest.raises(TrainingCancelledError):
        fit_baselines(tiny_config, tmp_path, steps.append, raise_if_stopped)
    assert steps[-1] == last_step
    assert list(load_baselines(tmp_path, key_of(tiny_config))) == stored
    assert len(list(tmp_path.rglob("baseline.json"))) == len(stored)


def test_the_baselines_of_texts_with_several_labels_predict_each_of_them(tmp_path):
    config = tagged_config(tmp_path)
    baselines = fit_baselines(config, tmp_path)
    dataset = sources.load(config.dataset)
    test = sources.split(dataset, config.dataset, config.train.validation_split).test
    for baseline in baselines.values():
        assert baseline.predictions.has_label_sets
        np.testing.assert_array_equal(baseline.predictions.labels, dataset.labels[test])
        assert baseline.metrics["test_f1"] > 0.9  # each label has a telling word
        assert np.ptp(baseline.probabilities.sum(axis=1)) > 1
    assert "label" not in load_test_rows(tmp_path, key_of(config))
