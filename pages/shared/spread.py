"""How much the runs of a finished study differ: between the seeds of one arm, and between two arms on the same rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, variance

import numpy as np

from core.errors import RunStateError
from core.predictions import Predictions, read_predictions, shared_rows
from core.runs import Run


@dataclass(frozen=True)
class Spread:
    """Shares; None where nothing tells it.

    Args:
        seed_sd: standard deviation of an arm's test accuracy over its seeds.
        disagreement: test rows that exactly one of two arms with the same seed gets right.
    """

    seed_sd: float | None = None
    disagreement: float | None = None


def spread_of(runs: Sequence[Run]) -> Spread:
    """What the finished runs of one study tell, all arms taken together."""
    by_arm, by_seed = defaultdict(list), defaultdict(list)
    for run in runs:
        by_arm[run.config.model.direction].append(run.metrics["test_accuracy"])
        by_seed[run.config.train.seed].append(run)
    repeated = [accuracies for accuracies in by_arm.values() if len(accuracies) > 1]
    within = sum((len(accuracies) - 1) * variance(accuracies) for accuracies in repeated)
    freedom = sum(len(accuracies) - 1 for accuracies in repeated)
    pairs = [pair for paired in by_seed.values() for pair in combinations(_readable(paired), 2)]
    return Spread(
        (within / freedom) ** 0.5 if freedom else None,
        fmean(_disagreement(*pair) for pair in pairs) if pairs else None,
    )


def mean_spread(spreads: Sequence[Spread]) -> Spread:
    """What several studies tell together."""
    seed_sds = [spread.seed_sd for spread in spreads if spread.seed_sd is not None]
    disagreements = [spread.disagreement for spread in spreads if spread.disagreement is not None]
    return Spread(fmean(seed_sds) if seed_sds else None, fmean(disagreements) if disagreements else None)


def _readable(runs: Sequence[Run]) -> list[Predictions]:
    known = []
    for run in runs:
        try:
            known.append(read_predictions(run.folder))
        except RunStateError:
            continue  # its accuracy counts all the same
    return known


def _disagreement(a: Predictions, b: Predictions) -> float:
    places_a, places_b = shared_rows((a, b))
    return float(np.mean(np.abs(a.right[places_a] - b.right[places_b]))) if len(places_a) else 0.0
