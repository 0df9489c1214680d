from dataclasses import replace

from core.comparison.rows.fitted_baselines import baselines_of
from core.evaluation.baselines.baseline_store import BASELINE, Baseline, data_key, store_baseline
from core.evaluation.predictions import read_predictions

RIGHT = [1.0, 0.0, 1.0]


def test_the_baseline_with_the_most_training_rows_counts(add_tested, settings):
    few, whole = (add_tested("forward", 1, RIGHT, *rows) for rows in (["dataset.train_rows=20"], []))
    assert baselines_of([few, whole], settings.home) == {}
    baseline = Baseline({"test_accuracy": 0.6, "num_params": 7}, 3.0, read_predictions(few.folder))
    for run, accuracy in ((few, 0.6), (whole, 0.8)):
        metrics = {"test_accuracy": accuracy, "num_params": 7}
        store_baseline(settings.home, replace(baseline, metrics=metrics, key=data_key(run.config, "same")))
        assert baselines_of([few, whole], settings.home)[BASELINE].metrics["test_accuracy"] == accuracy
    assert baselines_of([few], settings.home)[BASELINE].metrics["test_accuracy"] == 0.6
