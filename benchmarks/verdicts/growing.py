"""How often a study of equal arms is decided wrongly when seeds are added until it is decided."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from benchmarks.tables import markdown
from benchmarks.verdicts.studies import SPREADS, Spread, study
from core.evaluation.statistics import decide, look_level, paired_estimate, probabilities

NUM_STUDIES = 2_000
PLANS = ((3, 5, 7, 9, 11), (5, 7, 9, 11, 13), (3, 4, 5, 6, 7, 8, 9, 10))
NUM_ROWS = 2_000
ROPES = (0.0, 0.01)
_WITHOUT_RULE = 0.05


def simulate(
    looks: tuple[int, ...], spread: Spread, num_studies: int = NUM_STUDIES, num_rows: int = NUM_ROWS
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The shares of studies that are decided at any look, by region of equivalence: with the rule, and without it."""
    draw = np.random.default_rng((*looks, num_rows))
    levels = [look_level(looks[: number + 1]) for number in range(len(looks))]
    decided, without = np.zeros(len(ROPES)), np.zeros(len(ROPES))
    for _ in range(num_studies):
        right = study(draw, np.zeros(2), looks[-1], num_rows, spread, ()).astype(np.float64)
        estimates = [paired_estimate(right[1, :seeds] - right[0, :seeds]) for seeds in looks]
        for place, rope in enumerate(ROPES):
            evidence = [(estimate, probabilities(estimate, rope)) for estimate in estimates]
            decided[place] += any(map(_differs, evidence, levels))
            without[place] += any(_differs(one, _WITHOUT_RULE) for one in evidence)
    return tuple(decided / num_studies), tuple(without / num_studies)


def table(num_studies: int = NUM_STUDIES, processes: int = 2) -> str:
    """Wrong decisions by looks and spread, with the rule and without it."""
    cells = [(looks, spread) for looks in PLANS for spread in SPREADS]
    with ProcessPoolExecutor(processes) as pool:
        shares = list(pool.map(partial(simulate, num_studies=num_studies), *zip(*cells, strict=True)))
    heads = ["Seeds at each look", "Spread", *(f"{rule}, region {100 * rope:g}" for rule in _RULES for rope in ROPES)]
    lines = [
        [", ".join(map(str, looks)), spread.name, *(f"{100 * share:.1f} %" for share in (*decided, *without))]
        for (looks, spread), (decided, without) in zip(cells, shares, strict=True)
    ]
    return markdown(heads, lines)


_RULES = ("With the rule", "Without")


def _differs(evidence: tuple, level: float) -> bool:
    return decide([evidence], [level])[0] in ("better", "worse")
