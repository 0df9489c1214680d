import json
import re

import numpy as np
import pandas as pd
import pytest

from core.__main__ import main
from core.evaluation.baselines.baseline_store import Baseline, data_key, store_baseline
from core.evaluation.predictions import read_predictions
from core.runs.study import StudyPlan, members
from tests.support.command_line import refusal
from tests.support.comparisons.setting_studies import finished_study, stored_study
from tests.support.comparisons.split_runs import runs_on_splits


@pytest.fixture
def runs(add_tested):
    rows = [[1, 0, 1, 0, 1, 0] * 20, [1, 1, 1, 0, 1, 0] * 20]
    return [add_tested("forward", seed, right) for seed, right in enumerate(rows, 1)] + [
        add_tested("bidirectional", seed, [1, 1, 1, 1, 1, seed - 1] * 20) for seed in (1, 2)
    ]


def test_runs_are_compared_with_verdict_and_numbers(runs, capsys):
    assert main(["compare", *(run.run_id[:6] for run in runs)]) == 0
    output = capsys.readouterr().out
    assert output.startswith(
        "Undecided: two seeds are too few, a verdict needs three or more. Reading both ways gained "
    )
    assert "forward SimpleRNN 4" in output
    assert "± " in output
    assert output.count("All runs share one split of the data") == 1


def test_runs_of_several_labels_have_their_f1_beside_accuracy(runs, store, capsys):
    for run in runs:
        store._update(run.run_id, {"metrics": run.metrics | {"test_micro_f1": 0.5}})
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    assert capsys.readouterr().out.count("(N = 2 runs); micro F1 50.0%, macro F1 80.0%\n") == 2


def test_json_is_one_document_with_the_same_numbers(runs, capsys):
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


def test_slices_are_printed_with_what_they_are_corrected_for(runs, settings, capsys):
    predictions = read_predictions(runs[0].folder)
    texts = pd.DataFrame(
        {"row": predictions.rows, "text": "text", "label": 0, "num_words": 9, "negation": [True, False] * 60,
         "decisive_word": "good", "decisive_position": 0.5, "unknown_share": 0.0}
    )  # fmt: skip
    key = data_key(runs[0].config, runs[0].data["fingerprint"])
    store_baseline(settings.home, Baseline({"test_accuracy": 0.9, "num_params": 7}, 3.0, predictions, key), texts)
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    output = capsys.readouterr().out
    assert "Slices of the test set: The interval " in output
    assert "over 2 seeds and the texts, corrected for the 5 slices of this pair" in output


def test_the_odds_of_errors_are_stated_where_few_rows_are_wrong(add_tested, capsys):
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, (draw.random(2_000) < share).astype(float))
        for direction, share in (("forward", 0.97), ("bidirectional", 0.99))
        for seed in (1, 2, 3)
    ]
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    output = capsys.readouterr().out
    assert re.search(r"the odds of an error are 0\.\d\d times as high with bidirectional .* \(95 % interval", output)
    assert main(["compare", *(run.run_id for run in runs), "--json"]) == 0
    (verdict,) = json.loads(capsys.readouterr().out)["verdicts"]
    assert verdict["error_odds"]["low"] < verdict["error_odds"]["ratio"] < verdict["error_odds"]["high"] < 1


def test_runs_with_confounds_get_no_verdict(add_tested, capsys):
    runs = [add_tested("forward", 1, [1, 0]), add_tested("bidirectional", 1, [1, 1], "train.epochs=9")]
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    output = capsys.readouterr().out
    assert "No verdict" in output
    assert "training budget: train.epochs is 2 or 9" in output


def test_each_verdict_has_its_probabilities_noise_and_tests(runs, add_tested, capsys):
    more = [add_tested("backward", seed, [1, 0, 1, 1, 1, seed - 1] * 20) for seed in (1, 2)]
    assert main(["compare", *(run.run_id for run in runs + more)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Reading both ways gained 33.3 points over reading forward" in lines[0]
    assert re.fullmatch(
        r"  bidirectional SimpleRNN 4 is worse: .+ %; practically the same \(within 1 point\): .+ %; better: .+ %",
        lines[1],
    )
    assert lines[2].startswith("  Seed 1 of forward SimpleRNN 4 learned nothing")
    assert lines[3].startswith("  A decision needs p ≤ 0.03")
    assert "corrected for 3 pairs" in lines[3]
    assert "disagree about" in lines[4]
    assert lines[5].startswith("  Both arms have 4 units in each direction layer")
    assert re.fullmatch(r"  p of McNemar's test: seed 1 [\d.e-]+, seed 2 [\d.e-]+", lines[6])
    assert sum("already disagree about" in line for line in lines) == 3


def test_networks_of_different_sizes_are_named_with_their_sizes(runs, add_tested, capsys):
    wide = [add_tested("bidirectional", seed, [1, 1, 1, 1, 1, seed - 1] * 20, "model.units=64") for seed in (1, 2)]
    assert main(["compare", *(run.run_id for run in [*runs[:2], *wide])]) == 0
    output = capsys.readouterr().out
    assert "Bidirectional SimpleRNN 64 gained 33.3 points over forward SimpleRNN 4" in output.splitlines()[0]
    assert output.count("8,832: the gap may come from capacity") == 1


def test_versions_that_differ_between_the_arms_are_named_with_the_verdict(runs, store, tmp_path, capsys):
    for run in runs:
        versions = {"keras": "3.14.0" if run.config.model.direction == "forward" else "3.15.1"}
        environment = {"versions": versions, "processor": "Xeon", "instructions": [], "num_threads": 2}
        store.describe(run.run_id, data={**run.data, "environments": [environment], "near_duplicates": 6})
    report = tmp_path / "report.html"
    assert main(["compare", *(run.run_id for run in runs), "--report", str(report)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  The two arms were trained with different versions of Keras (3.") for line in lines)
    assert any(line.startswith("6 of 120 test texts (5.00 %) are near-duplicates") for line in lines)
    page = report.read_text(encoding="utf-8")
    assert "The two arms were trained with different versions of Keras" in page
    assert "Trained with Keras 3.14.0 on Xeon, 2 threads." in page
    assert "6 of 120 test texts (5.00 %) are near-duplicates" in page


@pytest.mark.parametrize("option", ["--report", "--csv"])
@pytest.mark.parametrize("place", ["nowhere/file", "folder"])
def test_a_file_that_cannot_be_written_is_reported_in_one_line(runs, tmp_path, capsys, option, place):
    (tmp_path / "folder").mkdir()
    before = set(tmp_path.rglob("*"))
    assert main(["compare", *(run.run_id for run in runs), option, str(tmp_path / place), "--json"]) == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert printed.err.startswith(f"{tmp_path / place} cannot be written (")
    rest = "It must name a file in a folder that can be written. Correct the path, or free disk space.\n"
    assert printed.err.endswith(rest)
    assert {path for path in tmp_path.rglob("*") if path.name != "reserve"} == before


def test_runs_from_before_fingerprints_get_no_baseline_and_a_reason(add_tested, capsys):
    old = [add_tested(way, 1, [1, 0], fingerprint="") for way in ("forward", "bidirectional")]
    assert main(["compare", *(run.run_id for run in old), "--baseline"]) == 0
    assert "before Bothways recorded a fingerprint of the data" in capsys.readouterr().err


def test_data_that_have_changed_since_are_reported(runs, capsys):
    assert main(["compare", *(run.run_id for run in runs), "--baseline"]) == 0
    assert "The data have changed since these runs were trained" in capsys.readouterr().err


@pytest.mark.parametrize("rope", ["0.7", "-1"])
def test_too_few_runs_or_an_impossible_region_are_refused(runs, capsys, rope):
    assert main(["compare", runs[0].run_id]) == 2
    assert "two runs or more" in capsys.readouterr().err
    assert main(["compare", *(run.run_id for run in runs), f"--rope={rope}"]) == 2
    assert "--rope" in capsys.readouterr().err


def test_the_gap_of_each_split_is_printed(add_tested, capsys):
    runs = runs_on_splits(add_tested, [0.1, 0.1, 0.1], num_seeds=1, num_rows=200)
    assert main(["compare", *(run.run_id for run in runs)]) == 0
    output = capsys.readouterr().out
    assert "3 splits, 3 seeds, 200 test texts each" in output
    assert re.search(r"Points gained on each split: split 0 \+[\d.]+, split 1 \+[\d.]+, split 2 \+[\d.]+\n", output)


def test_a_study_whose_search_has_not_chosen_is_not_said_to_have_no_runs(store, tiny_config, capsys):
    plan = StudyPlan(tiny_config, ("forward", "bidirectional"), search=("train.learning_rate=0.01,0.1",))
    study = store.studies.create(plan)
    store.create_all([(member.config, member.name) for member in members(plan)], study_id=study.study_id)
    message = refusal(["compare", study.study_id], capsys)
    assert f"0 runs were named: study {study.study_id} has 0 to compare (Search: 0 of 4 finished," in message


def test_a_study_of_settings_prints_the_leading_arm_and_all_pairs(add_tested, tiny_config, store, capsys):
    arms = {"model.cell=GRU": [0.8] * 3, "model.cell=LSTM": [0.7] * 3, "model.cell=SimpleRNN": [0.6] * 3}
    study = stored_study(store, *finished_study(add_tested, tiny_config, arms, 400))
    assert main(["compare", study.study_id]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("GRU has the highest accuracy (")
    assert lines[1].startswith("GRU beats LSTM by ")
    (heading,) = (line for line in lines if "p (Holm)" in line)
    rows = lines[lines.index(heading) + 1 :][:3]
    assert [row.split()[:3] for row in rows] == [
        ["GRU", "against", "LSTM"], ["GRU", "against", "SimpleRNN"], ["LSTM", "against", "SimpleRNN"],
    ]  # fmt: skip
