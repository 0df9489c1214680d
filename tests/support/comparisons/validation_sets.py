"""Validation predictions for runs that were not trained."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.evaluation.predictions import VALIDATION_FILE, Predictions, read_predictions, write_predictions
from core.runs.run import Run


def add_uncertain_predictions(runs: Sequence[Run], num_validation: int = 400) -> None:
    """Replace each run's test probabilities by others of every size, and store validation predictions.

    The predicted classes stay, because the store has their accuracy.
    """
    draw = np.random.default_rng(0)
    for run in runs:
        test = read_predictions(run.folder)
        probability = np.clip(draw.normal(0.35 + 0.3 * test.labels, 0.2), 0.01, 0.99)
        probability = np.where((probability > 0.5) == (test.predicted == 1), probability, 1 - probability)
        write_predictions(replace(test, probabilities=np.stack([1 - probability, probability], axis=1)), run.folder)
        rows, probability = 10_000 + np.arange(num_validation), draw.random(num_validation)
        labels = (draw.random(num_validation) < probability).astype(int)
        both = np.stack([1 - probability, probability], axis=1)
        write_predictions(Predictions(rows, labels, both, np.ones(num_validation, int)), run.folder, VALIDATION_FILE)
