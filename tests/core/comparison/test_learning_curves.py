import numpy as np
import pytest
from scipy import stats

from core.comparison.arms import arms_of
from core.comparison.learning_curves import best_epochs, best_run, best_run_epochs, learning_curves
from core.training.history import Epoch

RIGHT = [1.0, 0.0]
ACCURACIES = {1: (0.5, 0.7, 0.6), 2: (0.6, 0.8)}


@pytest.fixture
def arm(add_tested):
    (arm,) = arms_of([add_tested("forward", seed, RIGHT) for seed in ACCURACIES])
    return arm


@pytest.fixture
def epochs(arm):
    def history(shares):
        return tuple(Epoch(number, 1 - share, share, 1 - share, share, 1.0) for number, share in enumerate(shares, 1))

    return {run.run_id: history(shares) for run, shares in zip(arm.runs, ACCURACIES.values(), strict=True)}


def of(frame, measure, epoch):
    return frame[(frame["measure"] == measure) & (frame["epoch"] == epoch)].iloc[0]


def test_a_curve_has_the_mean_and_the_range_of_the_seeds_by_epoch(arm, epochs):
    second = of(learning_curves([arm], epochs, "min-max"), "val_accuracy", 2)
    assert (second["mean"], second["low"], second["high"], second["n"]) == (pytest.approx(0.75), 0.7, 0.8, 2)


def test_the_band_may_be_a_standard_deviation_or_a_confidence_interval(arm, epochs):
    deviation = np.std([0.7, 0.8], ddof=1)
    assert of(learning_curves([arm], epochs, "SD"), "val_accuracy", 2)["high"] == pytest.approx(0.75 + deviation)
    half = stats.t.ppf(0.975, 1) * deviation / 2**0.5
    assert of(learning_curves([arm], epochs, "95 % CI"), "val_accuracy", 2)["low"] == pytest.approx(0.75 - half)


def test_runs_that_stopped_early_no_longer_count(arm, epochs):
    third = of(learning_curves([arm], epochs, "95 % CI"), "val_accuracy", 3)
    assert (third["mean"], third["low"], third["high"], third["n"]) == (0.6, 0.6, 0.6, 1)


def test_best_and_last_with_their_epochs(arm, epochs):
    frame = learning_curves([arm], epochs, "SD")
    accuracy, loss = (best_epochs(frame, measure).iloc[0] for measure in ("val_accuracy", "val_loss"))
    assert (accuracy["best_epoch"], accuracy["last_epoch"]) == (2, 3)
    assert accuracy["best"] == pytest.approx(0.75)
    assert (loss["best_epoch"], loss["last"]) == (2, pytest.approx(0.4))


def test_the_best_run_is_the_one_with_the_highest_accuracy(arm, epochs):
    assert best_run(arm, epochs) == arm.runs[1].run_id


def test_without_epochs_or_validation_curves_are_missing(arm, epochs):
    assert learning_curves([arm], {}, "SD").empty
    unvalidated = {run_id: [Epoch(1, 0.5, 0.6, None, None, 1.0)] for run_id in epochs}
    assert set(learning_curves([arm], unvalidated, "min-max")["measure"]) == {"accuracy", "loss"}
    assert best_run(arm, unvalidated) in epochs


def test_the_epochs_of_the_best_run_have_its_arm(arm, epochs):
    frame = best_run_epochs([arm], epochs)
    assert set(frame["run_id"]) == {best_run(arm, epochs)}
    assert frame["val_accuracy"].tolist() == [0.6, 0.8]
    assert set(zip(frame["arm"], frame["direction"], strict=True)) == {(arm.name, arm.direction)}
