"""Challenges on the command line: `challenge`."""

import io
import json
import shutil
import sys

import numpy as np
import pytest

from core.__main__ import main
from core.config import RunConfig
from core.evaluation.predictions import Predictions, write_predictions
from core.inference.challenges import CATEGORIES, challenges
from core.runs.run import Run
from tests.support.command_line import refusal
from tests.support.networks import random_scorer


@pytest.fixture
def finish(store, tmp_path):
    """Add a finished run of a direction and a seed with a random network."""
    random_scorer(tmp_path / "network")

    def finish(direction: str, seed: int, study_id: str | None = None) -> Run:
        settings = [f"model.direction={direction}", f"train.seed={seed}", "text.num_words=40", "text.maxlen=8"]
        run = store.create(RunConfig().with_settings(settings), study_id=study_id)
        shutil.copytree(tmp_path / "network", run.folder, dirs_exist_ok=True)
        store.claim(run.run_id, None)
        store.finish(run.run_id, {}, 1.0)
        return store.get(run.run_id)

    return finish


def test_the_shipped_pair_is_tested_on_every_difficulty(capsys):
    assert main(["challenge", "demo"]) == 0
    output = capsys.readouterr().out
    assert all(category in output for category in CATEGORIES)
    assert "bidirectional LSTM 32 against forward LSTM 32" in output
    assert "95 % intervals over templates" in output
    assert " sentences are right in all networks of one arm and wrong in all of another." in output


def test_the_seeds_of_an_arm_count_together(finish, capsys):
    runs = [finish(direction, seed) for direction in ("forward", "bidirectional") for seed in (1, 2)]
    assert main(["challenge", *(run.run_id for run in runs), "--positive", "good", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert {rate["negation"]["num_networks"] for rate in document["rates"].values()} == {2}
    assert len(document["rates"]) == 2
    assert [set(gap["by_difficulty"]) for gap in document["gaps"]] == [set(CATEGORIES)]
    assert all(one["Difficulty"] in CATEGORIES for one in document["only_one"])
    assert document["notes"] == []  # without test predictions, nothing is known of what they learned


def test_arms_that_learned_nothing_are_named_as_on_compare(finish, capsys):
    runs = [finish(direction, 1) for direction in ("forward", "bidirectional")]
    for run in runs:
        labels, lengths = np.arange(40) % 2, np.full(40, 8)
        write_predictions(Predictions(np.arange(40), labels, np.full((40, 2), 0.5), lengths, lengths), run.folder)
    assert main(["challenge", *(run.run_id for run in runs), "--positive", "good", "--json"]) == 0
    printed = capsys.readouterr()
    (note,) = json.loads(printed.out)["notes"]
    assert note.startswith("Neither ")
    assert note in printed.err


def test_own_lines_are_a_category_of_their_own(finish, tmp_path, capsys):
    lines = tmp_path / "mine.txt"
    lines.write_text("+ Not bad.\n\n- Not good.\n", encoding="utf-8-sig")  # as some editors begin a file
    assert main(["challenge", finish("forward", 1).run_id, "--lines", str(lines), "--json"]) == 0
    rates = json.loads(capsys.readouterr().out)["rates"]
    assert [rate["own"]["num_sentences"] for rate in rates.values()] == [2]


def test_own_lines_may_come_from_standard_input(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"+ Not bad.\n")))
    assert main(["challenge", "--list", "--lines", "-"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "+ Not bad."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"+ \xff\n")))
    assert refusal(["challenge", "--list", "--lines", "-"], capsys).startswith("Standard input cannot be read")


def test_the_sentences_are_listed_with_what_is_right(capsys):
    assert main(["challenge", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(challenges())
    assert "- The film is not good." in lines
    assert main(["challenge", "--list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == len(challenges())


def test_what_cannot_be_tested_is_refused_with_the_reason(finish, store, tiny_config, tmp_path, capsys):
    assert "RUN_OR_STUDY is missing." in refusal(["challenge"], capsys)
    run = finish("forward", 1)
    assert "has no class 'nice'." in refusal(["challenge", run.run_id, "--positive", "nice"], capsys)
    lines = tmp_path / "mine.txt"
    lines.write_text("+ Fine.\nFine.\n", encoding="utf-8")
    assert "Line 2 is 'Fine.'." in refusal(["challenge", run.run_id, "--lines", str(lines)], capsys)
    assert "cannot be read" in refusal(["challenge", run.run_id, "--lines", str(tmp_path / "none.txt")], capsys)
    assert "is queued and reads texts" in refusal(["challenge", store.create(tiny_config).run_id], capsys)
