"""A run on series of two channels and different lengths, from its file to its scores, its export and its baseline."""

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import keras
import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.config import RunConfig
from core.data.encoding import encode_parts
from core.data.sources import load, split
from core.data.sources.series.scaling import Scaling
from core.errors import RunStateError
from core.evaluation.baselines.baseline_fit import fit_baselines
from core.evaluation.baselines.baseline_store import BASELINE
from core.evaluation.predictions import VALIDATION_FILE, read_predictions
from core.inference.inputs.series import parse_series, score_series
from core.inference.scorer import Scorer
from core.reports.keras_script import run_script
from core.reports.model_bundle import write_model_bundle
from core.runs.run import Run
from core.runs.store import RunStore
from tests.support.examples.series_files import ts_file, ucr_file, waves

pytestmark = pytest.mark.training


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a training and a test file, and the workspace."""
    folder = tmp_path_factory.mktemp("series")
    ts_file(folder / "waves_TRAIN.ts", 60)
    ts_file(folder / "waves_TEST.ts", 24, seed=1)
    return folder


@pytest.fixture(scope="module")
def trained(folder: Path) -> Iterator[Run]:
    settings = [
        "dataset.name=file", "dataset.task=series", f"dataset.path={folder / 'waves_TRAIN.ts'}",
        f"dataset.test_path={folder / 'waves_TEST.ts'}", "model.direction=bidirectional", "model.cell=GRU",
        "model.units=4", "model.head=softmax", "model.pooling=max_mean", "train.batching=by_length",
        "train.batch_size=8", "train.epochs=4", "train.learning_rate=0.05", "train.validation_split=0.2",
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOTHWAYS_HOME", str(folder / "home"))
        assert main(["train", *(word for setting in settings for word in ("--set", setting))]) == 0
        store = RunStore(f"sqlite:///{folder / 'home' / 'bothways.db'}", folder / "home" / "runs")
        (run,) = store.list()
        yield run
        store.close()


def test_a_network_learns_the_classes_and_keeps_the_scaling(trained):
    assert trained.status == "finished"
    assert trained.metrics["test_accuracy"] > 0.95
    assert trained.config.dataset.num_channels == 2  # which the command line has read from the file
    assert "24 series" not in trained.data["notes"][0]
    assert trained.reading.parts == {"training": 60, "test": 24}
    dataset = load(trained.config.dataset)
    encoded = encode_parts(dataset, split(dataset, trained.config.dataset, 0.2), trained.config)
    assert "scaling.json" in trained.data["files"]  # whose checksum is kept
    stored = Scaling.load(trained.folder / "scaling.json")
    np.testing.assert_array_equal(stored.offset, encoded.scaling.offset)
    assert len(read_predictions(trained.folder, VALIDATION_FILE).rows) == 12


def test_predictions_are_those_of_keras_whatever_the_padding(trained):
    dataset = load(trained.config.dataset)
    test = encode_parts(dataset, split(dataset, trained.config.dataset, 0.2), trained.config).test.encoded
    model = keras.saving.load_model(trained.folder / "model.keras")
    predictions = read_predictions(trained.folder)
    for length in (6, 8):
        rows = test.lengths == length
        expected = model.predict(test.inputs[rows, :length], verbose=0)
        np.testing.assert_allclose(predictions.probabilities[rows], expected, atol=1e-5)


def test_a_series_has_the_same_score_alone_and_among_longer_ones(trained):
    scorer = Scorer(trained.folder, trained.config)
    values, _ = waves(4, num_channels=2)
    together = score_series(scorer, [values[0], values[1, :5], values[2]])
    (alone,) = score_series(scorer, [values[1, :5]])
    assert together[1].probabilities == pytest.approx(alone.probabilities, abs=1e-6)
    assert alone.num_steps == 5


def test_the_bundle_gives_the_same_probabilities(trained, tmp_path):
    write_model_bundle(trained, (), tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as archive:
        archive.extractall(tmp_path)
    text = "0, 0.2, 0.5 : 1, 1.4, 2"
    command = [sys.executable, str(tmp_path / "predict.py"), text]
    printed = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    scorer = Scorer(trained.folder, trained.config)
    (score,) = score_series(scorer, [parse_series(text, 2, trained.config.dataset)])
    assert printed["label"] == score.label
    assert printed["probabilities"] == pytest.approx(score.probabilities, abs=1e-6)
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "`scaling.json`" in card
    assert "by at most 0.0001." in card
    with pytest.raises(RunStateError, match="no Keras script for series"):
        run_script(trained)


def test_a_file_of_series_is_scored_with_its_accuracy(trained, folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_HOME", str(folder / "home"))
    capsys.readouterr()
    words = ["score", trained.run_id, "--file", str(folder / "waves_TEST.ts"), "--out", str(tmp_path / "out.csv")]
    assert main([*words, "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    (model,) = summary["models"]
    assert model["labelled"]["accuracy"] == pytest.approx(trained.metrics["test_accuracy"])
    frame = pd.read_csv(tmp_path / "out.csv", encoding="utf-8-sig")
    assert frame["line"].tolist() == list(range(6, 30))
    np.testing.assert_allclose(frame["p_down"] + frame["p_up"], 1, atol=1e-6)
    assert main(words) == 0
    assert "24 series scored" in capsys.readouterr().out


def test_what_cannot_be_scored_is_refused_in_one_line(trained, folder, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_HOME", str(folder / "home"))
    other, out = ucr_file(tmp_path / "one.tsv", 4), str(tmp_path / "out.csv")
    file = ["score", trained.run_id, "--file", str(other), "--out", out]
    refused = {
        "has 1 channel.": file,
        "Series have no text column": [*file, "--column", "x"],
        "Only decisions about texts": [*file, "--threshold", "0.3"],
        "Series 2 has 1 channel": ["score", trained.run_id, "1,2:3,4", "1"],
    }
    for problem, words in refused.items():
        capsys.readouterr()
        assert main(words) == 2
        printed = capsys.readouterr()
        assert problem in printed.err, printed.err
        assert printed.out == ""


def test_typed_series_are_scored(trained, folder, capsys, monkeypatch):
    monkeypatch.setenv("BOTHWAYS_HOME", str(folder / "home"))
    capsys.readouterr()
    values, _ = waves(2, num_channels=2)
    texts = [":".join(",".join(map(str, channel)) for channel in series.T.tolist()) for series in values]
    assert main(["score", trained.run_id, *texts]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert (first.split()[0], second.split()[0]) == ("up", "down")


def test_the_linear_baseline_reads_the_scaled_values(trained, tmp_path):
    baselines = fit_baselines(RunConfig.from_dict(trained.config.to_dict()), tmp_path)
    assert baselines[BASELINE].metrics["test_accuracy"] > 0.95
    assert baselines[BASELINE].metrics["num_params"] == 8 * 2 + 1
