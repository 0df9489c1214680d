import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from core.__main__ import main
from core.config import RunConfig
from core.runs.run import Run
from tests.support.networks import random_scorer


@pytest.fixture
def run(store, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))
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
    assert "labels that match no class: 'meh' (1)" in output


def test_without_a_column_the_longest_texts_are_scored_into_parquet(run, file, tmp_path, capsys):
    assert main(["score", run.run_id, "--csv", str(file), "--out", str(tmp_path / "out.parquet")]) == 0
    assert pd.read_parquet(tmp_path / "out.parquet")["predicted_label"].tolist()[1] == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "There is nothing to score."),
        (["a film", "--csv", "FILE", "--out", "OUT"], "Both 'a film' and --csv were given."),
        (["--csv", "FILE"], "--out is missing."),
        (["--out", "OUT", "--column", "text"], "--csv is missing."),
        (["--csv", "FILE", "--out", "OUT.txt"], "Its name ends in .csv or .parquet."),
        (["--csv", "FILE", "--out", "FILE"], "the file that is scored"),
        (["--csv", "FILE", "--out", "none/OUT"], "There is no folder"),
        (["--csv", "FILE", "--out", "OUT", "--column", "nope"], "no column 'nope'"),
        (["--csv", "gone.csv", "--out", "OUT"], "There is no file gone.csv. --csv must name a CSV file."),
        (["--csv", "FOLDER", "--out", "OUT"], "Is a directory. --csv must name a CSV file."),
    ],
)
def test_bad_input_ends_with_one_line(run, file, tmp_path, capsys, words, message):
    paths = {"FILE": str(file), "OUT": str(tmp_path / "out.csv"), "OUT.txt": str(tmp_path / "out.txt")}
    paths |= {"none/OUT": str(tmp_path / "none" / "out.csv"), "FOLDER": str(tmp_path)}
    assert main(["score", run.run_id, *(paths.get(word, word) for word in words)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert message in printed.err
    assert file.read_text(encoding="utf-8").startswith("id,text")
