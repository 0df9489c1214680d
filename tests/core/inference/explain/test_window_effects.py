from types import SimpleNamespace

import numpy as np
import pytest

from core.inference.explain import window_effects as module
from core.inference.explain.window_effects import MAX_WINDOWS, window_effects

FLAT = SimpleNamespace(num_channels=1, apply=lambda values, lengths: values.astype(np.float32))


class Peaks:
    """A network whose probability of `peak` is the largest value."""

    class_names = ("flat", "peak")

    def probabilities_of(self, encoded):
        peak = encoded.inputs.max(axis=(1, 2))
        return np.stack([1 - peak, peak], axis=1)


@pytest.fixture(autouse=True)
def _without_a_file(monkeypatch):
    monkeypatch.setattr(module, "read_scaling", lambda scorer: FLAT)


def test_the_part_that_decides_has_the_effect():
    series = np.zeros((48, 1))
    series[20:22] = 0.75
    effects = window_effects(Peaks(), series, "peak")
    assert len(effects) == MAX_WINDOWS
    assert [(effect.first, effect.last) for effect in effects if effect.change] == [(21, 22)]
    assert max(effect.change for effect in effects) == pytest.approx(0.75)
    assert min(effect.change for effect in window_effects(Peaks(), series, "flat")) == pytest.approx(-0.75)


def test_a_part_is_replaced_by_a_straight_line_between_its_neighbours():
    series = np.array([[0.0], [0.9], [0.6]])
    changes = [effect.change for effect in window_effects(Peaks(), series, "peak")]
    assert changes == pytest.approx([0, 0.3, 0])
    assert window_effects(Peaks(), np.array([[0.5]]), "peak")[0].change == pytest.approx(0.5)
