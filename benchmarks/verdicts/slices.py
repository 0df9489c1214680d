"""How often the simultaneous intervals of the slices hold the true gaps, in simulated studies: one table.

    python -m benchmarks.verdicts.slices [NUM_STUDIES]

Twelve slices in four divisions of the same rows, as on the Compare page. 2,000 studies in each cell take about an hour.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import stats

from benchmarks.tables import markdown
from core.evaluation.statistics import simultaneous_intervals

NUM_SEEDS, NUM_ROWS = (1, 3, 5), (300, 2_000, 10_000)
MIN_ROWS = 50  # as `core.comparison.rows.slices`
# Shares of the rows in each slice, by division: length, position, unknown words, negation.
DIVISIONS = ((1 / 3, 1 / 3, 1 / 3), (0.6, 0.25, 0.15), (0.25, 0.25, 0.25, 0.25), (0.3, 0.7))
_EASE_SD, _ROW_SD, _CHANCE_SD = 1.0, 0.1, 0.5


@dataclass(frozen=True)
class Effects:
    """Effects on how easy an arm finds a row, in standard deviations of the rows' ease; 0.01 is about 0.2 points.

    Args:
        ease: the mean: 1.2 is an accuracy of about 86 %, 2.6 one of 99 %.
        seed: standard deviation over seeds, for all rows of an arm.
        long_texts: the same for the rows of the last third by length only.
        gap: what arm b gains, in the last third by length only.
        failing: the share of the seeds of each arm that learn nothing.
    """

    seed: float = 0.05
    long_texts: float = 0.0
    gap: float = 0.0
    ease: float = 1.2
    failing: float = 0.0


EFFECTS = {
    "no gap": Effects(),
    "no gap, unsteady seeds": Effects(seed=0.15),
    "no gap, seeds unsteady on long texts": Effects(long_texts=0.25),
    "a gap in long texts": Effects(gap=0.3),
    "no gap, 99 % accurate": Effects(ease=2.6),
    "a gap in long texts, 98 % accurate": Effects(ease=2.3, gap=0.3),
    "no gap, one seed in ten fails": Effects(failing=0.1),
}


def simulated_studies(
    effects: Effects, num_seeds: int, num_rows: int, num_studies: int, seed: int = 0
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Studies of two arms: whether a row is right depends on it, on what the arm makes of it, on seed and chance.

    Yields:
        right_b - right_a, (num_seeds, num_rows); the slices' rows, (num_slices, num_rows); their true gaps: over all
        rows and seeds, with one seed those of the two trained networks.
    """
    draw = np.random.default_rng(seed)

    def normal(sd: float, *shape: int) -> np.ndarray:
        return draw.standard_normal(shape, dtype=np.float32) * np.float32(sd)

    for _ in range(num_studies):
        numbers = [draw.choice(len(shares), num_rows, p=shares) for shares in DIVISIONS]
        groups = np.array([of == slice_ for of, shares in zip(numbers, DIVISIONS, strict=True)
                           for slice_ in range(len(shares))])  # fmt: skip
        long_texts = groups[2]
        of_seed = normal(effects.seed, 2, num_seeds, 1) - 3 * (draw.random((2, num_seeds, 1)) < effects.failing)
        of_seed = of_seed + normal(effects.long_texts, 2, num_seeds, 1) * long_texts
        of_seed[1] += effects.gap * long_texts
        ease = effects.ease + normal(_EASE_SD, num_rows) + normal(_ROW_SD, 2, 1, num_rows)
        right = ease + of_seed + normal(_CHANCE_SD, 2, num_seeds, num_rows) > 0
        differences = right[1].astype(float) - right[0]
        if num_seeds > 1:
            yield differences, groups, _true_gaps(effects)
            continue
        spread = math.hypot(_EASE_SD, _ROW_SD, _CHANCE_SD)
        of_rows = np.diff(stats.norm.cdf((effects.ease + of_seed[:, 0]) / spread), axis=0)[0]
        yield differences, groups, groups @ of_rows / groups.sum(axis=1)


def _true_gaps(effects: Effects) -> np.ndarray:
    spread = math.hypot(_EASE_SD, _ROW_SD, _CHANCE_SD, effects.seed, effects.long_texts)
    accuracy = stats.norm.cdf((effects.ease + np.array([0, effects.gap])) / spread)
    gap = float(accuracy[1] - accuracy[0])
    others = sum(map(len, DIVISIONS[1:]))
    return np.array([0.0, 0.0, gap] + [gap * DIVISIONS[0][2]] * others)


def measure(effects: Effects, num_seeds: int, num_rows: int, num_studies: int, seed: int = 0) -> dict[str, float]:
    """How often some interval of a study misses its true gap, how often a slice's holds it, and the half width."""
    some_missed, held, half_widths = [], [], []
    for differences, groups, gaps in simulated_studies(effects, num_seeds, num_rows, num_studies, seed):
        judged = groups.sum(axis=1) >= MIN_ROWS
        low, high = simultaneous_intervals(differences, groups[judged])
        holds = (low <= gaps[judged]) & (gaps[judged] <= high)
        some_missed.append(not holds.all())
        held.append(holds.mean())
        half_widths.append(np.median(high - low) / 2)
    return {
        "family_wise_error": float(np.mean(some_missed)),
        "coverage": float(np.mean(held)),
        "half_width": float(np.median(half_widths)),
    }


def slices_table(num_studies: int = 2_000) -> str:
    """For each number of seeds and rows: how many studies had a wrong interval, and the median half width in points."""
    sizes = list(product(NUM_SEEDS, NUM_ROWS))
    lines = []
    for name, effects in EFFECTS.items():
        line = [name]
        for num_seeds, num_rows in sizes:
            cell = measure(effects, num_seeds, num_rows, num_studies)
            line.append(f"{100 * cell['family_wise_error']:.1f} % (± {100 * cell['half_width']:.1f})")
            print(name, num_seeds, num_rows, cell, file=sys.stderr, flush=True)
        lines.append(line)
    heads = [f"{seeds} seed{'s' if seeds > 1 else ''}, {rows:,} rows" for seeds, rows in sizes]
    return markdown(["studies with some interval wrong", *heads], lines)


if __name__ == "__main__":
    print(slices_table(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
