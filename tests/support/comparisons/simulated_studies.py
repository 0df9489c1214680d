"""Simulated studies: right and wrong test rows of two arms whose true difference in accuracy is known."""

import math
from collections.abc import Iterator

import numpy as np
from scipy import stats

NUM_STUDIES = 1_000


def from_table(both: int, only_a: int, only_b: int, neither: int) -> tuple[np.ndarray, np.ndarray]:
    """Two runs' rightness on rows counted so."""
    counts = (both, only_a, only_b, neither)
    return np.repeat([1.0, 1.0, 0.0, 0.0], counts), np.repeat([1.0, 0.0, 1.0, 0.0], counts)


def studies(
    num_seeds: int, num_rows: int, gap: float, seed: int, row_arm_sd=0.1, seed_sd=0.05, noise_sd=0.5
) -> Iterator[np.ndarray]:
    """Simulated studies: whether a row is right depends on it, on what the arm makes of it, on the seed and on chance.

    Yields:
        right_b - right_a, (num_seeds, num_rows), of each study.
    """
    draw = np.random.default_rng(seed)
    for _ in range(NUM_STUDIES):
        ease = draw.normal(1.2, 1, num_rows) + draw.normal(0, row_arm_sd, (2, 1, num_rows))
        ease = ease + draw.normal(0, seed_sd, (2, num_seeds, 1)) + draw.normal(0, noise_sd, (2, num_seeds, num_rows))
        right = (ease + np.array([0, gap])[:, None, None] > 0).astype(float)
        yield right[1] - right[0]


def true_difference(gap: float, row_arm_sd=0.1, seed_sd=0.05, noise_sd=0.5) -> float:
    """The difference in accuracy on all texts and over all seeds."""
    spread = math.sqrt(1 + row_arm_sd**2 + seed_sd**2 + noise_sd**2)
    return float(stats.norm.cdf((1.2 + gap) / spread) - stats.norm.cdf(1.2 / spread))
