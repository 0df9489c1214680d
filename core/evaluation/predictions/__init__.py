"""The predictions of a network or a baseline: in memory, on shared rows, and in their file."""

from core.evaluation.predictions.network_predictions import Predictions, aligned, by_label, labelled, shared_rows
from core.evaluation.predictions.prediction_file import (
    PREDICTIONS_FILE,
    VALIDATION_FILE,
    read_predictions,
    write_predictions,
)

__all__ = [
    "PREDICTIONS_FILE", "VALIDATION_FILE", "Predictions", "aligned", "by_label", "labelled", "read_predictions",
    "shared_rows", "write_predictions",
]  # fmt: skip
