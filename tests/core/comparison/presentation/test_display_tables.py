import math

import numpy as np
import pandas as pd
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.presentation.display_tables import (
    confusion_table,
    disagreement_table,
    mcnemar_table,
    metric_table,
    run_metric_table,
    split_gap_table,
)
from core.comparison.rows.disagreements import disagreements
from tests.support.comparisons.split_runs import runs_on_splits

FORWARD, BOTH = "forward SimpleRNN 4", "bidirectional SimpleRNN 4"


@pytest.fixture
def comparison(add_tested, settings):
    """Forward is right on every second of 60 rows, both ways on four of five; two seeds each."""
    rows = np.arange(60)
    runs = [
        add_tested(direction, seed, right.astype(float))
        for direction, right in (("forward", rows % 2), ("bidirectional", rows % 5 > 0))
        for seed in (1, 2)
    ]
    return compare_runs(runs, settings.home)


def test_each_metric_has_its_unit_spread_and_number_of_runs(comparison):
    table = metric_table(comparison.metrics).set_index("Arm")
    assert table.loc[FORWARD, "Accuracy"] == "50.0 % ± 0.0 (2 runs)"
    assert table.loc[BOTH, "Accuracy"] == "80.0 % ± 0.0 (2 runs)"
    assert table.loc[FORWARD, "Log loss"] == "0.400 ± 0.000 (2 runs)"
    assert table.loc[FORWARD, "Parameters"] == "99"
    assert table.loc[FORWARD, "Training seconds"] == "3.5 ± 0.5 (2 runs)"
    assert table.loc[FORWARD, "Calibration error"] == "–"


def test_single_runs_have_accuracies_in_per_cent_and_durations():
    names = ("test_accuracy", "test_f1", "best_val_accuracy", "last_val_accuracy", "last_accuracy")
    table = run_metric_table(pd.DataFrame({name: [0.5, math.nan] for name in names} | {"seconds": [72.4, math.nan]}))
    assert table["test_accuracy"].tolist()[0] == 50
    assert table["seconds"].tolist()[0] == pd.Timedelta(seconds=72)
    assert table.iloc[1].isna().all()


def test_mcnemar_compares_paired_seeds_first_and_then_seeds_of_one_arm(comparison):
    table = mcnemar_table(comparison.verdicts[0])
    assert table["Network a"].tolist() == [f"{FORWARD}, seed 1", f"{FORWARD}, seed 2", f"{FORWARD}, seed 1",
                                           f"{BOTH}, seed 1"]  # fmt: skip
    first = table.iloc[0]
    assert (first["Network b"], first["Only a correct"], first["Only b correct"]) == (f"{BOTH}, seed 1", 6, 24)
    assert (first["Rows"], first["Disagreement"]) == (60, 50)
    assert table["Disagreement"].tolist()[2:] == [0, 0]


def test_a_confusion_matrix_names_actual_and_predicted_classes(comparison):
    table = confusion_table(comparison, FORWARD)
    assert list(table.columns) == ["actual", "predicted 0", "predicted 1"]
    assert table.to_numpy().tolist() == [["0", 0, 30], ["1", 0, 30]]


def test_disagreements_name_the_class_and_the_arm_that_is_correct(comparison):
    (pair,) = comparison.verdicts
    rows = disagreements(comparison.predictions_of(pair.a), comparison.predictions_of(pair.b), comparison.test_rows)
    table = disagreement_table(comparison, pair, rows)
    assert list(table.columns) == ["actual", "correct", "confidence", "a", "b", "row"]
    assert table["correct"].value_counts().to_dict() == {f"only {BOTH}": 24, f"only {FORWARD}": 6}
    assert table["confidence"].tolist() == pytest.approx([80.0] * 30)
    assert set(table["actual"]) == {"0", "1"}


def test_the_gap_of_each_split_is_in_points_with_its_interval(add_tested, settings):
    (verdict,) = compare_runs(runs_on_splits(add_tested, [0.1, 0.2], num_rows=400), settings.home).verdicts
    table = split_gap_table(verdict)
    assert table["Split"].tolist() == [0, 1]
    assert table["Seeds"].tolist() == ["0, 1", "2, 3"]
    assert table["Test rows"].tolist() == [400, 400]
    assert table["Gap"].tolist() == pytest.approx([10, 20], abs=4)
    assert (table["Low"] < table["Gap"]).all()
    assert (table["Gap"] < table["High"]).all()


def test_mcnemars_test_names_the_split_of_its_networks(add_tested, settings):
    (verdict,) = compare_runs(runs_on_splits(add_tested, [0.1, 0.2], num_rows=40), settings.home).verdicts
    names = mcnemar_table(verdict)["Network a"].tolist()
    assert names[0] == "forward SimpleRNN 4, split 0, seed 0"
    assert names[3] == "forward SimpleRNN 4, split 1, seed 3"
