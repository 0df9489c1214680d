import json

import pandas as pd
import pytest

from core.__main__ import main


@pytest.fixture(autouse=True)
def workspace(monkeypatch, settings):
    monkeypatch.setenv("BOTHWAYS_HOME", str(settings.home))


@pytest.fixture
def runs(add_tested):
    rows = [[1, 0, 1, 0, 1, 0] * 20, [1, 1, 1, 0, 1, 0] * 20]
    return [add_tested("forward", seed, right) for seed, right in enumerate(rows, 1)] + [
        add_tested("bidirectional", seed, [1, 1, 1, 1, 1, seed - 1] * 20) for seed in (1, 2)
    ]


def test_runs_are_compared_with_verdict_and_numbers(runs, capsys):
    assert main(["compare", *(run.run_id[:6] for run in runs)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("Reading both ways gained 33.3 points over reading forward (95 % interval ")
    assert "forward SimpleRNN 4" in told
    assert "± " in told


def test_one_document_says_the_same_in_json(runs, capsys):
    assert main(["compare", *(run.run_id for run in runs), "--rope", "0.02", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (verdict,) = document["verdicts"]
    assert verdict["estimate"]["mean"] == pytest.approx(1 / 3)
    assert verdict["rope"] == document["rope"] == 0.02
    assert {"worse", "same", "better"} == set(verdict["probabilities"])


def test_tidy_results_are_written_as_csv(runs, tmp_path, capsys):
    assert main(["compare", *(run.run_id for run in runs), "--csv", str(tmp_path / "tidy.csv")]) == 0
    frame = pd.read_csv(tmp_path / "tidy.csv")
    accuracies = frame[frame["metric"] == "test_accuracy"].set_index("run_id")["value"]
    assert accuracies[runs[0].run_id] == 0.5


def test_runs_that_are_unlike_get_no_verdict(add_tested, capsys):
    runs = [add_tested("forward", 1, [1, 0]), add_tested("bidirectional", 1, [1, 1], "train.epochs=9")]
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    told = capsys.readouterr().out
    assert "No verdict" in told
    assert "training budget: train.epochs is 2 or 9" in told


@pytest.mark.parametrize("rope", ["0.7", "-1"])
def test_too_few_runs_or_an_impossible_region_are_refused(runs, capsys, rope):
    assert main(["compare", runs[0].run_id]) == 2
    assert "two runs or more" in capsys.readouterr().err
    assert main(["compare", *(run.run_id for run in runs), f"--rope={rope}"]) == 2
    assert "--rope" in capsys.readouterr().err
