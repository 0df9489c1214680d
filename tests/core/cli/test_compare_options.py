import json

import pandas as pd
import pytest

from core.__main__ import main
from core.inference.decision_rule import read_rule
from tests.support.command_line import refusal
from tests.support.comparisons.stored_texts import store_texts
from tests.support.comparisons.validation_sets import add_uncertain_predictions
from tests.support.comparisons.wrong_labels import WRONG_ROWS, runs_with_wrong_labels


@pytest.fixture
def runs(add_tested):
    """Two arms with two seeds on 120 rows."""
    rights = {"forward": [1, 0, 1, 0, 1, 0] * 20, "bidirectional": [1, 1, 1, 0, 1, 1] * 20}
    return [add_tested(direction, seed, right) for direction, right in rights.items() for seed in (1, 2)]


def test_thresholds_for_costs_are_printed_in_json_and_stored(runs, capsys):
    add_uncertain_predictions(runs)
    words = ["compare", *(run.run_id for run in runs), "--costs", "1,5"]
    assert main([*words, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["thresholds"]["costs"] == {"false_positive": 1, "false_negative": 5}
    assert read_rule(runs[0].folder) is None
    assert main([*words, "--positive", "0", "--keep-thresholds"]) == 0
    output = capsys.readouterr().out
    assert "chosen on validation; cost of a test row" in output
    assert "4 thresholds are stored" in output
    assert read_rule(runs[0].folder).positive == "0"


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--costs", "1"], "--costs is '1'"),
        (["--costs", "1,x"], "--costs is '1,x'"),
        (["--costs", "0,0"], "The costs are 0 and 0"),
        (["--positive", "1"], "--costs is missing"),
        (["--keep-thresholds"], "--costs is missing"),
        (["--costs", "1,1", "--positive", "fair"], "There is no class 'fair'"),
    ],
)
def test_impossible_costs_are_refused_in_words(runs, capsys, options, problem):
    assert problem in refusal(["compare", *(run.run_id for run in runs), *options], capsys)


def test_likely_label_errors_are_written_and_the_gap_without_them_is_printed(add_tested, tmp_path, capsys):
    runs = runs_with_wrong_labels(add_tested)
    path = tmp_path / "labels.csv"
    words = ["compare", *(run.run_id for run in runs), "--label-errors", str(path)]
    assert main(words) == 0
    output = capsys.readouterr().out
    assert "3 of 120 test labels are likely errors (2.5 %)" in output
    assert f"The rows are in {path}" in output
    assert sorted(pd.read_csv(path)["row"]) == list(WRONG_ROWS)
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["label_errors"]["num_left"] == 117


def test_own_slices_are_printed_and_in_json_and_report(runs, settings, tmp_path, capsys):
    words = ["compare", *(run.run_id for run in runs), "--slice", "word=not", "--slice", "length=0-3"]
    assert "Add the baselines first" in refusal(words, capsys)
    store_texts(runs, settings.home)
    report = tmp_path / "report.html"
    assert main([*words, "--report", str(report)]) == 0
    output = capsys.readouterr().out
    assert "Slice word=not: 60 of 120 texts; forward SimpleRNN 4 " in output
    assert "word=not" in report.read_text(encoding="utf-8")
    assert main([*words, "--json"]) == 0
    slices = json.loads(capsys.readouterr().out)["own_slices"]
    assert [(one["slice"], one["num_rows"]) for one in slices] == [("word=not", 60), ("length=0-3", 120)]


def test_an_impossible_slice_is_refused_in_words(runs, capsys):
    assert "'length=x' is no slice" in refusal(
        ["compare", *(run.run_id for run in runs), "--slice", "length=x"], capsys
    )
