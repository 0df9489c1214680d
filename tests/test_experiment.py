import subprocess
import sys

import keras
import numpy as np
import pandas as pd
import pytest

from core.errors import ConfigError, ParityError, TrainingCancelledError
from core.experiment import run_experiment
from core.history import Progress
from core.jobs import this_process
from core.scoring import Scorer
from core.settings import PROJECT_FOLDER


def running(store, config):
    run = store.create(config)
    store.claim(run.run_id, this_process())
    return store.get(run.run_id)


def experiment(store, config, told=None):
    run = running(store, config)
    run_experiment(run, store, lambda: None, (lambda progress: None) if told is None else told.append)
    return store.get(run.run_id)


def test_a_run_leaves_metrics_predictions_and_models_that_agree(store, tiny_config):
    told: list[Progress] = []
    run = experiment(store, tiny_config.with_settings(["train.epochs=8"]), told)
    assert run.status == "finished"
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    assert list(predictions) == ["row", "label", "p0", "p1", "length"]
    assert len(predictions) == run.metrics["num_test"] == round(120 * 0.33)
    assert ((predictions.p1 > 0.5) == predictions.label).mean() == pytest.approx(run.metrics["test_accuracy"])
    assert run.metrics["test_accuracy"] > 0.8
    assert run.num_params == keras.saving.load_model(run.folder / "model.keras").count_params()
    assert run.seconds == pytest.approx(sum(epoch.seconds for epoch in store.epochs([run.run_id])[run.run_id]))
    assert list(dict.fromkeys(progress.step for progress in told)) == [
        "reading the data",
        "fitting the vocabulary",
        "encoding the texts",
        "building the network",
        "training",
        "exporting to ONNX",
        "testing",
    ]


def test_the_predictions_name_rows_of_the_file_and_scoring_them_again_agrees(store, tiny_config):
    run = experiment(store, tiny_config)
    predictions = pd.read_parquet(run.folder / "predictions.parquet")
    table = pd.read_csv(tiny_config.dataset.path)
    rows = table.iloc[predictions.row - 1]
    assert (rows.label == "good").astype(int).tolist() == predictions.label.tolist()
    scored = Scorer(run.folder, run.config).probabilities(rows.text.tolist())
    np.testing.assert_allclose(scored[:, 1], predictions.p1, atol=1e-6)


def test_batches_of_equal_length_are_scored_as_they_were_trained(store, tiny_config):
    run = experiment(store, tiny_config.with_settings(["train.batching=by_length", "model.direction=bidirectional"]))
    assert run.status == "finished"
    assert pd.read_parquet(run.folder / "predictions.parquet").length.max() <= 8


def test_a_stop_between_two_steps_ends_the_run_there(store, tiny_config):
    run = running(store, tiny_config)
    steps = []

    def raise_if_stopped():
        if steps and steps[-1].step == "fitting the vocabulary":
            raise TrainingCancelledError("It was asked to stop.", "It stops.", "Resume it.")

    with pytest.raises(TrainingCancelledError):
        run_experiment(run, store, raise_if_stopped, steps.append)
    assert steps[-1].step == "fitting the vocabulary"
    assert not (run.folder / "model.keras").exists()


def test_a_run_that_fails_the_parity_check_has_no_metrics(store, tiny_config, monkeypatch):
    def differ(*_):
        raise ParityError("The outputs differ.", "They must agree.", "Report it.")

    monkeypatch.setattr("core.experiment.check_parity", differ)
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
        "import json, sys; from core import jobs; from core.config import RunConfig; from core.runs import RunStore\n"
        "from core.settings import read_settings; from core.experiment import run_experiment\n"
        "settings = read_settings(); store = RunStore(settings.database_url, settings.runs_folder)\n"
        "run = store.create(RunConfig.from_dict(json.loads(sys.argv[1])))\n"
        "store.claim(run.run_id, jobs.this_process())\n"
        "print(run_experiment(store.get(run.run_id), store, lambda: None, lambda progress: None))"
    )
    command = [sys.executable, "-c", code, tiny_config.model_dump_json()]
    environment = {"BOTHWAYS_HOME": str(settings.home), "TF_CPP_MIN_LOG_LEVEL": "3", "PATH": ""}
    other = subprocess.run(command, cwd=PROJECT_FOLDER, env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(experiment(store, tiny_config).metrics)
