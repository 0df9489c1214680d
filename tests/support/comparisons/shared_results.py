"""What runs of a comparison got right on the test rows that they share."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from core.comparison.verdicts import SharedResults
from core.evaluation.predictions import read_predictions
from core.runs.run import Run


def results_of(runs: Sequence[Run], majority: float = 0.5) -> SharedResults:
    """What these runs, tested on the same rows, got right."""
    return SharedResults({run.run_id: read_predictions(run.folder).right for run in runs}, majority, "texts")


def trained(add_tested: Callable[..., Run], shares: Mapping[str, Sequence[float]], num_rows: int = 2_000) -> list[Run]:
    """Runs that get these shares of the rows right, by direction and seed: the easiest ones, the same for all."""
    difficulty = np.random.default_rng(0).random(num_rows)
    return [
        add_tested(direction, number, (difficulty < share).astype(float))
        for direction, of_seeds in shares.items()
        for number, share in enumerate(of_seeds, start=1)
    ]
