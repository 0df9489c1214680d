"""Predictions: what a finished run said of each test row, read back from its folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd

from core.errors import RunStateError


@dataclass(frozen=True)
class Predictions:
    """The probabilities of one run on the test part, beside the true classes.

    Args:
        rows: shape (n,), the row numbers in the data set, in the order of the test part.
        labels: true classes, (n,), or of each step (n, steps).
        probabilities: (n, num_classes) or (n, steps, num_classes).
        lengths: shape (n,), the steps of each row that the network read.
    """

    rows: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray
    lengths: np.ndarray

    @cached_property
    def predicted(self) -> np.ndarray:
        """The most probable class, shape as `labels`."""
        return self.probabilities.argmax(axis=-1)

    @cached_property
    def right(self) -> np.ndarray:
        """Shape (n,): 1 for a right row and 0 for a wrong one, or the share of a sequence's steps that are right."""
        right = (self.predicted == self.labels).astype(np.float64)
        return right if right.ndim == 1 else right.mean(axis=1)

    @cached_property
    def confidence(self) -> np.ndarray:
        """Shape (n,): the probability of the predicted class, or its mean over the steps of a sequence."""
        top = self.probabilities.max(axis=-1).astype(np.float64)
        return top if top.ndim == 1 else top.mean(axis=1)

    def at(self, places: np.ndarray) -> "Predictions":
        """The predictions at these places, in their order."""
        return Predictions(self.rows[places], self.labels[places], self.probabilities[places], self.lengths[places])


def read_predictions(folder: Path) -> Predictions:
    """What a run's folder holds in `predictions.parquet`; the steps of a sequence are put together again.

    Raises:
        RunStateError: when the file is missing or cannot be read.
    """
    path = folder / "predictions.parquet"
    try:
        frame = pd.read_parquet(path)
        columns = [name for name in frame.columns if name[0] == "p" and name[1:].isdigit()]
        probabilities = frame[sorted(columns, key=lambda name: int(name[1:]))].to_numpy(np.float32)
        rows, labels, lengths = (frame[name].to_numpy() for name in ("row", "label", "length"))
        if "step" in frame:
            num_steps = int(frame["step"].max())
            labels = labels.reshape(-1, num_steps)
            probabilities = probabilities.reshape(-1, num_steps, probabilities.shape[1])
            rows, lengths = rows[::num_steps], lengths[::num_steps]
        if not all(np.issubdtype(column.dtype, np.integer) for column in (rows, labels, lengths)):
            _refuse(path, "its rows, labels or lengths are no whole numbers")
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are ValueErrors
        _refuse(path, error)
    if not len(rows) or not probabilities.shape[-1]:
        _refuse(path, "it holds no predictions")
    return Predictions(rows, labels, probabilities, lengths)


def shared_rows(predictions: Sequence[Predictions]) -> tuple[np.ndarray, ...]:
    """Where in each of several predictions the data set rows lie that all of them hold.

    The rows come in the order of the first; where all were made on the same test part, that is all of them, in order.

    Returns:
        For each of the predictions the places of the shared rows, all of the same shape (num_shared,).
    """
    if not predictions:
        return ()
    first = predictions[0].rows
    if all(np.array_equal(one.rows, first) for one in predictions):
        return (np.arange(len(first)),) * len(predictions)
    shared = reduce(np.intersect1d, (one.rows for one in predictions))
    rows = first[np.isin(first, shared)]
    return tuple(_places(one.rows, rows) for one in predictions)


def _places(among: np.ndarray, rows: np.ndarray) -> np.ndarray:
    order = np.argsort(among, kind="stable")
    return order[np.searchsorted(among, rows, sorter=order)]


def _refuse(path: Path, why: object) -> NoReturn:
    raise RunStateError(
        f"{path} cannot be read ({why}).",
        "A finished run keeps its predictions of the test part there.",
        "Train the run again, or leave it out of the comparison.",
    ) from None
