from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig
from core.evaluation.calibration import calibrated_metrics, calibration, calibration_gaps, calibration_sentence
from core.evaluation.metrics import calibration_error, classification_metrics
from core.evaluation.predictions import Predictions


def network(confidence, right, num_steps=None):
    """A network of two classes that predicts the first with this confidence."""
    probabilities, labels = np.stack([confidence, 1 - confidence], axis=-1), 1 - right.astype(int)
    num_rows = len(labels) if num_steps is None else len(labels) // num_steps
    if num_steps:
        probabilities, labels = probabilities.reshape(num_rows, num_steps, 2), labels.reshape(num_rows, num_steps)
    return Predictions(np.arange(num_rows), labels, probabilities, np.full(num_rows, num_steps or 1))


def drawn(draw, num_rows, overconfidence=0.0):
    """A network that is right less often than its confidence says, by this share."""
    confidence = draw.uniform(0.55, 1, num_rows)
    return network(confidence, draw.random(num_rows) < confidence - overconfidence)


@given(st.integers(1, 60), st.integers(0, 2**32 - 1), st.sampled_from([None, 3]))
def test_the_gaps_of_all_bins_add_up_to_the_calibration_error(num_rows, seed, num_steps):
    draw = np.random.default_rng(seed)
    size = num_rows * (num_steps or 1)
    one = network(draw.uniform(0.5, 1, size), draw.random(size) < 0.7, num_steps)
    gaps = calibration_gaps(one)
    assert gaps.error == pytest.approx(calibration_error(one.labels, one.probabilities))
    assert 0 <= gaps.debiased <= gaps.cautious + 1e-12 <= gaps.error + 2e-12
    assert gaps.values.mean() == pytest.approx(gaps.debiased)


def test_a_perfect_network_of_300_rows_has_the_error_that_chance_alone_gives():
    draw = np.random.default_rng(0)
    all_gaps = [calibration_gaps(drawn(draw, 300)) for _ in range(300)]
    error, of_perfect, debiased = (
        np.mean([getattr(one, name) for one in all_gaps]) for name in ("error", "of_perfect", "debiased")
    )
    assert error == pytest.approx(0.046, abs=0.004)  # although the true error is 0
    assert of_perfect == pytest.approx(error, rel=0.06)
    assert debiased < 0.35 * error


def test_without_chance_a_large_error_stays_what_it_is():
    draw = np.random.default_rng(0)
    debiased = [calibration_gaps(drawn(draw, 2_000, 0.1)).debiased for _ in range(60)]
    assert np.mean(debiased) == pytest.approx(0.1, abs=0.004)


def test_the_interval_holds_the_true_error():
    """The long version is `python -m benchmarks.calibration`."""
    draw = np.random.default_rng(0)
    for overconfidence in (0.0, 0.05):
        results = [calibration([drawn(draw, 300, overconfidence)]) for _ in range(200)]
        assert np.mean([one.low <= overconfidence <= one.high for one in results]) >= 0.92


def test_several_seeds_are_one_calibration_over_seeds_and_rows():
    draw = np.random.default_rng(0)
    networks = [drawn(draw, 500, 0.1) for _ in range(3)]
    one = calibration(networks)
    assert (one.num_seeds, one.num_rows) == (3, 500)
    assert one.error == pytest.approx(np.mean([calibration_gaps(of_seed).error for of_seed in networks]))
    assert one.low < one.debiased < one.high
    copies = calibration([networks[0]] * 3)  # of the same network: no more is known than from one
    single = calibration(networks[:1])
    assert copies.high - copies.low == pytest.approx(single.high - single.low, rel=0.1)


def test_a_single_row_and_a_network_that_is_certain_and_right_have_an_error():
    assert calibration_gaps(network(np.array([0.8]), np.array([1.0]))).error == pytest.approx(0.2)
    certain = calibration([network(np.ones(50), np.ones(50))])
    assert (certain.error, certain.debiased, certain.low) == (0, 0, 0)
    assert 0 < certain.high < 0.2


def test_the_metrics_after_calibration_are_those_of_calibrated_probabilities():
    one = replace(drawn(np.random.default_rng(0), 400, overconfidence=0.2), temperature=3.0)
    after = classification_metrics(one.labels, one.calibrated.probabilities)
    assert calibrated_metrics(one) == {
        "temperature": 3.0,
        "test_calibrated_loss": after["test_loss"],
        "test_calibrated_error": after["test_calibration_error"],
    }
    assert after["test_loss"] < classification_metrics(one.labels, one.probabilities)["test_loss"]


def test_the_sentence_gives_the_numbers_before_and_after_calibration():
    metrics = {
        "temperature": 1.5, "test_loss": 0.51, "test_calibrated_loss": 0.42, "test_calibration_error": 0.081,
        "test_calibrated_error": 0.012,
    }  # fmt: skip
    sentence = calibration_sentence(metrics, RunConfig())
    assert "temperature 1.50" in sentence
    assert "log loss 0.510 to 0.420, calibration error 8.1 % to 1.2 %" in sentence


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        (["dataset.name=cumulative_sum", "model.head=per_step"], "labels are those of steps"),
        (["train.validation_split=0", "train.early_stopping_patience=none"], "no validation set"),
        ([], "fewer than 50 rows or no wrong prediction"),
    ],
)
def test_a_run_without_a_temperature_says_why(settings, reason):
    sentence = calibration_sentence({"test_loss": 0.5}, RunConfig().with_settings(settings))
    assert sentence.startswith("Probabilities are not calibrated: ")
    assert reason in sentence
