"""How many intervals over several splits hold the true difference.

Each simulated study draws rows, divides them again for each split, and draws the effects of training sets and seeds on
both arms. `python -m benchmarks.verdicts splits --write` writes the table of docs/statistics.md.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from statistics import median
from typing import Any

import numpy as np

from benchmarks.tables import markdown
from core.evaluation.statistics import split_estimate

NUM_SPLITS, NUM_SEEDS, NUM_ROWS = (3, 5, 10), (1, 3, 5), (300, 2_000, 10_000)
TEST_SHARE = 0.33
_EASE, _EASE_SD, _ROW_SD, _CHANCE_SD = 1.2, 1.0, 0.1, 0.5  # some 86 % of the rows are right


@dataclass(frozen=True)
class Effects:
    """Standard deviations of effects on how easy an arm finds all rows; 0.01 is about 0.2 points of accuracy.

    Args:
        seed: of a seed, on each arm.
        training_set: of the training set of a split, on each arm.
        all_rows: of all rows of a study, on each arm and in every split: no number of splits shows it.
    """

    seed: float
    training_set: float
    all_rows: float = 0.0


EFFECTS = {
    "training sets without effect": Effects(0.05, 0.0),
    "small effects of training sets": Effects(0.05, 0.01),
    "large effects of training sets": Effects(0.05, 0.03),
    "steady seeds, small effects": Effects(0.015, 0.01),
    "steady seeds, large effects": Effects(0.015, 0.03),
    "unsteady seeds": Effects(0.15, 0.01),
}


@dataclass(frozen=True)
class Cell:
    """What a study has: splits, seeds of each split, and test rows of each split."""

    num_splits: int
    num_seeds: int
    num_rows: int


def simulated_studies(cell: Cell, effects: Effects, num_studies: int, seed: int) -> Iterator[list[np.ndarray]]:
    """Studies of two arms that are equally accurate on average.

    Whether a row is right depends on the row, on what the arm makes of it, on training set, seed and chance. The rows
    of a study stay the same; each split draws its test rows from them anew.

    Yields:
        right_b - right_a of each split, shape (num_seeds, num_rows).
    """
    draw = np.random.default_rng(seed)

    def normal(sd: float, *shape: int) -> np.ndarray:
        return draw.standard_normal(shape, dtype=np.float32) * np.float32(sd)

    num_all = round(cell.num_rows / TEST_SHARE)
    for _ in range(num_studies):
        ease = _EASE + normal(_EASE_SD, num_all) + normal(_ROW_SD, 2, num_all) + normal(effects.all_rows, 2, 1)
        by_split = []
        for _ in range(cell.num_splits):
            tested = ease[:, None, draw.permutation(num_all)[: cell.num_rows]] + normal(effects.training_set, 2, 1, 1)
            trained = tested + normal(effects.seed, 2, cell.num_seeds, 1)
            right = trained + normal(_CHANCE_SD, 2, cell.num_seeds, cell.num_rows) > 0
            by_split.append(right[1].astype(np.float64) - right[0])
        yield by_split


def measure(cell: Cell, effects: Effects, num_studies: int, seed: int = 0) -> dict[str, float]:
    """The share of the intervals that hold the true difference, which is 0, and their median half width in points."""
    estimates = [split_estimate(one, TEST_SHARE) for one in simulated_studies(cell, effects, num_studies, seed)]
    held = [one.low <= 0 <= one.high for one in estimates]
    return {
        "coverage": float(np.mean(held)),
        "half_width": median(100 * (one.high - one.low) / 2 for one in estimates),
    }


def cells(num_splits: Sequence[int] = NUM_SPLITS) -> tuple[Cell, ...]:
    """Every number of splits with every number of seeds and of rows."""
    return tuple(Cell(*sizes) for sizes in product(num_splits, NUM_SEEDS, NUM_ROWS))


def table(num_studies: int, processes: int) -> str:
    """Measure every cell for every kind of effects; the lowest and highest coverage of each cell."""
    works = [(name, cell, num_studies) for cell in cells() for name in EFFECTS]
    with ProcessPoolExecutor(processes) as pool:
        return summary(list(pool.map(_measure, works)))


def summary(results: Sequence[dict[str, Any]]) -> str:
    """For each number of splits and seeds, by test rows: the lowest and highest coverage over all effects."""
    heads = ["splits", "seeds each", *(f"{number:,} test rows" for number in NUM_ROWS)]
    lines = []
    for num_splits, num_seeds in dict.fromkeys((one["num_splits"], one["num_seeds"]) for one in results):
        line = [str(num_splits), str(num_seeds)]
        for num_rows in NUM_ROWS:
            sizes = {"num_splits": num_splits, "num_seeds": num_seeds, "num_rows": num_rows}
            shares = [100 * one["coverage"] for one in results if sizes.items() <= one.items()]
            line.append(f"{min(shares):.1f} to {max(shares):.1f} %" if shares else "")
        lines.append(line)
    return markdown(heads, lines)


def _measure(work: tuple[str, Cell, int]) -> dict[str, Any]:
    name, cell, num_studies = work
    return {"effects": name, **vars(cell), **measure(cell, EFFECTS[name], num_studies)}
