import numpy as np
import pytest

from benchmarks.verdicts.studies import FAILURE_RATE, SPREADS, accuracy, study


@pytest.mark.parametrize("spread", SPREADS, ids=lambda spread: spread.name)
def test_simulated_arms_have_the_accuracy_that_they_are_said_to_have(spread):
    draw = np.random.default_rng(0)
    gaps = np.array([0.0, 0.3])
    right = np.mean([study(draw, gaps, 4, 400, spread, ()) for _ in range(150)], axis=(0, 2, 3))
    assert right == pytest.approx([accuracy(gap, spread) for gap in gaps], abs=0.015)


def test_only_failing_arms_have_seeds_that_learn_nothing():
    draw = np.random.default_rng(1)
    shares = np.array([study(draw, np.zeros(2), 5, 400, SPREADS[0], (1,)).mean(axis=2) for _ in range(100)])
    failed = shares < 0.65
    assert not failed[:, 0].any()
    assert failed[:, 1].mean() == pytest.approx(FAILURE_RATE, abs=0.06)
