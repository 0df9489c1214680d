"""How often two kinds of interval hold the true difference of two arms, in simulated studies: one table.

    python -m benchmarks.verdicts.bootstrap [NUM_STUDIES]

Compares the interval of `paired_estimate` with that of `crossed_bootstrap`, also where seeds fail. 2,000 studies in each
cell take about fifteen minutes.
"""

import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import stats

from benchmarks.tables import markdown
from core.evaluation.statistics import crossed_bootstrap, intervals_disagree, paired_estimate

NUM_SEEDS, NUM_ROWS = (3, 5, 10), (300, 2_000, 10_000)
_EASE, _ROW_SD, _CHANCE_SD = 0.5, 0.1, 0.5  # some 67 % of the rows are right


@dataclass(frozen=True)
class Effects:
    """How seeds vary in two arms that are equally accurate on average.

    Args:
        seed: standard deviation over seeds of how easy an arm finds all rows; 0.05 is about one point of accuracy.
        failing_a, failing_b: the share of each arm's seeds that learn nothing, of two classes of the same size.
    """

    seed: float = 0.05
    failing_a: float = 0.0
    failing_b: float = 0.0


EFFECTS = {
    "ordinary seeds": Effects(),
    "unsteady seeds": Effects(seed=0.15),
    "30 % of the seeds fail in both arms": Effects(failing_a=0.3, failing_b=0.3),
    "30 % of the seeds fail in one arm": Effects(failing_a=0.3),
}


def simulated_studies(
    effects: Effects, num_seeds: int, num_rows: int, num_studies: int, seed: int = 0
) -> Iterator[np.ndarray]:
    """Studies of two arms without a true difference: where seeds of one arm fail, its others are better.

    Yields:
        right_b - right_a, (num_seeds, num_rows).
    """
    draw = np.random.default_rng(seed)

    def normal(sd: float, *shape: int) -> np.ndarray:
        return draw.standard_normal(shape, dtype=np.float32) * np.float32(sd)

    spread = math.hypot(1.0, _ROW_SD, _CHANCE_SD, effects.seed)
    failing = np.array([effects.failing_a, effects.failing_b])
    accuracy = stats.norm.cdf(_EASE / spread)
    least = failing.min()
    shared = least * 0.5 + (1 - least) * accuracy
    eases = stats.norm.ppf((shared - failing * 0.5) / (1 - failing)) * spread
    for _ in range(num_studies):
        ease = normal(1.0, num_rows) + normal(_ROW_SD, 2, 1, num_rows) + eases.astype(np.float32)[:, None, None]
        learned = ease + normal(effects.seed, 2, num_seeds, 1) + normal(_CHANCE_SD, 2, num_seeds, num_rows) > 0
        failed = draw.random((2, num_seeds, 1)) < failing[:, None, None]
        right = np.where(failed, draw.random((2, num_seeds, num_rows), dtype=np.float32) < 0.5, learned)
        yield right[1].astype(float) - right[0]


def measure(effects: Effects, num_seeds: int, num_rows: int, num_studies: int, seed: int = 0) -> dict[str, float]:
    """How often each interval holds the true difference, how often they disagree, and their median half widths."""
    rows = []
    for differences in simulated_studies(effects, num_seeds, num_rows, num_studies, seed):
        estimate, (low, high) = paired_estimate(differences), crossed_bootstrap(differences)
        holds = estimate.low <= 0 <= estimate.high, low <= 0 <= high
        widths = (estimate.high - estimate.low) / 2, (high - low) / 2
        rows.append((*holds, any(holds), intervals_disagree(estimate, (low, high)), *widths))
    columns = np.array(rows, dtype=float).T
    return {
        "coverage": columns[0].mean(),
        "bootstrap_coverage": columns[1].mean(),
        "coverage_of_either": columns[2].mean(),
        "disagreement": columns[3].mean(),
        "half_width": float(np.median(columns[4])),
        "bootstrap_half_width": float(np.median(columns[5])),
    }


def bootstrap_table(num_studies: int = 2_000) -> str:
    """For each effect of seeds and each number of them: coverage of both intervals, by test rows."""
    lines = []
    for (name, effects), num_seeds in product(EFFECTS.items(), NUM_SEEDS):
        line = [name, str(num_seeds)]
        for num_rows in NUM_ROWS:
            cell = measure(effects, num_seeds, num_rows, num_studies)
            print(name, num_seeds, num_rows, cell, file=sys.stderr, flush=True)
            line.append(
                f"{100 * cell['coverage']:.1f} / {100 * cell['bootstrap_coverage']:.1f} "
                f"({100 * cell['disagreement']:.1f}) %"
            )
        lines.append(line)
    heads = ["coverage: Student's / bootstrap (they disagree)", "seeds", *(f"{rows:,} rows" for rows in NUM_ROWS)]
    return markdown(heads, lines)


if __name__ == "__main__":
    print(bootstrap_table(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
