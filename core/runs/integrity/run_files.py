"""The files of a finished run: sealed when it ends, checked against their checksums and against the store."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.data.sources.series.scaling import SCALING_FILE
from core.data.text.prior_tables import PRIORS_FILE
from core.errors import RunStateError
from core.evaluation.predictions import PREDICTIONS_FILE, VALIDATION_FILE, Predictions, read_predictions
from core.evaluation.tagging.transition_scores import TRANSITIONS_FILE
from core.runs.run import Run
from core.runs.store import RunStore
from core.system.files.checksums import CHECKSUMS_FILE, write_checksums

RUN_FILES = (
    "model.keras", "model.onnx", "vocabulary.json", PRIORS_FILE, TRANSITIONS_FILE, SCALING_FILE, PREDICTIONS_FILE,
    VALIDATION_FILE,
)  # fmt: skip
_HALF_A_ROW = 0.5


def seal_files(store: RunStore, run: Run, facts: Mapping[str, Any]) -> None:
    """Before a run is recorded as finished: its files are on the disk, their checksums beside them and in the store.

    Args:
        facts: what the store keeps about its data, to which the checksums are added as `files`.
    """
    store.describe(run.run_id, data={**facts, "files": write_checksums(run.folder, RUN_FILES)})


def unseal_files(run: Run) -> None:
    """Before a run is trained: nothing is compared with the checksums of an earlier try."""
    (run.folder / CHECKSUMS_FILE).unlink(missing_ok=True)


def read_test_predictions(run: Run) -> Predictions:
    """The predictions of a finished run on its test set, as many and as accurate as the store says.

    Raises:
        RunStateError: when the file is missing, cannot be read, or is not the one that the run was tested with.
    """
    predictions = read_predictions(run.folder)
    num_rows, num_test = len(predictions.rows), run.metrics.get("num_test")
    if num_test is not None and num_rows != num_test:
        raise _mismatch(f"has {num_rows:,} rows", f"The run was tested with {num_test:,.0f}.")
    accuracy, stored = float(np.mean(predictions.right)), run.metrics.get("test_accuracy")
    num_decisions = predictions.is_labelled.sum() if predictions.has_steps else num_rows
    if stored is not None and abs(accuracy - stored) * num_decisions >= _HALF_A_ROW:
        raise _mismatch(f"has an accuracy of {accuracy:.2%}", f"The store says {stored:.2%}.")
    return predictions


def _mismatch(problem: str, expected: str) -> RunStateError:
    return RunStateError(
        f"The run's {PREDICTIONS_FILE} {problem}.",
        expected,
        "Restore the file from a copy, or train the run again with the same settings.",
    )
