"""How often a study of equal arms decides that one is better, and how often intervals hold the true difference."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import combinations, product

import numpy as np
import pandas as pd

from benchmarks.tables import markdown
from benchmarks.verdicts.studies import MAJORITY, SPREADS, Spread, study
from core.comparison.verdicts.withholding import MIN_SEEDS, more_accurate_fails_more, reasons
from core.evaluation.statistics import (
    FIRST_LEVEL,
    Decision,
    Estimate,
    decide,
    has_failed,
    omnibus_p,
    paired_estimate,
    probabilities,
)

NUM_STUDIES = 2_000
SEEDS, ROWS, ARMS = (2, 3, 5, 10), (300, 2_000, 10_000), (2, 3, 4)
FAILING = {"none": (), "one arm": (0,), "all arms": (0, 1, 2, 3)}
ROPES = (0.0, 0.01)


@dataclass(frozen=True)
class Cell:
    """One kind of study, of arms that are equally accurate where they learn."""

    num_seeds: int
    num_rows: int
    num_arms: int
    spread: Spread
    failing: str


@dataclass(frozen=True)
class Outcome:
    """The shares of the studies of a cell.

    Args:
        wrong: that decide better or worse for any pair, by region of equivalence.
        covered: of the intervals that hold the true difference; None where every verdict is withheld.
        withheld: of the verdicts.
    """

    cell: Cell
    wrong: tuple[float, ...]
    covered: float | None
    withheld: float


def cells() -> Iterator[Cell]:
    """All kinds of studies."""
    for num_seeds, num_rows, num_arms, spread, failing in product(SEEDS, ROWS, ARMS, SPREADS, FAILING):
        yield Cell(num_seeds, num_rows, num_arms, spread, failing)


def simulate(cell: Cell, num_studies: int = NUM_STUDIES, seed: int = 0) -> Outcome:
    """Simulate the studies of one cell and decide about each as a comparison does."""
    draw = np.random.default_rng((seed, cell.num_seeds, cell.num_rows, cell.num_arms, *map(ord, cell.failing)))
    failing = tuple(arm for arm in FAILING[cell.failing] if arm < cell.num_arms)
    wrong, covered, judged = np.zeros(len(ROPES)), 0, 0
    for _ in range(num_studies):
        right = study(draw, np.zeros(cell.num_arms), cell.num_seeds, cell.num_rows, cell.spread, failing)
        decisions, estimates = decide_study(right.astype(np.float64), ROPES)
        wrong += [any(decision in ("better", "worse") for decision in of_rope) for of_rope in decisions]
        covered += sum(estimate.low <= 0 <= estimate.high for estimate in estimates)
        judged += len(estimates)
    num_pairs = num_studies * cell.num_arms * (cell.num_arms - 1) // 2
    return Outcome(cell, tuple(wrong / num_studies), covered / judged if judged else None, 1 - judged / num_pairs)


def decide_study(right: np.ndarray, ropes: Sequence[float]) -> tuple[list[list[Decision]], list[Estimate]]:
    """The decision on each pair of arms by region of equivalence, and the estimates of the pairs that are decided.

    Args:
        right: whether each row is right, (num_arms, num_seeds, num_rows).
    """
    learned = np.array([[not has_failed(row, MAJORITY) for row in arm] for arm in right])
    pairs = [_pair(right[[a, b]], learned[[a, b]]) for a, b in combinations(range(len(right)), 2)]
    estimates = [estimate for estimate, withheld, _ in pairs if not withheld]
    if not estimates:
        return [["undecided"] * len(pairs) for _ in ropes], []
    shared = learned.all(axis=0)
    of_all = omnibus_p(right[:, shared]) if len(right) > 2 and shared.sum() >= MIN_SEEDS else None
    decisions = []
    for rope in ropes:
        evidence = [(estimate, probabilities(estimate, rope)) for estimate, _, _ in pairs]
        decided = decide(evidence, [FIRST_LEVEL] * len(pairs), of_all)
        decisions.append([_final(one, *pair[1:]) for one, pair in zip(decided, pairs, strict=True)])
    return decisions, estimates


def table(num_studies: int = NUM_STUDIES, processes: int = 2) -> str:
    """The worst of the row counts and spreads for each number of seeds and pairs and each kind of failing."""
    with ProcessPoolExecutor(processes) as pool:
        outcomes = list(pool.map(partial(simulate, num_studies=num_studies), cells()))
    frame = _summary(outcomes)
    return markdown(list(frame.columns), frame.astype(str).to_numpy().tolist())


def _pair(right: np.ndarray, learned: np.ndarray) -> tuple[Estimate, bool, tuple[int, int]]:
    """The estimate of two arms, whether nothing is decided about them, and how many seeds of each failed."""
    both = learned.all(axis=0)
    differences = right[1] - right[0]
    estimate = paired_estimate(differences[both] if both.sum() > 1 else differences)
    withheld = reasons(differences.shape[0], int(both.sum()), not learned.any())
    failed_a, failed_b = (~learned).sum(axis=1)
    return estimate, bool(withheld), (int(failed_a), int(failed_b))


def _final(decision: Decision, withheld: bool, failed: tuple[int, int]) -> Decision:
    return "undecided" if withheld or more_accurate_fails_more(decision, *failed) else decision


def _summary(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    rows = [
        {
            "Seeds": outcome.cell.num_seeds,
            "Pairs": outcome.cell.num_arms * (outcome.cell.num_arms - 1) // 2,
            "Failing seeds": outcome.cell.failing,
            **{f"wrong {rope:g}": share for rope, share in zip(ROPES, outcome.wrong, strict=True)},
            "covered": outcome.covered,
            "withheld": outcome.withheld,
        }
        for outcome in outcomes
    ]
    frame = pd.DataFrame(rows).groupby(["Seeds", "Pairs", "Failing seeds"], sort=False)
    worst = frame.agg({"wrong 0": "max", "wrong 0.01": "max", "covered": ["min", "mean"], "withheld": ["min", "max"]})
    return pd.DataFrame(
        {
            "Wrong, region 0": worst[("wrong 0", "max")].map(_percent),
            "Wrong, region 1 point": worst[("wrong 0.01", "max")].map(_percent),
            "Coverage, lowest": worst[("covered", "min")].map(_percent),
            "Coverage, mean": worst[("covered", "mean")].map(_percent),
            "Verdicts withheld": [
                low if low == high else f"{low} to {high}"
                for low, high in zip(
                    worst[("withheld", "min")].map(_percent), worst[("withheld", "max")].map(_percent), strict=True
                )
            ],
        }
    ).reset_index()


def _percent(share: float) -> str:
    return "–" if share is None or np.isnan(share) else f"{100 * share:.1f} %"
