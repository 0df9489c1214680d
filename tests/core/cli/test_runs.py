"""core.cli.runs: `runs`, `studies`, `show`, `cancel`, `resume`, `delete`."""

import json

import pytest

from core.__main__ import main
from core.config import RunConfig
from core.inference.decision_rule import DecisionRule, write_rule
from core.runs.jobs import queue
from core.training.history import Epoch
from tests.support.command_line import refusal


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


def test_runs_are_listed_newest_first(finished, store, capsys):
    newer = store.create(RunConfig(), "two")
    store.cancel(newer.run_id)
    assert main(["runs", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [run["run_id"] for run in listed] == [newer.run_id, finished.run_id]
    assert listed[1]["metrics"] == {"test_accuracy": 0.875, "num_test": 40.0}
    assert listed[1]["config"] == finished.config.to_dict()
    assert main(["runs"]) == 0
    header, first, second = capsys.readouterr().out.splitlines()
    assert header == "RUN       STATUS     NAME  RESULT"
    assert first.startswith(f"{newer.run_id}  cancelled  two   ")
    assert second == f"{finished.run_id}  finished   one   test accuracy 87.5% of 40"


def test_names_are_listed_in_full(store, capsys):
    name = "a name of more than twenty-eight letters"
    store.create(RunConfig(), name)
    assert main(["runs"]) == 0
    assert name in capsys.readouterr().out


def test_the_id_of_a_study_in_place_of_a_run_is_explained(capsys):
    problem = refusal(["score", "s41c", "a film"], capsys)
    assert problem.startswith("'s41c' names no runs, and may be the id of a study.")
    assert "python -m core show s41c" in problem


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


def test_an_ended_run_is_not_worked_on_cancelled_or_resumed(finished, capsys):
    for verb in ("work", "cancel", "resume"):
        assert f"Run {finished.run_id} is finished" in refusal([verb, finished.run_id], capsys)


def test_show_says_how_probabilities_are_calibrated_and_which_threshold_decides(finished, capsys):
    assert main(["show", finished.run_id]) == 0
    output = capsys.readouterr().out
    assert "Probabilities are not calibrated: " in output
    assert "Decisions use" not in output
    write_rule(DecisionRule("good", 0.25), finished.folder)
    assert main(["show", finished.run_id]) == 0
    assert "Decisions use threshold 0.25 for good." in capsys.readouterr().out
    assert main(["show", finished.run_id, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["decision_rule"] == {"positive": "good", "threshold": 0.25}


def test_the_audit_log_is_listed_and_printed_as_json(store, capsys):
    assert main(["audit"]) == 0
    assert "Nothing has been deleted or shared yet." in capsys.readouterr().out
    run = store.create(RunConfig(), "mine")
    assert main(["delete", run.run_id]) == 0
    capsys.readouterr()
    assert main(["audit"]) == 0
    header, line = capsys.readouterr().out.splitlines()
    assert header.split() == ["WHEN", "WHO", "ACTION", "ID", "NAME"]
    assert line.endswith(f"the local user  delete run  {run.run_id}  mine")
    assert main(["audit", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["subject"] == run.run_id
