"""Looks: how strict a decision must be when seeds are added after a result has been seen."""

from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np
from scipy import optimize, special

LEVEL = 0.045  # of wrong decisions over all looks together; Student's t varies more than the rule assumes: under 5 %
FIRST_LEVEL = 0.03  # what the first look spends of it; each further look spends half of what remains
_NUM_POINTS = 801
_FARTHEST = 12.0  # standard deviations; no bound is wider


def spent(number: int) -> float:
    """The share of wrong decisions that the first `number` looks together may cause: 0.03, 0.0375, 0.04125, ..."""
    return LEVEL - (LEVEL - FIRST_LEVEL) * 0.5 ** (number - 1) if number else 0.0


def look_level(num_seeds: Sequence[int]) -> float:
    """The two-sided level of the last of several looks at a growing study.

    A group-sequential rule with an error-spending function (Lan and DeMets 1983, Biometrika 70, 659-663; Jennison and
    Turnbull 2000, Group Sequential Methods, chapters 7 and 19), applied to the p-values of Student's t. Seeds count as
    information; since all looks share the test rows, they agree more than that, and the rule is on the safe side.

    Args:
        num_seeds: the paired seeds at each look, growing.

    Raises:
        ValueError: when they do not grow.
    """
    sizes = tuple(num_seeds)
    if not sizes or any(after <= before for before, after in zip((0, *sizes), sizes, strict=False)):
        raise ValueError(f"The seeds at each look are {sizes}. They must grow from look to look.")
    return FIRST_LEVEL if len(sizes) == 1 else _level(sizes)


@lru_cache(maxsize=256)
def _level(sizes: tuple[int, ...]) -> float:
    """Follows the distribution of the sum over seeds, without the part that an earlier look has decided."""
    sums, weights = np.zeros(1), np.ones(1)  # before any seed, the sum is 0
    before, bound = 0, 0.0
    for number, size in enumerate(sizes, start=1):
        deviation, scale = np.sqrt(size - before), np.sqrt(size)
        exceeding = partial(_share_beyond, sums=sums, weights=weights, deviation=deviation, scale=scale)
        bound = optimize.brentq(exceeding, 0.0, _FARTHEST, args=(spent(number) - spent(number - 1),))
        grid, spacing = np.linspace(-bound * scale, bound * scale, _NUM_POINTS, retstep=True)
        density = np.exp(-0.5 * ((grid[:, None] - sums) / deviation) ** 2) / (deviation * np.sqrt(2 * np.pi))
        sums, weights, before = grid, density @ weights * spacing, size
    return 2 * float(special.ndtr(-bound))


def _share_beyond(
    bound: float, share: float, sums: np.ndarray, weights: np.ndarray, deviation: float, scale: float
) -> float:
    """The share of the sums that lie beyond the bound after the next seeds, minus a wanted share."""
    below, above = (-bound * scale - sums) / deviation, (sums - bound * scale) / deviation
    return float(weights @ (special.ndtr(below) + special.ndtr(above))) - share
