"""Power: how often simulated studies reach the decision that their plan promises with 80 % probability.

The planned gap of each cell is simulated with arms whose rows, seeds and chance vary exactly as the plan assumes. The
functions that decide real studies decide it.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import combinations, product, repeat

import numpy as np
import pandas as pd
from scipy import optimize, special, stats

from benchmarks.tables import markdown
from core.comparison.planning.power import POWER
from core.evaluation.statistics import FIRST_LEVEL, decide, omnibus_p, paired_estimate, probabilities
from core.evaluation.statistics.decision_power import PlannedPair, better_gap, same_power

NUM_STUDIES = 2_000
ROPE = 0.01
_ROWS, _SEEDS, _ARMS = (300, 2_000, 10_000), (3, 5, 10), (2, 3, 4)
_MEAN_ACCURACY = 0.6  # of all arms: where the variance of a row changes least with a gap


@dataclass(frozen=True)
class Spread:
    """How much simulated results vary, as shares.

    Args:
        seed_sd: standard deviation of an arm's accuracy over seeds; the seeds of different arms are independent.
        disagreement: rows that exactly one of two equally accurate arms gets right.
        seed_disagreement: rows that exactly one of two seeds of an arm gets right.
    """

    seed_sd: float
    disagreement: float
    seed_disagreement: float


SPREADS = {
    "low": Spread(0.002, 0.06, 0.05),
    "assumed": Spread(0.0035, 0.12, 0.10),
    "high": Spread(0.02, 0.20, 0.15),
}


def planned_pair(spread: Spread, num_seeds: int, num_rows: int, num_arms: int = 2, rope: float = ROPE) -> PlannedPair:
    """The plan of studies that vary like this."""
    return PlannedPair(
        num_seeds=num_seeds,
        num_rows=num_rows,
        rope=rope,
        level=FIRST_LEVEL / math.comb(num_arms, 2),
        gap_sd=math.sqrt(2) * spread.seed_sd,
        disagreement=spread.disagreement,
        noise=spread.seed_disagreement,
    )


def simulated_studies(
    spread: Spread, accuracies: Sequence[float], num_seeds: int, num_rows: int, num_studies: int, seed: int
) -> Iterator[np.ndarray]:
    """Studies whose arms have these accuracies on all rows and over all seeds.

    A row is right where a sum of normal effects exceeds a threshold: of the row, of the row and the arm, of the seed,
    and of chance.

    Yields:
        1 for a right row and 0 for a wrong one, (num_arms, num_seeds, num_rows), of each study.
    """
    mean = float(np.mean(accuracies))
    within = _correlation(mean, spread.seed_disagreement)
    between = _correlation(mean, spread.disagreement)
    of_seeds = optimize.brentq(lambda share: _both(mean, share) - mean**2 - spread.seed_sd**2, 0.0, 0.9)
    row, arm, by_seed, chance = np.sqrt([between, within - between, of_seeds, 1 - within - of_seeds]).astype(np.float32)
    thresholds = -stats.norm.ppf(accuracies).astype(np.float32)[:, None, None]
    draw, num_arms = np.random.default_rng(seed), len(accuracies)

    def normal(*shape: int) -> np.ndarray:
        return draw.standard_normal(shape, dtype=np.float32)

    for _ in range(num_studies):
        effects = (
            row * normal(num_rows) + arm * normal(num_arms, 1, num_rows) + by_seed * normal(num_arms, num_seeds, 1)
        )
        yield (effects + chance * normal(num_arms, num_seeds, num_rows) > thresholds).astype(np.float32)


def decisions(right: np.ndarray, rope: float = ROPE) -> dict[tuple[int, int], str]:
    """The decision on each pair of arms of a study, (b over a) by their places (a, b)."""
    pairs = list(combinations(range(len(right)), 2))
    estimates = [paired_estimate(right[b] - right[a]) for a, b in pairs]
    evidence = [(estimate, probabilities(estimate, rope)) for estimate in estimates]
    omnibus = omnibus_p(right) if len(right) > 2 else None
    return dict(zip(pairs, decide(evidence, [FIRST_LEVEL] * len(pairs), omnibus), strict=True))


def simulated_power(
    spread: Spread, num_seeds: int, num_rows: int, num_arms: int, num_studies: int = NUM_STUDIES
) -> dict[str, float]:
    """How often the planned gap is decided as better, and how often two equal arms are practically the same.

    Returns:
        `gap` of the plan, and shares of the simulated studies. `widest`: the arms are spaced evenly, and the gap is
        that between the least and the most accurate one. With more than two arms also `one_better`: one arm is better
        than all others by the gap (the mean over its pairs). With two arms also `same`, and `same_planned`.
    """
    pair = planned_pair(spread, num_seeds, num_rows, num_arms)
    gap = better_gap(pair, POWER) or math.nan
    first, last = 0, num_arms - 1

    def share(accuracies: np.ndarray, pairs: Sequence[tuple[int, int]], decision: str) -> float:
        studies = simulated_studies(spread, accuracies, num_seeds, num_rows, num_studies, seed=num_seeds + num_rows)
        return float(np.mean([[decided[pair] == decision for pair in pairs] for decided in map(decisions, studies)]))

    evenly_spaced = _MEAN_ACCURACY + np.linspace(-gap / 2, gap / 2, num_arms)
    result = {"gap": gap, "widest": share(evenly_spaced, [(first, last)], "better")}
    if num_arms == 2:
        equal = np.full(num_arms, _MEAN_ACCURACY)
        return result | {"same_planned": same_power(pair), "same": share(equal, [(first, last)], "same")}
    one_better = _MEAN_ACCURACY + np.where(np.arange(num_arms) == last, gap / 2, -gap / 2)
    return result | {"one_better": share(one_better, [(arm, last) for arm in range(last)], "better")}


def table(num_studies: int = NUM_STUDIES, processes: int = 2) -> str:
    """The lowest and highest shares over spreads and test rows, for each number of seeds and pairs."""
    cells = list(product(SPREADS.values(), _SEEDS, _ROWS, _ARMS))
    with ProcessPoolExecutor(processes) as pool:
        results = list(pool.map(simulated_power, *zip(*cells, strict=True), repeat(num_studies)))
    return summary(
        {"seeds": num_seeds, "pairs": math.comb(num_arms, 2)} | result
        for (_, num_seeds, _, num_arms), result in zip(cells, results, strict=True)
    )


def summary(cells: Iterable[Mapping[str, float]]) -> str:
    """The table of simulated cells, each with its `seeds`, its `pairs` and what `simulated_power` returns."""
    frame = pd.DataFrame(cells)
    frame["off"] = (frame["same"] - frame["same_planned"]).abs()
    lines = []
    for (num_seeds, num_pairs), group in frame.groupby(["seeds", "pairs"]):
        has_others = num_pairs > 1
        lines.append(
            [
                f"{num_seeds:.0f}",
                f"{num_pairs:.0f}",
                f"{100 * group['gap'].min():.1f} to {100 * group['gap'].max():.1f}",
                _range(group["widest"]),
                _range(group["one_better"]) if has_others else "",
                "" if has_others else f"{100 * group['off'].max():.1f} points",
            ]
        )
    heads = [
        "Seeds", "Pairs", "Planned gap in points", "The gap of the two most different arms is decided",
        "The gap of one better arm is decided", "Equal arms decided as the same, largest error of the plan",
    ]  # fmt: skip
    return markdown(heads, lines)


def _range(shares: pd.Series) -> str:
    return f"{100 * shares.min():.0f} to {100 * shares.max():.0f} %"


def _both(share: float, correlation: float) -> float:
    """The probability that two equally correlated normal values both exceed a threshold that each exceeds so often."""
    point = stats.norm.ppf(share)
    return float(share - 2 * special.owens_t(point, math.sqrt((1 - correlation) / (1 + correlation))))


def _correlation(share: float, disagreement: float) -> float:
    """The correlation at which exactly one of two values exceeds the threshold so often."""
    return float(optimize.brentq(lambda one: 2 * (share - _both(share, one)) - disagreement, 0.0, 1 - 1e-9))
