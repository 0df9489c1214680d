import pytest

from core.comparison.comparison import compare_runs
from core.comparison.presentation.setting_frame import rows_frame, setting_frame
from core.evaluation.baselines.baseline_store import BASELINE, Baseline, data_key, store_baseline
from core.evaluation.predictions import read_predictions
from tests.support.comparisons.setting_studies import finished_study

ROWS = {"dataset.train_rows=20": [0.6, 0.62], "dataset.train_rows=40": [0.7, 0.7], "dataset.train_rows=none": [0.8] * 2}


def test_each_arm_has_its_values_and_its_accuracy(add_tested, tiny_config, settings):
    arms = {"model.cell=GRU model.units=2": [0.7, 0.7], "model.cell=LSTM model.units=4": [0.6, 0.6]}
    runs, study = finished_study(add_tested, tiny_config, arms)
    frame = setting_frame(compare_runs(runs, settings.home, study=study))
    assert frame[["arm", "model.cell", "model.units", "num_runs"]].to_numpy().tolist() == [
        ["GRU, 2 units", "GRU", 2, 2], ["LSTM, 4 units", "LSTM", 4, 2],
    ]  # fmt: skip
    assert frame["accuracy"].tolist() == pytest.approx([0.7, 0.6], abs=0.02)
    assert rows_frame(compare_runs(runs, settings.home, study=study)).empty


def test_runs_that_are_no_study_of_settings_have_no_frame(pair, settings):
    assert setting_frame(compare_runs(pair, settings.home)).empty


def test_accuracy_by_training_rows_has_the_baseline_of_each_size(add_tested, tiny_config, settings):
    runs, study = finished_study(add_tested, tiny_config, ROWS, num_rows=40)
    for run, accuracy in zip(runs[:3], (0.5, 0.6, 0.9), strict=True):
        metrics = {"test_accuracy": accuracy, "num_params": 7}
        key = data_key(run.config, "same")
        store_baseline(settings.home, Baseline(metrics, 3.0, read_predictions(run.folder), key))
    comparison = compare_runs(runs, settings.home, study=study)
    assert comparison.baseline_accuracies == {BASELINE: 0.9}
    frame = rows_frame(comparison)
    of_network = frame[frame["line"] == "network"]
    assert of_network["num_train"].tolist() == [20, 40, 73]  # 40 test rows are a third of all, a tenth validates
    assert frame[frame["line"] == BASELINE][["num_train", "accuracy"]].to_numpy().tolist() == [
        [20, 0.5], [40, 0.6], [73, 0.9],
    ]  # fmt: skip
