import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from core.evaluation.calibration import calibration_gaps
from core.evaluation.metric_intervals import (
    calibration_difference,
    f1_difference,
    f1_values,
    interval_over_seeds,
    is_above_chance,
    mean_interval,
    shuffled_loss_difference,
    shuffled_loss_values,
)
from core.evaluation.predictions import Predictions


def network(labels, predicted, confidence=0.8, num_classes=2, shuffled=None):
    labels, predicted = np.asarray(labels), np.asarray(predicted)
    probabilities = np.full((*labels.shape, num_classes), (1 - confidence) / (num_classes - 1))
    np.put_along_axis(probabilities, predicted[..., None], confidence, axis=-1)
    return Predictions(np.arange(len(labels)), labels, probabilities, np.ones(len(labels), int), None, shuffled)


@given(st.integers(1, 50), st.integers(2, 4), st.sampled_from([None, 3]), st.integers(0, 2**32 - 1))
def test_the_mean_of_the_values_is_macro_f1(num_rows, num_classes, num_steps, seed):
    draw = np.random.default_rng(seed)
    shape = num_rows if num_steps is None else (num_rows, num_steps)
    labels, predicted = draw.integers(num_classes, size=(2, *np.atleast_1d(shape)))
    expected = f1_score(
        labels.ravel(), predicted.ravel(), labels=np.arange(num_classes), average="macro", zero_division=0
    )
    values = f1_values(network(labels, predicted, num_classes=num_classes))
    assert values.shape == (num_rows,)
    assert values.mean() == pytest.approx(expected)


def test_the_values_vary_as_the_jackknife_says():
    draw = np.random.default_rng(0)
    labels = draw.integers(2, size=400)
    predicted = np.where(draw.random(400) < 0.8, labels, 1 - labels)
    values = f1_values(network(labels, predicted))
    left_out = [
        f1_score(np.delete(labels, row), np.delete(predicted, row), average="macro") for row in range(len(labels))
    ]
    jackknife = 400 * values.mean() - 399 * np.array(left_out)
    assert np.std(values) == pytest.approx(np.std(jackknife), rel=0.02)


def studies(num_studies, num_rows, num_seeds, share_b=0.7):
    """Pairs of arms whose seeds share the difficulty of each row, as (a, b) of each study."""
    draw = np.random.default_rng(0)
    for _ in range(num_studies):
        labels, ease = draw.integers(2, size=num_rows), draw.normal(0, 0.15, num_rows)
        yield [
            [
                network(
                    labels, np.where(draw.random(num_rows) < np.clip(share + seed + ease, 0, 1), labels, 1 - labels)
                )
                for seed in draw.normal(0, 0.02, num_seeds)
            ]
            for share in (0.7, share_b)
        ]


def test_the_interval_of_a_difference_in_f1_holds_the_true_one():
    """The long version is `python -m benchmarks.calibration`."""
    estimates = [f1_difference(a, b) for a, b in studies(200, 300, 3)]
    assert np.mean([one.low <= 0 <= one.high for one in estimates]) >= 0.92
    assert (estimates[0].num_seeds, estimates[0].num_rows) == (3, 300)
    large = [f1_difference(a, b) for a, b in studies(50, 300, 3, share_b=0.9)]
    assert np.mean([one.low > 0 for one in large]) > 0.9


def test_one_pair_of_networks_has_an_interval_over_rows():
    ((a, b),) = studies(1, 300, 1)
    estimate = f1_difference(a, b)
    assert estimate.num_seeds == 1
    assert estimate.mean == pytest.approx(f1_values(b[0]).mean() - f1_values(a[0]).mean())
    assert estimate.low < estimate.mean < estimate.high


def test_calibration_errors_are_compared_without_what_chance_adds():
    ((a, b),) = studies(1, 300, 2, share_b=0.5)
    estimate = calibration_difference(a, b)
    debiased = [np.mean([calibration_gaps(one).debiased for one in networks]) for networks in (a, b)]
    assert estimate.mean == pytest.approx(debiased[1] - debiased[0])
    assert estimate.low < estimate.mean < estimate.high


def test_shuffling_costs_what_only_the_ordered_text_gets_right():
    labels = np.zeros(4, int)
    one = network(labels, [0, 0, 1, 1], shuffled=np.array([0, 1, 0, 1]))
    assert shuffled_loss_values(one).tolist() == [0, 1, -1, 0]
    other = network(labels, [0, 0, 0, 0], shuffled=np.array([1, 1, 1, 1]))
    assert shuffled_loss_difference([one, one], [other, other]).mean == 1
    assert mean_interval([shuffled_loss_values(one)]).num_seeds == 1


def test_the_interval_over_runs_is_student_s():
    assert interval_over_seeds([0.1]) is None
    low, high = interval_over_seeds([0.1, 0.2, 0.3])
    assert (low, high) == (pytest.approx(0.2 - 4.3027 * 0.1 / 3**0.5, abs=1e-4), pytest.approx(0.4484, abs=1e-3))


def tagger(predicted: np.ndarray, labels: np.ndarray) -> Predictions:
    probabilities = np.eye(3, dtype=np.float32)[predicted]
    return Predictions(np.arange(len(labels)), labels, probabilities, np.full(len(labels), labels.shape[1]))


def test_constant_and_random_labels_are_not_above_chance_but_learned_ones_are():
    random = np.random.default_rng(0)
    labels = random.choice(3, (400, 10), p=[0.9, 0.07, 0.03])
    assert not is_above_chance(tagger(np.zeros_like(labels), labels))
    assert (
        sum(is_above_chance(tagger(random.choice(3, labels.shape, p=[0.9, 0.07, 0.03]), labels)) for _ in range(20)) < 3
    )
    # finds some of the rare labels, and is no more accurate than the constant: as many others are wrong
    guessed = np.where((labels == 1) & (random.random(labels.shape) < 0.5), 1, 0)
    wrong = (labels == 0) & (random.random(labels.shape) < 0.04)
    learned = tagger(np.where(wrong, 1, guessed), labels)
    assert learned.right.mean() == pytest.approx(0.9, abs=0.01)
    assert is_above_chance(learned)
