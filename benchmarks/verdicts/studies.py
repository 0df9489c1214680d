"""Simulated studies: which test rows the networks of several arms predict correctly, with known true differences."""

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

EASE = 1.2  # of the average row; about 85 % of the rows are right
FAILURE_RATE = 0.3
MAJORITY = 0.5


@dataclass(frozen=True)
class Spread:
    """Standard deviations on the scale of a row's ease, which itself has the standard deviation 1.

    Args:
        name: in words.
        row_by_arm: how differently two arms find the same row.
        seed: how much one seed is better than another on all rows.
        noise: how differently two seeds find the same row.
    """

    name: str
    row_by_arm: float
    seed: float
    noise: float

    @property
    def total(self) -> float:
        """Of all of them and the rows together."""
        return math.sqrt(1 + self.row_by_arm**2 + self.seed**2 + self.noise**2)


SPREADS = (
    Spread("rows decide", 0.3, 0.02, 0.5),
    Spread("seeds and rows", 0.1, 0.06, 0.5),
    Spread("seeds decide", 0.05, 0.2, 0.5),
)


def study(
    draw: np.random.Generator, gaps: np.ndarray, num_seeds: int, num_rows: int, spread: Spread, failing: tuple[int, ...]
) -> np.ndarray:
    """One study: whether each row is right, (num_arms, num_seeds, num_rows).

    Args:
        gaps: of each arm, its advantage on the scale of a row's ease.
        failing: the arms of which each seed learns nothing with the probability `FAILURE_RATE`.
    """
    shape = (len(gaps), num_seeds, num_rows)
    ease = EASE + draw.standard_normal(num_rows, dtype=np.float32)
    by_arm = spread.row_by_arm * draw.standard_normal((len(gaps), 1, num_rows), dtype=np.float32)
    by_seed = gaps[:, None, None] + spread.seed * draw.standard_normal((len(gaps), num_seeds, 1))
    noise = spread.noise * draw.standard_normal(shape, dtype=np.float32)
    right = noise + (ease + by_arm) + by_seed.astype(np.float32) > 0
    for arm in failing:
        for seed in np.flatnonzero(draw.random(num_seeds) < FAILURE_RATE):
            right[arm, seed] = draw.random(num_rows) < MAJORITY
    return right


def accuracy(gap: float, spread: Spread) -> float:
    """The accuracy on all rows and over all seeds that learn."""
    return float(stats.norm.cdf((EASE + gap) / spread.total))
