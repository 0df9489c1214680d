"""Arms of finished runs that are right on chosen rows, and their verdicts."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.comparison.arms import arms_of
from core.comparison.verdicts import Verdict, verdicts
from core.evaluation.predictions import read_predictions
from core.runs.run import Run

NUM_ROWS = 2_000


def verdicts_of(
    add_tested: Callable[..., Run], shares: Mapping[str, Sequence[float]], rope: float = 0.01
) -> tuple[Verdict, ...]:
    """The verdicts on runs that are right on these shares of the rows, by direction: one share for each seed."""
    draw = np.random.default_rng(0)
    runs = [
        add_tested(direction, seed, (draw.random(NUM_ROWS) < share).astype(float))
        for direction, of_seeds in shares.items()
        for seed, share in enumerate(of_seeds, start=1)
    ]
    return verdicts(arms_of(runs), rightness(runs), rope, "texts")


def rightness(runs: Sequence[Run]) -> dict[str, np.ndarray]:
    """By run id, which test rows each run gets right."""
    return {run.run_id: read_predictions(run.folder).right for run in runs}
