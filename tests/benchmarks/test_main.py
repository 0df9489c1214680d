"""benchmarks.__main__"""

import json
import sys

import pytest

from benchmarks import __main__ as command

TOKENIZING = {"name": "tokenizing", "num_texts": 20, "sequences_per_second": {"ours": 8.0, "keras": 4.0},
              "ratio_keras": 2.0}  # fmt: skip
DOCUMENT = """# Speed

Before.
<!-- measured: reading -->
An old table.
<!-- end of measured: reading -->
After.
"""


def test_one_benchmark_can_be_chosen_and_printed_as_json(monkeypatch, capsys):
    calls = []
    result = {"name": "reading", "num_tweets": 40, "seconds": 2.0, "sequences_per_second": {"ours": 20.0},
             "peak_bytes": 5e8}  # fmt: skip
    monkeypatch.setattr(command, "measure_reading", lambda path, quick: calls.append((path, quick)) or result)
    monkeypatch.setattr(sys, "argv", ["benchmarks", "reading", "--quick", "--json"])
    command.main()
    assert calls == [(None, True)]
    assert json.loads(capsys.readouterr().out) == [result]
    monkeypatch.setattr(sys, "argv", ["benchmarks", "reading"])
    command.main()
    assert "| reading | 40 | 20 |  | 2.0 | 0.50 GB |" in capsys.readouterr().out


def test_a_missing_file_of_tweets_ends_with_one_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["benchmarks", "tweets-bi-lstm", "--tweets", "nowhere.csv"])
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert "There is no file nowhere.csv. --tweets must name a CSV file" in capsys.readouterr().err


def test_every_benchmark_has_a_name():
    assert set(command.benchmarks(None)) == {
        "imdb-bi-lstm", "imdb-bi-gru", "imdb-bi-simplernn", "imdb-bi-lstm-64", "tweets-bi-lstm", "mnist-bi-lstm",
        "cumsum-bi-lstm", "tokenizing", "reading",
    }  # fmt: skip


def test_write_replaces_the_measured_tables_of_a_document_and_no_other_line(monkeypatch, tmp_path):
    document = tmp_path / "speed.md"
    document.write_text(DOCUMENT, encoding="utf-8")
    monkeypatch.setattr(command, "benchmarks", lambda path: {"tokenizing": lambda quick: TOKENIZING})
    monkeypatch.setattr(sys, "argv", ["benchmarks", "--quick", "--write", str(document)])
    command.main()
    text = document.read_text(encoding="utf-8")
    assert text.startswith("# Speed\n\nBefore.\n<!-- measured: reading -->\nMeasured on ")
    assert text.endswith("| tokenizing | 20 | 8 / 4 | 2.00 | 2.5 |  |\n<!-- end of measured: reading -->\nAfter.\n")
    assert "old table" not in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tokenizing", "--write"], "--write replaces whole tables."),
        (["--write", "nowhere.md"], "There is no file nowhere.md."),
    ],
)
def test_write_is_refused_for_one_benchmark_and_for_a_missing_document(monkeypatch, capsys, arguments, sentence):
    monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
    with pytest.raises(SystemExit):
        command.main()
    assert sentence in capsys.readouterr().err


def test_the_document_has_the_markers_of_both_tables():
    text = command.DOCUMENT.read_text(encoding="utf-8")
    assert all(text.count(f"<!-- measured: {name} -->") == 1 for name in ("training", "reading"))
