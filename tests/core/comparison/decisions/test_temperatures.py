from dataclasses import replace

import numpy as np
import pytest

from core.comparison.comparison import compare_runs
from core.comparison.decisions.temperatures import calibrated, is_calibrated, temperature_effects
from core.evaluation.predictions import read_predictions, write_predictions

FORWARD, BOTH = "forward SimpleRNN 4", "bidirectional SimpleRNN 4"


def with_temperature(run, temperature, **metrics):
    write_predictions(replace(read_predictions(run.folder), temperature=temperature), run.folder)
    return replace(run, metrics={**run.metrics, "temperature": temperature, **metrics})


def test_the_effects_are_means_over_the_runs_with_a_temperature(pair, settings):
    numbers = {
        "test_loss": 0.5, "test_calibration_error": 0.1, "test_calibrated_loss": 0.4, "test_calibrated_error": 0.02,
    }  # fmt: skip
    runs = [with_temperature(pair[0], 2.0, **numbers), with_temperature(pair[1], 3.0, **numbers), *pair[2:]]
    forward, both = temperature_effects(compare_runs(runs, settings.home))
    assert (forward.arm, forward.temperature, forward.temperature_se) == (FORWARD, 2.5, pytest.approx(0.5))
    assert (forward.loss_before, forward.loss_after) == pytest.approx((0.5, 0.4))
    assert (forward.error_before, forward.error_after) == pytest.approx((0.1, 0.02))
    assert (forward.num_runs, forward.num_all) == (2, 2)
    assert (both.arm, both.num_runs, both.num_all) == (BOTH, 0, 2)
    assert np.isnan([both.temperature, both.loss_before, both.error_after]).all()


def test_calibrated_predictions_differ_and_the_accuracy_stays(pair, settings):
    assert not is_calibrated(compare_runs(pair, settings.home))
    comparison = compare_runs([with_temperature(pair[0], 2.0), *pair[1:]], settings.home)
    after = calibrated(comparison)
    assert is_calibrated(comparison)
    assert not is_calibrated(after)
    before, changed = (one.predictions[pair[0].run_id] for one in (comparison, after))
    assert changed.probabilities.max() < before.probabilities.max()
    np.testing.assert_array_equal(changed.right, before.right)
    assert after.reliability(FORWARD)["confidence"].max() < comparison.reliability(FORWARD)["confidence"].max() + 1e-9
