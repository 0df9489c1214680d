"""How often two kinds of interval hold the true difference of two arms, in simulated studies: one table.

    python -m benchmarks.verdicts.bootstrap [NUM_STUDIES]

Compares the interval of `paired_estimate` with that of `crossed_bootstrap`, also where seeds fail. 2,000 studies in
each cell take about 40 minutes.
"""

import sys
from collections.abc import Iterator
from itertools import product

import numpy as np
from scipy import stats

from benchmarks.tables import markdown
from benchmarks.verdicts.studies import EASE, FAILURE_RATE, MAJORITY, SPREADS, Spread, accuracy, study
from core.evaluation.statistics import crossed_bootstrap, intervals_disagree, paired_estimate

NUM_SEEDS, NUM_ROWS = (3, 5, 10), (300, 2_000, 10_000)
FAILING = {"no seeds fail": (), "30 % of the seeds fail in both arms": (0, 1), "30 % fail in one arm": (0,)}
_GAP = -0.7  # of both arms: some 67 % right, so that an arm with failing seeds can be as accurate as one without


def simulated_studies(
    spread: Spread, failing: tuple[int, ...], num_seeds: int, num_rows: int, num_studies: int, seed: int = 0
) -> Iterator[np.ndarray]:
    """Studies of two arms without a true difference: where seeds of one arm fail, its others are better.

    Yields:
        right_b - right_a, (num_seeds, num_rows).
    """
    draw = np.random.default_rng(seed)
    gaps = np.full(2, _GAP)
    if len(failing) == 1:
        needed = (accuracy(_GAP, spread) - FAILURE_RATE * MAJORITY) / (1 - FAILURE_RATE)
        gaps[failing[0]] = stats.norm.ppf(needed) * spread.total - EASE
    for _ in range(num_studies):
        right = study(draw, gaps, num_seeds, num_rows, spread, failing)
        yield right[1].astype(float) - right[0]


def measure(
    spread: Spread, failing: tuple[int, ...], num_seeds: int, num_rows: int, num_studies: int
) -> dict[str, float]:
    """How often each interval holds the true difference, how often they disagree, and their median half widths."""
    rows = []
    for differences in simulated_studies(spread, failing, num_seeds, num_rows, num_studies):
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
    """The lowest coverage of both intervals over the spreads where seeds matter, by failing seeds and their number."""
    lines = []
    for (name, failing), num_seeds in product(FAILING.items(), NUM_SEEDS):
        line = [name, str(num_seeds)]
        for num_rows in NUM_ROWS:
            cells = [measure(spread, failing, num_seeds, num_rows, num_studies) for spread in SPREADS[1:]]
            print(name, num_seeds, num_rows, cells, file=sys.stderr, flush=True)
            student, bootstrap = (min(cell[of] for cell in cells) for of in ("coverage", "bootstrap_coverage"))
            disagreement = max(cell["disagreement"] for cell in cells)
            line.append(f"{100 * student:.1f} / {100 * bootstrap:.1f} ({100 * disagreement:.1f}) %")
        lines.append(line)
    heads = ["coverage: Student's / bootstrap (they disagree)", "seeds", *(f"{rows:,} rows" for rows in NUM_ROWS)]
    return markdown(heads, lines)


if __name__ == "__main__":
    print(bootstrap_table(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
