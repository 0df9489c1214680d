import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.errors import RunStateError
from core.evaluation.temperature import HIGHEST, LOWEST, fit_temperature, tempered

PROBABILITIES = arrays(
    np.float32, st.tuples(st.integers(1, 6), st.integers(2, 4)), elements=st.floats(-20, 20, width=32)
)


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return (exponentials / exponentials.sum(axis=-1, keepdims=True)).astype(np.float32)


def overconfident(temperature, num_rows=20_000, num_classes=3):
    """Labels drawn from probabilities, and those probabilities with logits that are too large by a factor."""
    draw = np.random.default_rng(0)
    logits = draw.normal(0, 1.5, (num_rows, num_classes))
    chances = softmax(logits).cumsum(axis=1)
    labels = (draw.random(num_rows)[:, None] > chances[:, :-1]).sum(axis=1)
    return labels, softmax(temperature * logits)


@pytest.mark.parametrize(("temperature", "num_classes"), [(0.5, 2), (1.0, 3), (2.0, 2), (3.0, 4)])
def test_the_factor_by_which_logits_are_too_large_is_recovered(temperature, num_classes):
    labels, probabilities = overconfident(temperature, num_classes=num_classes)
    assert fit_temperature(labels, probabilities) == pytest.approx(temperature, rel=0.04)


def test_the_log_loss_is_smallest_at_the_fitted_temperature():
    labels, probabilities = overconfident(1.7, 300)
    best = fit_temperature(labels, probabilities)

    def log_loss(temperature):
        chosen = tempered(probabilities.astype(np.float64), temperature)[np.arange(len(labels)), labels]
        return -np.log(chosen).mean()

    assert log_loss(best) < min(log_loss(best * 1.05), log_loss(best / 1.05), log_loss(1.0))


def test_rows_that_do_not_determine_a_temperature_give_none():
    labels, probabilities = overconfident(2.0, 50)
    assert fit_temperature(labels, probabilities) is not None
    assert fit_temperature(labels[:49], probabilities[:49]) is None
    assert fit_temperature(probabilities.argmax(axis=1), probabilities) is None


def test_a_network_that_knows_nothing_gets_the_highest_temperature():
    draw = np.random.default_rng(0)
    probabilities = softmax(draw.normal(0, 3, (2_000, 2)))
    assert fit_temperature(1 - probabilities.argmax(axis=1), probabilities) == pytest.approx(HIGHEST, rel=0.01)


@given(logits=PROBABILITIES, temperature=st.floats(LOWEST, HIGHEST))
def test_the_predicted_class_never_changes_except_in_a_tie_by_rounding(logits, temperature):
    before = softmax(logits)
    after = tempered(before, temperature)
    assert after.dtype == np.float32
    np.testing.assert_allclose(after.sum(axis=1), 1, atol=1e-5)
    places = np.arange(len(before))
    difference = before.max(axis=1) - before[places, after.argmax(axis=1)]
    assert (difference <= 1e-5).all()


@given(logits=PROBABILITIES)
def test_a_temperature_is_undone_by_its_inverse(logits):
    before = softmax(logits).astype(np.float64)
    np.testing.assert_allclose(tempered(tempered(before, 2.0), 0.5), before, atol=1e-6)


def test_a_probability_of_zero_stays_finite_and_a_temperature_of_one_changes_nothing():
    certain = np.float32([[0, 1]])
    assert tempered(certain, 1.0) is certain
    assert 0 < tempered(certain, 10.0)[0, 0] < 0.001


@pytest.mark.parametrize("temperature", [0, -1, np.inf, np.nan])
def test_a_temperature_that_is_no_positive_number_is_refused(temperature):
    with pytest.raises(RunStateError, match="positive"):
        tempered(np.float32([[0.5, 0.5]]), temperature)


def test_a_network_at_the_start_of_its_training_is_far_from_confident_enough():
    labels, probabilities = overconfident(0.03)
    assert fit_temperature(labels, probabilities) == pytest.approx(0.03, rel=0.04)
