"""Searches on the command line: `search`, and the verbs that take a search's id where they take a run's."""

import json
import math

import pytest

from core.__main__ import main
from core.config import read_config
from core.runs.jobs import queue
from core.training.history import Epoch
from tests.support.command_line import refusal

SPACE = ["--space", "train.learning_rate=1e-3..1e-1", "--space", "model.units=2..8"]


def train_at_once(store, settings, run):
    """A stand-in for a training process: the best learning rate is 0.01."""
    accuracy = 0.9 - 0.1 * abs(math.log10(run.config.train.learning_rate) + 2)
    for number in (1, 2):
        store.add_epoch(run.run_id, Epoch(number, 0.5, 0.7, 1 - accuracy, accuracy, 1.0, accuracy))
    store.finish(run.run_id, {"test_accuracy": 0.5, "num_test": 40.0}, 1.0)


@pytest.fixture
def at_once(monkeypatch):
    monkeypatch.setattr(queue, "_start", train_at_once)


@pytest.fixture
def never(monkeypatch):
    monkeypatch.setattr(queue, "_start", lambda store, settings, run: None)


def _interrupt(seconds):
    raise KeyboardInterrupt


def document_of(arguments, capsys):
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("at_once")
def test_a_search_prints_its_trials_best_first_and_saves_the_winner(config_file, tmp_path, capsys):
    path = tmp_path / "best.json"
    words = ["search", "--config", config_file, *SPACE, "--trials", "6", "--name", "Mine", "--save-recipe", str(path)]
    document = document_of(words, capsys)
    scores = [trial["score"] for trial in document["trials"]]
    assert scores == sorted(scores)  # the loss is monitored
    assert (document["name"], document["state"], document["monitor"]) == ("Mine", "6 of 6 finished", "val_loss")
    assert document["best"]["number"] == document["trials"][0]["number"]
    assert [one["num_trials"] for one in document["expected_best"]] == [1, 2, 3, 4, 5, 6]
    assert document["best_so_far"][-1] == scores[0]
    assert any("optimistic" in note for note in document["notes"])
    assert read_config(path).to_dict() == document["best"]["config"]
    assert read_config(path).train.learning_rate == document["best"]["settings"]["train.learning_rate"]


def test_data_that_cannot_be_trained_on_are_refused_before_a_search_is_stored(tiny_config, tmp_path, store, capsys):
    (tmp_path / "one.csv").write_text("text,label\na,x\nb,x\n", encoding="utf-8")
    file = [f"--set=dataset.path={tmp_path / 'one.csv'}", "--set=dataset.name=file"]
    assert "every usable row has the label 'x'" in refusal(["search", *file, *SPACE], capsys)
    assert store.searches.list() == []


@pytest.mark.usefixtures("at_once")
def test_a_stored_search_is_listed_shown_continued_and_deleted(config_file, capsys):
    search_id = document_of(["search", "--config", config_file, *SPACE, "--trials", "2"], capsys)["search_id"]
    assert [one["search_id"] for one in document_of(["search", "--list"], capsys)] == [search_id]
    assert main(["search", "--list"]) == 0
    header, line = capsys.readouterr().out.splitlines()
    assert header.split() == ["SEARCH", "STATE", "NAME"]
    assert line.split("  ") == [search_id, "2 of 2 finished", "Search learning_rate, units"]
    assert main(["search", search_id[:5]]) == 0
    text = capsys.readouterr().out
    assert "trial  run       status         val_loss  epochs  settings" in text
    assert "expected best (Dodge and others 2019)" in text
    assert main(["show", search_id]) == 0
    assert capsys.readouterr().out == text
    assert main(["search", search_id, "--train-best"]) == 0
    assert capsys.readouterr().err.count("Best of Search learning_rate, units, seed") == 5
    assert document_of(["search", "--add-to", search_id, "--trials", "3"], capsys)["state"] == "3 of 3 finished"
    assert "3 of 3 finished" in refusal(["resume", search_id], capsys)
    assert document_of(["delete", search_id], capsys) == {"search_id": search_id, "deleted": True}
    assert document_of(["search", "--list"], capsys) == []


@pytest.mark.usefixtures("never")
def test_an_interrupt_cancels_a_search_and_resume_goes_on(config_file, monkeypatch, capsys, store):
    monkeypatch.setattr("core.cli.plans.search.time.sleep", _interrupt)
    assert main(["search", "--config", config_file, *SPACE]) == 1
    (search,) = store.searches.list()
    assert f"python -m core resume {search.search_id}" in capsys.readouterr().err
    (run,) = store.of_search(search.search_id)
    assert (search.stopped, run.cancel_requested) == (True, True)
    store.mark_cancelled(run.run_id, "Cancelled.")
    assert document_of(["resume", search.search_id], capsys)["progress"]["running"] == 1
    assert document_of(["cancel", search.search_id], capsys)["progress"]["stopped"]


@pytest.mark.usefixtures("never")
def test_what_cannot_be_searched_is_refused_in_one_sentence(config_file, capsys, store):
    assert "varies no settings" in refusal(["search", "--config", config_file], capsys)
    assert "--space is only for a new search" in refusal(["search", "h12", *SPACE], capsys)
    assert "'h12' names no searches" in refusal(["search", "h12"], capsys)
    assert "--list" in refusal(["search", "h12", "--list"], capsys)
    assert "--train-best has no search" in refusal(["search", *SPACE, "--train-best"], capsys)
    assert store.searches.list() == []


@pytest.mark.usefixtures("never")
def test_a_search_without_a_finished_trial_has_no_winner_to_save(config_file, tmp_path, capsys, store, monkeypatch):
    monkeypatch.setattr("core.cli.plans.search.time.sleep", _interrupt)
    main(["search", "--config", config_file, *SPACE])
    search_id = store.searches.list()[0].search_id
    capsys.readouterr()
    assert main(["search", search_id, "--save-recipe", str(tmp_path / "best.json")]) == 2
    assert f"No trial of search {search_id} has finished." in capsys.readouterr().err
    assert not (tmp_path / "best.json").exists()


@pytest.mark.process
def test_a_search_trains_its_trials_in_processes_of_their_own(config_file, capsys, store):
    space = ["--space", "train.learning_rate=1e-3..1e-1"]
    document = document_of(["search", "--config", config_file, *space, "--trials", "2"], capsys)
    assert [trial["status"] for trial in document["trials"]] == ["finished", "finished"]
    assert all(trial["epochs"] == 2 for trial in document["trials"])
    assert {run.trial for run in store.list()} == {1, 2}
