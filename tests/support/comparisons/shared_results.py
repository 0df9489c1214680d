"""What runs of a comparison got right on the test rows that they share."""

from collections.abc import Sequence

from core.comparison.verdicts import SharedResults
from core.evaluation.predictions import read_predictions
from core.runs.run import Run


def results_of(runs: Sequence[Run], majority: float = 0.5) -> SharedResults:
    """What these runs, tested on the same rows, got right."""
    return SharedResults({run.run_id: read_predictions(run.folder).right for run in runs}, majority, "texts")
