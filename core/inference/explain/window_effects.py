"""Window effects: how much each part of a series adds to the probability of a class, by forward passes only."""

from dataclasses import dataclass

import numpy as np

from core.inference.inputs.series import encode_series, read_scaling
from core.inference.scorer import Scorer

MAX_WINDOWS = 24


@dataclass(frozen=True)
class WindowEffect:
    """What one part of a series adds to the probability of a class.

    Args:
        first, last: its steps, from 1.
        change: probability of the whole series minus that of the series without this part, so positive where the part
            speaks for the class.
    """

    first: int
    last: int
    change: float


def window_effects(scorer: Scorer, series: np.ndarray, label: str) -> tuple[WindowEffect, ...]:
    """What each of at most 24 parts of a series adds to the probability of a class.

    A part is left out by a straight line from the step before it to the step after it, in every channel, so that the
    series keeps its length. See Zeiler and Fergus 2014 (https://arxiv.org/abs/1311.2901) for such occlusions.

    Args:
        series: (steps, num_channels), without missing values.
    """
    windows = np.array_split(np.arange(len(series)), min(MAX_WINDOWS, len(series)))
    edited = [series, *(_without(series, window) for window in windows)]
    probabilities = scorer.probabilities_of(encode_series(read_scaling(scorer), edited))
    of_class = probabilities[:, scorer.class_names.index(label)].astype(float)
    return tuple(
        WindowEffect(int(window[0]) + 1, int(window[-1]) + 1, float(of_class[0] - share))
        for window, share in zip(windows, of_class[1:], strict=True)
    )


def _without(series: np.ndarray, window: np.ndarray) -> np.ndarray:
    steps = np.arange(len(series))
    others = np.delete(steps, window)
    edited = series.copy()
    for number in range(series.shape[1]):
        edited[window, number] = np.interp(window, others, series[others, number]) if len(others) else 0.0
    return edited
