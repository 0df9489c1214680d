import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest

from core.config import RunConfig
from core.data.reading import stored_notes
from core.data.text.augmentation.clauses import clauses_note
from core.errors import ConfigError, DatasetError, ParityError, TrainingCancelledError
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import VALIDATION_FILE, read_predictions
from core.evaluation.temperature import fit_temperature
from core.inference.decision_rule import read_rule
from core.inference.scorer import Scorer
from core.runs.integrity import data_facts
from core.runs.job import this_process
from core.runs.jobs.pipeline import run_experiment
from core.settings import PROJECT_FOLDER
from core.system.versions import versions
from core.training.history import Progress
from tests.support.comparisons.tagged_texts import LABELS, tagged_config

pytestmark = pytest.mark.training


def running(store, config):
    run = store.create(config)
    store.claim(run.run_id, this_process())
    return store.get(run.run_id)


def experiment(store, config, reported=None):
    run = running(store, config)
    run_experiment(run, store, lambda: None, (lambda progress: None) if reported is None else reported.append)
    return store.get(run.run_id)


def test_a_run_leaves_metrics_predictions_and_models_that_agree(store, tiny_config):
    reported: list[Progress] = []
    run = experiment(store, tiny_config.with_settings(["train.epochs=8"]), reported)
    assert run.status == "finished"
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    assert list(predictions) == ["row", "label", "p0", "p1", "length", "num_words", "shuffled_predicted"]
    assert (predictions["shuffled_predicted"] == predictions["label"]).mean() == run.metrics["test_shuffled_accuracy"]
    assert len(predictions) == run.metrics["num_test"] == round(120 * 0.33)
    assert ((predictions.p1 > 0.5) == predictions.label).mean() == pytest.approx(run.metrics["test_accuracy"])
    assert run.metrics["test_accuracy"] > 0.8
    assert 0 <= run.metrics["test_calibration_error"] <= 1
    assert run.metrics["test_rows_per_second"] > 10
    assert 0.5 < run.metrics["test_shuffled_accuracy"] <= 1  # a word tells these texts apart, in whatever place
    assert run.num_params == keras.saving.load_model(run.folder / "model.keras").count_params()
    assert run.seconds == pytest.approx(sum(epoch.seconds for epoch in store.epochs([run.run_id])[run.run_id]))
    assert list(dict.fromkeys(progress.step for progress in reported)) == [
        "reading the data",
        "encoding the data",
        "building the network",
        "training",
        "exporting to ONNX",
        "testing",
        "calibrating the probabilities",
    ]


def test_the_predictions_name_rows_of_the_file_and_scoring_them_again_agrees(store, tiny_config):
    run = experiment(store, tiny_config)
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    table = pd.read_csv(tiny_config.dataset.path)
    rows = table.iloc[predictions.row - 1]
    assert (rows.label == "good").astype(int).tolist() == predictions.label.tolist()
    scored = Scorer(run.folder, run.config).probabilities(rows.text.tolist())
    np.testing.assert_allclose(scored[:, 1], predictions.p1, atol=1e-6)


def test_the_temperature_is_fitted_on_the_validation_set_and_only_scoring_uses_it(store, tiny_config):
    run = experiment(store, tiny_config.with_settings(["train.validation_split=0.8", "train.epochs=1"]))
    validation, test = read_predictions(run.folder, VALIDATION_FILE), read_predictions(run.folder)
    assert not set(validation.rows) & set(test.rows)
    temperature = fit_temperature(validation.labels, validation.probabilities)
    assert run.metrics["temperature"] == temperature == test.temperature == validation.temperature
    assert run.metrics["test_loss"] == classification_metrics(test.labels, test.probabilities)["test_loss"]
    calibrated = test.calibrated.probabilities
    assert run.metrics["test_calibrated_loss"] == classification_metrics(test.labels, calibrated)["test_loss"]
    texts = pd.read_csv(run.config.dataset.path).iloc[test.rows - 1].text.tolist()
    np.testing.assert_allclose(Scorer(run.folder, run.config).probabilities(texts), calibrated, atol=1e-5)
    assert np.abs(calibrated - test.probabilities).max() > 0.001


def test_without_a_validation_set_there_is_no_temperature(store, tiny_config):
    run = experiment(
        store,
        tiny_config.with_settings(["train.validation_split=0", "train.early_stopping_patience=none", "train.epochs=1"]),
    )
    assert run.metrics.keys().isdisjoint({"temperature", "test_calibrated_loss", "test_calibrated_error"})
    assert Scorer(run.folder, run.config).temperature == read_predictions(run.folder).temperature == 1
    assert not (run.folder / VALIDATION_FILE).exists()


def test_texts_by_length_are_scored_as_they_were_trained(store, tiny_config):
    run = experiment(store, tiny_config.with_settings(["train.batching=by_length", "model.direction=bidirectional"]))
    assert run.status == "finished"
    assert run.batch_rules == ("full",)
    assert pd.read_parquet(run.folder / "predictions.parquet").length.max() <= 8


def test_priors_pooling_and_vectors_of_a_file_are_trained_tested_and_scored(store, tiny_config, tmp_path):
    vectors = tmp_path / "vectors.txt"
    vectors.write_text("film 1 0 0 0\nlovely 0 1 0 0\nawful 0 0 1 0\nunread 0 0 0 1\n")
    settings = ["text.priors=both", "model.pooling=max_mean", "train.batching=by_length", "model.embeddings=file",
                f"model.embeddings_path={vectors}", "model.embeddings_trainable=false", "text.truncating=head_tail",
                "model.token_dropout=0.1", "model.head_dropout=0.2", "model.l2=0.0001"]  # fmt: skip
    run = experiment(store, tiny_config.with_settings(settings))
    assert run.status == "finished"
    assert any(note.startswith("vectors.txt has vectors for 3 of the ") for note in run.data["notes"])
    predictions = read_predictions(run.folder)
    texts = pd.read_csv(run.config.dataset.path).iloc[predictions.rows - 1].text.tolist()
    scorer = Scorer(run.folder, run.config)
    np.testing.assert_allclose(scorer.probabilities(texts), predictions.calibrated.probabilities, atol=1e-5)
    model = keras.saving.load_model(run.folder / "model.keras")
    place = scorer.vocabulary.word_index["lovely"]
    np.testing.assert_array_equal(model.get_layer("embedding").get_weights()[0][place], [0, 1, 0, 0])


def test_clauses_are_trained_on_counted_and_no_leak(store, tiny_config):
    adjectives = {"0": ("dull", "awful", "boring", "weak", "stale"), "1": ("lovely", "great", "funny", "warm", "witty")}
    lines = [
        f"it was very {word} {number},{label}" for number in range(12) for label in "01" for word in adjectives[label]
    ]
    path = Path(tiny_config.dataset.path)
    path.write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    settings = ["text.augmentation=negation", "text.augmentation_share=0.5", "text.priors=both", "text.num_words=400"]
    plain = experiment(store, tiny_config.with_settings(["text.priors=both", "text.num_words=400"]))
    run = experiment(store, tiny_config.with_settings(settings))
    assert run.status == "finished"
    num_train = round(len(lines) * (1 - run.config.dataset.test_size) * (1 - run.config.train.validation_split))
    note = clauses_note(round(num_train / 2))
    assert note in stored_notes(run.data)
    assert not [one for one in stored_notes(plain.data) if "clauses" in one]
    assert run.data["text_warnings"] == plain.data["text_warnings"]
    assert run.data["near_duplicates"] == plain.data["near_duplicates"]
    for name in ("vocabulary.json", "priors.npz"):
        assert (run.folder / name).read_bytes() == (plain.folder / name).read_bytes()


def test_a_run_whose_steps_have_labels_is_tested_step_by_step(store):
    values = {
        "dataset": {"name": "cumulative_sum", "num_rows": 40, "num_steps": 4},
        "model": {"cell": "GRU", "units": 3, "head": "per_step"},
        "train": {"epochs": 2, "batch_size": 8, "validation_split": 0, "early_stopping_patience": None},
    }
    run = experiment(store, RunConfig.from_dict(values))
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    assert list(predictions) == ["row", "step", "label", "p0", "p1", "length"]
    assert len(predictions) == 4 * run.metrics["num_test"] == 4000
    assert predictions.step.tolist()[:5] == [1, 2, 3, 4, 1]
    assert ((predictions.p1 > 0.5) == predictions.label).mean() == pytest.approx(run.metrics["test_accuracy"])
    assert not (run.folder / "vocabulary.json").exists()
    assert run.metrics["test_rows_per_second"] > 10
    assert "test_shuffled_accuracy" not in run.metrics


@pytest.mark.parametrize("direction", ["bidirectional", "four_directions"])
def test_a_run_that_reads_images_is_exported_and_tested(store, tmp_path, direction):
    random = np.random.default_rng(0)
    arrays = {f"x_{part}": random.integers(0, 256, (40, 28, 28), dtype=np.uint8) for part in ("train", "test")}
    np.savez(tmp_path / "mnist.npz", **arrays, y_train=np.arange(40) % 10, y_test=np.arange(40) % 10)
    values = {
        "dataset": {"name": "mnist", "path": str(tmp_path / "mnist.npz")},
        "model": {"cell": "GRU", "direction": direction, "units": 3, "head": "logits", "activation": "relu"},
        "train": {"epochs": 1, "batch_size": 16, "validation_split": 0.25},
    }
    run = experiment(store, RunConfig.from_dict(values))
    assert run.status == "finished"
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    assert predictions.row.tolist() == list(range(41, 81))
    assert predictions[[f"p{digit}" for digit in range(10)]].sum(axis=1).to_numpy() == pytest.approx(
        np.ones(40), abs=1e-5
    )


def stop_after_first_epoch(store, run):
    """Train until an epoch has left a checkpoint."""

    def raise_if_stopped():
        if store.epochs([run.run_id])[run.run_id]:
            raise TrainingCancelledError("It was asked to stop.", "It stops.", "Resume it.")

    with pytest.raises(TrainingCancelledError):
        run_experiment(run, store, raise_if_stopped, lambda progress: None)


def test_a_run_records_what_trained_it_and_what_continued_it(store, tiny_config, monkeypatch):
    run = running(store, tiny_config)
    stop_after_first_epoch(store, run)
    (first,) = store.get(run.run_id).environments
    assert first.versions == versions()
    assert first.num_threads >= 1
    later = replace(first, versions=first.versions | {"keras": "99.0"})
    monkeypatch.setattr(data_facts, "current_environment", lambda num_threads: later)
    run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)
    assert store.get(run.run_id).environments == (first, later)
    assert experiment(store, tiny_config).environments == (later,)


def test_a_run_by_length_that_an_earlier_version_began_says_that_its_batches_changed(store, tiny_config, caplog):
    run = running(store, tiny_config.with_settings(["train.batching=by_length"]))
    stop_after_first_epoch(store, run)
    begun = store.get(run.run_id)
    store.describe(run.run_id, data={name: begun.data[name] for name in begun.data if name != "batches"})
    run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)
    resumed = store.get(run.run_id)
    assert resumed.batch_rules == ("of equal length", "full")
    assert len(store.epochs([run.run_id])[run.run_id]) == tiny_config.train.epochs
    assert "earlier version of Bothways trained the first epochs" in caplog.text
    assert "earlier version of Bothways trained the first epochs" in resumed.data["notes"][-1]


def test_a_run_does_not_go_on_with_other_data_than_it_began_with(store, tiny_config):
    run = running(store, tiny_config)
    stop_after_first_epoch(store, run)
    with open(tiny_config.dataset.path, "a", encoding="utf-8") as file:
        file.write("\none more lovely film,good")
    with pytest.raises(DatasetError, match="has changed since this run began"):
        run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)


def test_a_run_keeps_what_its_data_were(store, tiny_config):
    run = experiment(store, tiny_config)
    assert run.data["name"] == "reviews.csv"
    assert run.data["stand_in"] is False
    assert any("columns separated by commas" in note for note in run.data["notes"])
    assert run.data["fingerprint"] == experiment(store, tiny_config.twin()).data["fingerprint"]


def test_a_run_counts_near_duplicates_across_training_and_test(store, tiny_config, tmp_path):
    lines = [f"film {number // 2}{'!' * (number % 2)},{('bad', 'good')[number // 2 % 2]}" for number in range(120)]
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    config = tiny_config.with_settings([f"dataset.path={path}", "train.epochs=1"])
    run = experiment(store, config)
    assert 0 < run.data["near_duplicates"] <= run.metrics["num_test"]
    cleaned = experiment(store, config.with_settings(["dataset.drop_near_duplicates=true"]))
    assert cleaned.data["near_duplicates"] == 0
    assert cleaned.data["reading"]["dropped"] == {"near_duplicate": 60}


def test_a_stop_between_two_steps_ends_the_run_there(store, tiny_config):
    run = running(store, tiny_config)
    steps = []

    def raise_if_stopped():
        if steps and steps[-1].step == "encoding the data":
            raise TrainingCancelledError("It was asked to stop.", "It stops.", "Resume it.")

    with pytest.raises(TrainingCancelledError):
        run_experiment(run, store, raise_if_stopped, steps.append)
    assert steps[-1].step == "encoding the data"
    assert not (run.folder / "model.keras").exists()


def test_a_run_that_fails_the_parity_check_has_no_metrics(store, tiny_config, monkeypatch):
    def differ(*_):
        raise ParityError("The outputs differ.", "They must agree.", "Report it.")

    monkeypatch.setattr("core.runs.jobs.pipeline.check_parity", differ)
    run = running(store, tiny_config)
    with pytest.raises(ParityError):
        run_experiment(run, store, lambda: None, lambda progress: None)
    assert store.get(run.run_id).metrics == {}


def test_a_head_that_does_not_fit_the_classes_is_named_before_training(store, tiny_config, tmp_path):
    path = tmp_path / "three.csv"
    lines = [f"text number {number},{'abc'[number % 3]}" for number in range(60)]
    path.write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    with pytest.raises(ConfigError, match="softmax"):
        experiment(store, tiny_config.with_settings([f"dataset.path={path}"]))


def test_two_processes_get_the_same_numbers_from_the_same_config_and_seed(store, tiny_config, settings):
    code = (
        "import json, sys; from core.runs.job import this_process; from core.config import RunConfig\n"
        "from core.runs.store import RunStore\n"
        "from core.settings import read_workspace; from core.runs.jobs.pipeline import run_experiment\n"
        "settings = read_workspace(); store = RunStore(settings.database_url, settings.runs_folder)\n"
        "run = store.create(RunConfig.from_dict(json.loads(sys.argv[1])))\n"
        "store.claim(run.run_id, this_process())\n"
        "print(json.dumps(run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None)))"
    )
    command = [sys.executable, "-c", code, tiny_config.model_dump_json()]
    environment = {"BOTHWAYS_HOME": str(settings.home), "TF_CPP_MIN_LOG_LEVEL": "3", "PATH": ""}
    other = subprocess.run(command, cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True, check=True)
    numbers = [json.loads(other.stdout), experiment(store, tiny_config).metrics]
    assert all(metrics.pop("test_rows_per_second") > 0 for metrics in numbers)  # how fast, as nothing else is
    assert numbers[0] == numbers[1]


def test_texts_with_several_labels_are_learned_and_scored_with_their_thresholds(store, tmp_path):
    run = experiment(store, tagged_config(tmp_path))
    assert run.status == "finished"
    assert run.metrics["test_accuracy"] > 0.8
    assert run.metrics["test_label_accuracy"] >= run.metrics["test_accuracy"]
    assert {"test_micro_f1", "test_threshold_f1", "test_shuffled_accuracy"} <= run.metrics.keys()
    assert "temperature" not in run.metrics
    test, validation = read_predictions(run.folder), read_predictions(run.folder, VALIDATION_FILE)
    assert test.has_label_sets
    assert test.right.mean() == run.metrics["test_accuracy"]
    best = max(epoch.val_accuracy for epoch in store.epochs([run.run_id])[run.run_id])
    assert validation.right.mean() <= best + 1e-6
    (score,) = Scorer(run.folder, run.config).score(["very team then bank"])
    assert score.label == "money|sport"
    assert score.labels == ("money", "sport")
    assert 0.5 < score.probability <= 1
    assert read_rule(run.folder).thresholds.keys() == set(LABELS)
    program = "import keras; print(keras.saving.load_model('model.keras').output_shape)"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=run.folder, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "(None, 3)"
