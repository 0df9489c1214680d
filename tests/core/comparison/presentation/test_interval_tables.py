import json
from dataclasses import replace

import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.presentation.interval_tables import (
    calibration_table,
    difference_table,
    interval_documents,
    word_order_table,
)
from core.evaluation.predictions import read_predictions, write_predictions

FORWARD, BOTH = "forward SimpleRNN 4", "bidirectional SimpleRNN 4"


@pytest.fixture
def runs(add_tested):
    """Two arms with two seeds on 60 rows; shuffling costs forward 10 points and bidirectional 30."""
    rows, runs = np.arange(60), []
    for direction, right, shuffled in (("forward", rows % 2, 0.4), ("bidirectional", rows % 5 > 0, 0.5)):
        for seed in (1, 2):
            run = add_tested(direction, seed, right.astype(float))
            runs.append(replace(run, metrics={**run.metrics, "test_shuffled_accuracy": shuffled}))
    return runs


def store_shuffled(runs):
    """Store what each network predicts for the shuffled texts, as newer runs do."""
    for run in runs:
        predictions = read_predictions(run.folder)
        right = np.arange(60) < 60 * run.metrics["test_shuffled_accuracy"]
        shuffled = np.where(right, predictions.labels, 1 - predictions.labels)
        write_predictions(replace(predictions, shuffled_predicted=shuffled), run.folder)


def test_the_calibration_error_is_beside_that_of_a_perfect_network(runs, settings):
    table = calibration_table(compare_runs(runs, settings.home))
    assert list(table) == ["Arm", "Calibration error", "By chance alone", "Debiased", "95 % interval", "N"]
    forward = table.set_index("Arm").loc[FORWARD]
    assert forward["Calibration error"] == "45.0 %"  # half right with confidence 0.9, half wrong with confidence 0.8
    assert forward["N"] == "2 seeds, 60 texts"
    low, _, high, _ = forward["95 % interval"].split()
    assert 0 < float(low) < 45 < float(high)


def test_the_difference_of_each_pair_has_an_interval_and_its_n(runs, settings):
    table = difference_table(compare_runs(runs, settings.home), "test_f1", "test_calibration_error")
    assert table["Pair"].tolist() == [f"{BOTH} against {FORWARD}"] * 2
    assert table["Metric"].tolist() == ["Macro F1", "Calibration error"]
    assert table["N"].tolist() == ["2 seeds, 60 texts"] * 2
    assert table["Difference (points)"].str[0].tolist() == ["+", "−"]
    assert table["95 % interval"].str.contains(" to ").all()


def test_the_loss_on_shuffled_words_is_over_texts_where_predictions_are_stored(runs, settings):
    older = word_order_table(compare_runs(runs, settings.home)).set_index("Arm")
    assert older.loc[FORWARD, ["In order", "Words shuffled", "Drop (points)"]].tolist() == ["50.0 %", "40.0 %", "10.0"]
    assert older.loc[FORWARD, "Interval over"] == "2 seeds"
    store_shuffled(runs)
    comparison = compare_runs(runs, settings.home)
    newer = word_order_table(comparison).set_index("Arm")
    assert newer.loc[BOTH, "Drop (points)"] == "30.0"
    assert newer["Interval over"].tolist() == ["2 seeds, 60 texts"] * 2
    assert difference_table(comparison, "shuffled_loss")["Difference (points)"].tolist() == ["+20.0"]


def test_a_single_older_run_has_a_loss_without_an_interval(runs, settings):
    table = word_order_table(compare_runs([runs[0], runs[2]], settings.home))
    assert table["95 % interval"].tolist() == ["–", "–"]
    assert table["Interval over"].tolist() == ["1 seed: no interval"] * 2


def test_arms_that_were_not_tested_on_shuffled_words_are_left_out(add_tested, settings):
    runs = [add_tested(direction, 1, np.ones(20)) for direction in ("forward", "bidirectional")]
    assert word_order_table(compare_runs(runs, settings.home)).empty


def test_runs_that_cannot_be_compared_have_calibration_errors_and_no_differences(add_tested, settings):
    runs = [add_tested("forward", 1, [1, 0, 1]), add_tested("bidirectional", 1, [1, 1], "text.maxlen=5")]
    comparison = compare_runs(runs, settings.home)
    assert len(calibration_table(comparison)) == 2
    assert difference_table(comparison, "test_f1").empty


def test_the_document_has_shares_and_says_what_a_standard_error_is_over(runs, settings):
    document = interval_documents(compare_runs(runs, settings.home))
    assert json.loads(json.dumps(document)) == document
    assert "over seeds" in document["standard_errors"]
    assert [one["arm"] for one in document["calibration"]] == [FORWARD, BOTH]
    assert document["calibration"][0]["error"] == pytest.approx(0.45)
    assert [one["metric"] for one in document["metric_differences"]] == ["test_f1", "test_calibration_error"]
    assert document["shuffled_loss"][0]["num_rows"] is None
