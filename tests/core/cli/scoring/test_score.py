import io
import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.cli.scoring import score
from core.config import RunConfig
from core.data.tables.text_table import read_csv
from core.evaluation.predictions import Predictions, write_predictions
from core.inference.decision_rule import DecisionRule, write_rule
from core.inference.inputs import digit_images
from core.recipes import find_recipe
from core.runs.job import this_process
from core.runs.run import Run
from tests.support.command_line import refusal
from tests.support.networks import random_scorer, write_network


@pytest.fixture
def run(store, tmp_path: Path) -> Run:
    random_scorer(tmp_path / "network")
    run = store.create(RunConfig.from_dict({"text": {"num_words": 40, "maxlen": 8}}))
    shutil.copytree(tmp_path / "network", run.folder, dirs_exist_ok=True)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {}, 1.0)
    return store.get(run.run_id)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    path.write_text("id,text,label\n1,a good film,good\n2,,bad\n3,=not bad,meh\n", encoding="utf-8")
    return path


def test_a_file_is_scored_into_a_file_and_the_summary_is_one_document(run, file, tmp_path, capsys):
    out = tmp_path / "out.csv"
    words = ["score", run.run_id, "--csv", str(file), "--column", "text", "--label-column", "label", "--out", str(out)]
    assert main([*words, "--json"]) == 0
    printed = capsys.readouterr()
    summary = json.loads(printed.out)
    assert (summary["num_rows"], summary["num_scored"], summary["out"]) == (3, 2, str(out))
    assert summary["problems"] == [{"row": 2, "problem": "The text is empty."}]
    assert summary["models"][0]["labelled"]["unmatched"] == {"meh": 1}
    assert "scoring" in printed.err
    frame = pd.read_csv(out, encoding="utf-8-sig")
    assert frame["id"].tolist() == [1, 2, 3]
    assert frame["text"].tolist()[2] == "'=not bad"
    assert frame["p_good"].notna().tolist() == [True, False, True]

    assert main(words) == 0
    output = capsys.readouterr().out
    assert "2 of 3 rows scored" in output
    assert "row 2: The text is empty." in output
    assert "  The label 'meh' (1 row) is not a class of the network; not counted." in output


def test_the_scored_rows_read_back_as_they_were_in_every_format(run, tmp_path, capsys):
    rows = [
        ["Awful film.", "-1"],
        ["@friend it was great", "+3.5"],
        ["=1+1", "1e5"],
        ["'=1+1", "-$5"],
        ["@SUM(1)", "0"],
    ]
    pd.DataFrame(rows, columns=["text", "category"]).to_csv(tmp_path / "in.csv", index=False)
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        assert main(["score", run.run_id, "--csv", str(tmp_path / "in.csv"), "--out", str(tmp_path / name)]) == 0
    read = {
        "a.csv": read_csv(tmp_path / "a.csv", "text").frame,
        "a.jsonl": pd.read_json(tmp_path / "a.jsonl", lines=True, dtype=False, precise_float=True),
        "a.parquet": pd.read_parquet(tmp_path / "a.parquet"),
    }
    for frame in read.values():
        assert frame[["text", "category"]].to_numpy().tolist() == rows
    shares = {name: frame["probability"].astype(float).tolist() for name, frame in read.items()}
    assert shares["a.csv"] == shares["a.jsonl"] == shares["a.parquet"]
    written = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert '"-1"' in written
    assert '"@friend it was great"' in written
    assert '"\'=1+1"' in written
    assert "spreadsheet_guard" in written


def test_notes_on_a_file_are_on_standard_error_and_in_the_document(run, file, tmp_path, capsys):
    words = ["score", run.run_id, "--csv", str(file), "--column", "text", "--out", str(tmp_path / "out.csv"), "--json"]
    assert main(words) == 0
    printed = capsys.readouterr()
    notes = json.loads(printed.out)["notes"]
    assert "Read as UTF-8, columns separated by commas, 3 rows." in notes
    assert all(note in printed.err for note in notes)


def test_two_networks_say_for_how_many_rows_they_agree(file, tmp_path, capsys):
    words = ["score", "demo", "--csv", str(file), "--column", "text", "--out", str(tmp_path / "out.csv")]
    assert main(words) == 0
    assert "The networks agree on " in capsys.readouterr().out


def test_a_file_is_read_with_the_settings_of_training(run, tmp_path, capsys):
    (tmp_path / "in.csv").write_text("a film|good,x\nno film|bad,y\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    settings = ["--set", "dataset.delimiter=|", "--set", "dataset.header=no", "--column", "column 1"]
    assert main(["score", run.run_id, "--file", str(tmp_path / "in.csv"), "--out", str(out), *settings]) == 0
    assert pd.read_csv(out)[["column 1", "column 2"]].to_numpy().tolist() == [
        ["a film", "good,x"],
        ["no film", "bad,y"],
    ]


def test_bad_rows_of_a_file_are_kept_unless_a_setting_refuses_them(run, tmp_path, capsys):
    (tmp_path / "in.csv").write_text("id,text\n1,a film\n2,b,c\n", encoding="utf-8")
    words = ["score", run.run_id, "--csv", str(tmp_path / "in.csv"), "--out", str(tmp_path / "out.csv")]
    assert main(words) == 0
    assert "row 2: The row has 3 cells" in capsys.readouterr().out
    assert "row 2 has 3 cells" in refusal([*words, "--set", "dataset.on_bad_rows=refuse"], capsys)
    assert "2 is the first" in refusal([*words, "--set", "dataset.max_bad_rows=0.1"], capsys)


def test_a_file_may_come_from_standard_input(run, file, tmp_path, capsys, monkeypatch):
    words = ["score", run.run_id, "--csv", "-", "--column", "text", "--out", str(tmp_path / "out.csv")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(file.read_bytes())))
    assert main(words) == 0
    assert pd.read_csv(tmp_path / "out.csv")["id"].tolist() == [1, 2, 3]
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    assert "Standard input has no column 'text'" in refusal(words, capsys)


def test_each_line_of_standard_input_is_a_text(run, capsys, monkeypatch):
    monkeypatch.setattr(score, "_INPUTS_AT_ONCE", 2)
    lines = "a good film\r\n\nnot bad\nzebras"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode("utf-8-sig"))))
    assert main(["score", run.run_id, "first", "-"]) == 0
    printed = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  ")]
    assert [line.partition("  ")[2] for line in printed] == ["first", "a good film", "", "not bad", "zebras"]


def test_a_text_without_a_known_word_says_so_in_its_line_and_in_json(run, capsys):
    assert main(["score", run.run_id, "zebras"]) == 0
    line, _, note, unknown = capsys.readouterr().out.splitlines()
    assert line.endswith("% (no known word)  zebras")
    assert note == "  No word of this text is in the vocabulary, so the prediction says nothing about it."
    assert unknown == "  Out-of-vocabulary words: zebras"
    assert main(["score", run.run_id, "zebras", "a film", "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert (first["num_known_words"], first["unknown_words"], first["num_cut"]) == (0, ["zebras"], 0)
    assert first["notes"] == [note.strip(), unknown.strip()]
    assert (second["num_known_words"], second["notes"]) == (2, [])


def test_a_sentence_has_its_confidence_in_json_and_below_its_line(run, capsys):
    draw = np.random.default_rng(0)
    second, lengths = draw.random(400), np.full(400, 8)
    labels, words = (draw.random(400) < second).astype(int), draw.integers(1, 9, 400)
    write_predictions(
        Predictions(np.arange(400), labels, np.stack([1 - second, second], 1), lengths, words), run.folder
    )
    assert main(["score", run.run_id, "a good film", "--json"]) == 0
    (document,) = json.loads(capsys.readouterr().out)
    confidence = document["confidence"]
    assert confidence["low"] < confidence["accuracy"] < confidence["high"]
    assert confidence["sentence"].startswith(f"{confidence['level']}: of test texts")
    assert main(["score", run.run_id, "a good film"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == f"  {confidence['sentence']}"


def test_without_a_column_the_longest_texts_are_scored_into_parquet(run, file, tmp_path, capsys):
    assert main(["score", run.run_id, "--csv", str(file), "--out", str(tmp_path / "out.parquet")]) == 0
    assert pd.read_parquet(tmp_path / "out.parquet")["predicted_label"].tolist()[1] == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "There is nothing to score."),
        (["a film", "--csv", "FILE", "--out", "OUT"], "Both 'a film' and --file were given."),
        (["--file", "FILE"], "--out is missing."),
        (["a film", "--set", "dataset.delimiter=;"], "Both 'a film' and --set were given."),
        (["--csv", "FILE", "--out", "OUT", "--set", "train.epochs=3"], "train.epochs does not say how a file is read."),
        (["--csv", "FILE", "--out", "OUT", "--set", "delimiter"], "'delimiter' is not an assignment."),
        (["--csv", "FILE", "--out", "OUT", "--set", "dataset.header=maybe"], "dataset.header is 'maybe'."),
        (["--out", "OUT", "--column", "text"], "--file is missing."),
        (["--csv", "FILE", "--out", "OUT.txt"], "Its name ends in .csv, .parquet, .jsonl."),
        (["--csv", "FILE", "--out", "FILE"], "the file that is scored"),
        (["--csv", "FILE", "--out", "none/OUT"], "There is no folder"),
        (["--csv", "FILE", "--out", "OUT", "--column", "nope"], "no column 'nope'"),
        (
            ["--csv", "gone.csv", "--out", "OUT"],
            "There is no file gone.csv. --file must name a file, or be - for standard input.",
        ),
        (["--csv", "FOLDER", "--out", "OUT"], "is a folder. --file must name a regular file."),
        (["--csv", "PIPE", "--out", "OUT"], "is a pipe. --file must name a regular file."),
        (["--csv", "/dev/zero", "--out", "OUT"], "/dev/zero is a device. --file must name a regular file."),
    ],
)
def test_bad_input_ends_with_one_line(run, file, tmp_path, capsys, words, message):
    paths = {"FILE": str(file), "OUT": str(tmp_path / "out.csv"), "OUT.txt": str(tmp_path / "out.txt")}
    paths |= {"none/OUT": str(tmp_path / "none" / "out.csv"), "FOLDER": str(tmp_path), "PIPE": str(tmp_path / "pipe")}
    os.mkfifo(paths["PIPE"])
    assert main(["score", run.run_id, *(paths.get(word, word) for word in words)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert message in printed.err
    assert file.read_text(encoding="utf-8").startswith("id,text")


def export_run(store, name, head, class_names):
    """A finished run with an untrained network that reads images or sequences."""
    from core.models.keras_model import build_model
    from core.models.onnx_export import export_onnx

    config = RunConfig.from_dict({"dataset": {"name": name}, "model": {"units": 3, "head": head}})
    run = store.create(config, worker=this_process())
    export_onnx(build_model(config, len(class_names)), config, class_names, run.folder / "model.onnx", None)
    store.finish(run.run_id, {}, 1.0)
    return run


def test_a_run_that_is_not_finished_cannot_score(store, tiny_config, file, capsys):
    run = store.create(tiny_config)
    assert "Only a finished run has a trained and tested network" in refusal(["score", run.run_id, "text"], capsys)
    series = store.create(find_recipe("series-lstm").config)
    words = ["score", series.run_id, "--file", str(file), "--out", str(file.with_name("scored.csv"))]
    assert f"Run {series.run_id} is queued. Only a finished run has" in refusal(words, capsys)


def test_a_finished_run_whose_files_are_gone_cannot_score(finished, capsys):
    assert "vocabulary.json is missing" in refusal(["score", finished.run_id, "text"], capsys)


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


def test_a_threshold_decides_sentences_and_rows_of_a_file(run, file, tmp_path, capsys):
    assert main(["score", run.run_id, "a good film", "--threshold", "0", "--json"]) == 0
    (document,) = json.loads(capsys.readouterr().out)
    assert document["decision"] == {"label": "good", "positive": "good", "threshold": 0.0}
    out = tmp_path / "out.csv"
    words = ["score", run.run_id, "--csv", str(file), "--column", "text", "--out", str(out)]
    assert main([*words, "--threshold", "1", "--positive", "good"]) == 0
    assert pd.read_csv(out, encoding="utf-8-sig")["decision"].fillna("").tolist() == ["bad", "", "bad"]


def test_the_summary_of_a_file_has_the_thresholds_of_its_labels(store, tmp_path, capsys):
    config = write_network(tmp_path / "network", class_names=("food", "money", "sport"), head="multi_label")
    run = store.create(config)
    shutil.copytree(tmp_path / "network", run.folder, dirs_exist_ok=True)
    store.claim(run.run_id, None)
    store.finish(run.run_id, {}, 1.0)
    table, out = tmp_path / "tags.csv", tmp_path / "out.csv"
    table.write_text("text,tags\na good film,food\nnot bad,money\n", encoding="utf-8")
    words = ["score", run.run_id, "--csv", str(table), "--column", "text", "--out", str(out), "--json"]
    for threshold, number in (("0", 2), ("1", 0)):
        assert main([*words, "--threshold", threshold]) == 0
        (model,) = json.loads(capsys.readouterr().out)["models"]
        assert model["class_counts"] == dict.fromkeys(("food", "money", "sport"), number)


def test_the_stored_threshold_is_used_unless_another_one_is_named(run, capsys):
    write_rule(DecisionRule("bad", 0.0), run.folder)
    assert main(["score", run.run_id, "a good film"]) == 0
    assert "Decided: bad (threshold 0.00 for bad)." in capsys.readouterr().out
    assert main(["score", run.run_id, "a good film", "--threshold", "0"]) == 0
    assert "Decided: good (threshold 0.00 for good)." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--positive", "good"], "--threshold is missing"),
        (["--threshold", "2"], "The threshold is 2."),
        (["--threshold", "0.5", "--positive", "fair"], "A threshold for 'fair' cannot decide"),
    ],
)
def test_an_impossible_threshold_is_refused_in_words(run, capsys, options, problem):
    assert problem in refusal(["score", run.run_id, "a good film", *options], capsys)
