import sys

from benchmarks.verdicts import punctuation

RESULT = {
    "decision": "better",
    "verdict": "Reading both ways gained 1.8 points over reading forward.",
    "macro_f1": "Macro F1 of bidirectional LSTM 64 minus that of forward LSTM 64: +15.3 points.",
    "seconds": 700.0,
    "arms": [
        {"name": "majority baseline", "test_accuracy_n": 1, "test_accuracy": 0.9, "test_f1": 0.19,
         "test_unknown_accuracy": 0.8},
        {"name": "bidirectional LSTM 64", "test_accuracy_n": 3, "test_accuracy": 0.917, "test_f1": 0.374,
         "test_unknown_accuracy": 0.829},
    ],
}  # fmt: skip


def test_the_table_has_each_arm_and_the_verdict_stands_below():
    lines = punctuation.table(RESULT).splitlines()
    assert lines[2:4] == [
        "| majority baseline | 90.0 % | 19.0 % | 80.0 % |",
        "| bidirectional LSTM 64 (mean of 3 seeds) | 91.7 % | 37.4 % | 82.9 % |",
    ]
    assert lines[-1] == f"{RESULT['verdict']} {RESULT['macro_f1']}"


def test_the_table_replaces_that_of_a_document(tmp_path, monkeypatch, capsys):
    document = tmp_path / "recipes.md"
    document.write_text(
        "<!-- measured: punctuation -->\nold\n<!-- end of measured: punctuation -->\n", encoding="utf-8"
    )
    monkeypatch.setattr(punctuation, "measure", lambda name: RESULT if name == "s1" else None)
    monkeypatch.setattr(sys, "argv", ["punctuation", "s1", "--write", str(document)])
    punctuation.main()
    assert punctuation.table(RESULT) in document.read_text(encoding="utf-8")
    assert "Measured on" in capsys.readouterr().out
