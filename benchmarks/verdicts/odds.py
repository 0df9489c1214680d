"""How often the interval of the error odds holds the true ratio where few rows are wrong, in simulated studies.

python -m benchmarks.verdicts.odds [NUM_STUDIES]
"""

import math
import sys
from itertools import product

import numpy as np

from benchmarks.tables import markdown
from benchmarks.verdicts.studies import EASE, SPREADS, Spread, accuracy, study
from core.evaluation.statistics import error_odds

NUM_SEEDS, NUM_ROWS = (3, 5, 10), (300, 2_000, 10_000)
EASES = {"98 %": 2.3, "99.5 %": 2.9}  # accuracy of both arms, and how easy the average row is
GAPS = {"no gap": 0.0, "a gap": 0.3}


def measure(
    ease: float, gap: float, spread: Spread, num_seeds: int, num_rows: int, num_studies: int
) -> dict[str, float]:
    """The share of intervals that hold the true ratio, their median width as a factor, and the share without any."""
    draw = np.random.default_rng(0)
    gaps = np.array([ease - EASE, ease - EASE + gap])
    odds = [1 / accuracy(one, spread) - 1 for one in gaps]
    results = []
    for _ in range(num_studies):
        right = study(draw, gaps, num_seeds, num_rows, spread, ()).astype(float)
        results.append(error_odds(right[0], right[1]))
    intervals = [one for one in results if one is not None]
    return {
        "coverage": float(np.mean([one.low <= odds[1] / odds[0] <= one.high for one in intervals]))
        if intervals
        else math.nan,
        "factor": float(np.median([math.sqrt(one.high / one.low) for one in intervals])) if intervals else math.nan,
        "missing": 1 - len(intervals) / num_studies,
    }


def odds_table(num_studies: int = 2_000) -> str:
    """The lowest coverage over spreads, by accuracy, gap and seeds; in brackets the studies with too few errors."""
    lines = []
    for (share, ease), (name, gap), num_seeds in product(EASES.items(), GAPS.items(), NUM_SEEDS):
        line = [f"{share}, {name}", str(num_seeds)]
        for num_rows in NUM_ROWS:
            cells = [measure(ease, gap, spread, num_seeds, num_rows, num_studies) for spread in SPREADS]
            print(share, name, num_seeds, num_rows, cells, file=sys.stderr, flush=True)
            lowest, missing = min(cell["coverage"] for cell in cells), max(cell["missing"] for cell in cells)
            line.append(f"{100 * lowest:.1f} % ({100 * missing:.0f} %)")
        lines.append(line)
    return markdown(["accuracy: coverage (too few errors)", "seeds", *(f"{rows:,} rows" for rows in NUM_ROWS)], lines)


if __name__ == "__main__":
    print(odds_table(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000))
