"""Predictions: the probabilities of each test row, and the only module that knows how their file is laid out.

The Parquet file has a line per test row, or per step where steps have labels: `row` (its number in the data set),
`step` (from 1, of sequences only), `label`, `p0`, `p1`, ... (the probability of each class), `length` (the steps that
the network read) and, of texts, `num_words` and `shuffled_predicted`, which older files do not have. The temperature is
an attribute of the table. Of texts that may have several labels, the columns are `label0`, `label1`, ... (0 or 1 for
each label), `p0`, `p1`, ... (the probability of each) and `shuffled0`, `shuffled1`, ... The probabilities of the
validation set are in a file of the same layout.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from core.errors import RunStateError
from core.evaluation.temperature import tempered
from core.system.files import write_whole

PREDICTIONS_FILE = "predictions.parquet"
VALIDATION_FILE = "validation_predictions.parquet"
_OF_TEXTS = ("num_words", "shuffled_predicted")
_ATTRIBUTES = b"PANDAS_ATTRS"  # where pandas writes the attributes of a frame


@dataclass(frozen=True)
class Predictions:
    """The probabilities of a network, or of a linear baseline, on the test set, with the actual classes.

    A text that may have several labels has a probability for each of them, and is right when all labels are.

    Args:
        rows: shape (n,), the row numbers in the data set, in the order of the test set.
        labels: actual classes, (n,), or of each step (n, steps); 0 or 1 for each of several labels, (n, num_labels).
        probabilities: (n, num_classes) or (n, steps, num_classes), before calibration; or (n, num_labels).
        lengths: shape (n,), the steps of each row that the network read; the words of a text, for a linear baseline.
        num_words: shape (n,), the words of each text that the network read, without padding; None where not stored.
        shuffled_predicted: shape as `labels`, what is predicted for each text with its words shuffled; None where not
            stored.
        temperature: what their logits are divided by to calibrate them; 1 where none was fitted.
    """

    rows: np.ndarray
    labels: np.ndarray
    probabilities: np.ndarray
    lengths: np.ndarray
    num_words: np.ndarray | None = None
    shuffled_predicted: np.ndarray | None = None
    temperature: float = 1.0

    @property
    def has_label_sets(self) -> bool:
        """Whether each text may have several labels, or none."""
        return self.probabilities.shape == self.labels.shape

    @cached_property
    def decisions(self) -> np.ndarray:
        """The probabilities of all classes of each decision: (n, num_classes), or (n, decisions, num_classes).

        Each step of a sequence is a decision, and so is each label of a text that may have several: without or with it.
        """
        return by_label(self.probabilities) if self.has_label_sets else self.probabilities

    @cached_property
    def predicted(self) -> np.ndarray:
        """The most probable class, or 1 for each label that is more probable than not; shape as `labels`."""
        return self.decisions.argmax(axis=-1)

    @cached_property
    def right(self) -> np.ndarray:
        """Shape (n,): 1 for a right row and 0 for a wrong one, or the share of a sequence's steps that are right.

        Of several labels all must be right: of a hundred labels, 98 are right where none is ever predicted.
        """
        return self._of_rows(self.predicted)

    @property
    def shuffled_right(self) -> np.ndarray:
        """The same for texts with their words shuffled.

        Raises:
            ValueError: when `shuffled_predicted` is not stored.
        """
        if self.shuffled_predicted is None:
            raise ValueError("no predictions of shuffled texts are stored")
        return self._of_rows(self.shuffled_predicted)

    def _of_rows(self, predicted: np.ndarray) -> np.ndarray:
        right = (predicted == self.labels).astype(np.float64)
        if self.has_label_sets:
            return right.min(axis=1)
        return right if right.ndim == 1 else right.mean(axis=1)

    @cached_property
    def confidence(self) -> np.ndarray:
        """Shape (n,): the probability of the predicted class, or its mean over the steps of a sequence.

        Of several labels it is the product: the probability that all are right, as far as they do not depend on one
        another.
        """
        top = self.decisions.max(axis=-1).astype(np.float64)
        if self.has_label_sets:
            return top.prod(axis=1)
        return top if top.ndim == 1 else top.mean(axis=1)

    @cached_property
    def calibrated(self) -> "Predictions":
        """The same with calibrated probabilities, those that scoring shows."""
        return replace(self, probabilities=tempered(self.probabilities, self.temperature), temperature=1.0)

    def at(self, places: np.ndarray) -> "Predictions":
        """The predictions at these places, in their order."""
        return Predictions(
            self.rows[places],
            self.labels[places],
            self.probabilities[places],
            self.lengths[places],
            None if self.num_words is None else self.num_words[places],
            None if self.shuffled_predicted is None else self.shuffled_predicted[places],
            self.temperature,
        )


def by_label(probabilities: np.ndarray) -> np.ndarray:
    """The probabilities that a text lacks and has each of several labels, (n, num_labels, 2).

    Args:
        probabilities: of having each label, (n, num_labels).
    """
    return np.stack([1 - probabilities, probabilities], axis=-1)


def write_predictions(predictions: Predictions, folder: Path, name: str = PREDICTIONS_FILE) -> None:
    """Write predictions into a folder, whole or not at all."""
    write_whole(_frame(predictions).to_parquet, folder / name)


def read_predictions(folder: Path, name: str = PREDICTIONS_FILE) -> Predictions:
    """The predictions in a folder; the steps of a sequence become one row again.

    Args:
        name: `VALIDATION_FILE` for those of the validation set, which older runs and runs without one do not have.

    Raises:
        RunStateError: when the file is missing or cannot be read.
    """
    path = folder / name
    try:
        table = pq.ParquetFile(path).read(use_threads=False)  # a frame of so few columns takes longer than their values
        columns = {name: table.column(name).to_numpy() for name in table.column_names}
        probabilities = _numbered(columns, "p")
        if not np.issubdtype(probabilities.dtype, np.floating):
            probabilities = probabilities.astype(np.float32)
        if "label" not in columns:
            columns["label"] = _numbered(columns, "label")
            if "shuffled0" in columns:
                columns["shuffled_predicted"] = _numbered(columns, "shuffled")
        rows, labels, lengths = (columns[name] for name in ("row", "label", "length"))
        of_texts = {name: columns[name] for name in _OF_TEXTS if name in columns}
        if not all(np.issubdtype(column.dtype, np.integer) for column in (rows, labels, lengths, *of_texts.values())):
            _refuse(path, "its rows, labels or lengths are not whole numbers")
        attributes = json.loads((table.schema.metadata or {}).get(_ATTRIBUTES, b"{}"))
        temperature = float(attributes.get("temperature", 1.0))
        predictions = Predictions(rows, labels, probabilities, lengths, **of_texts, temperature=temperature)
        if "step" in columns:
            predictions = _of_sequences(predictions, int(columns["step"].max()))
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are ValueErrors
        _refuse(path, error)
    if not len(predictions.rows) or not predictions.probabilities.shape[-1]:
        _refuse(path, "it has no predictions")
    return predictions


def shared_rows(predictions: Sequence[Predictions]) -> tuple[np.ndarray, ...]:
    """Where in each of several predictions the data set rows are that all of them have.

    The rows come in the order of the first; where all were made on the same test set, that is all rows, in order.

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


def aligned(predictions: Sequence[Predictions]) -> list[Predictions]:
    """The predictions on the rows that all of them have, in one order."""
    return [one.at(places) for one, places in zip(predictions, shared_rows(predictions), strict=True)]


def _frame(predictions: Predictions) -> pd.DataFrame:
    labels, probabilities = predictions.labels, predictions.probabilities
    if predictions.has_label_sets:
        return _frame_of_label_sets(predictions)
    num_steps = labels.shape[1] if labels.ndim == 2 else 1
    columns = {"row": np.repeat(predictions.rows, num_steps)}
    if labels.ndim == 2:
        columns["step"] = np.tile(np.arange(1, num_steps + 1), len(labels))
    columns["label"] = labels.ravel()
    of_classes = probabilities.reshape(-1, probabilities.shape[-1]).T
    columns |= {f"p{number}": of_class for number, of_class in enumerate(of_classes)}
    columns["length"] = np.repeat(predictions.lengths, num_steps)
    columns |= {name: values for name in _OF_TEXTS if (values := getattr(predictions, name)) is not None}
    frame = pd.DataFrame(columns)
    if predictions.temperature != 1:
        frame.attrs["temperature"] = predictions.temperature
    return frame


def _frame_of_label_sets(predictions: Predictions) -> pd.DataFrame:
    of_labels = {"label": predictions.labels, "p": predictions.probabilities}
    if predictions.shuffled_predicted is not None:
        of_labels["shuffled"] = predictions.shuffled_predicted
    columns = {
        f"{name}{number}": column for name, values in of_labels.items() for number, column in enumerate(values.T)
    }
    columns = {"row": predictions.rows, **columns, "length": predictions.lengths}
    if predictions.num_words is not None:
        columns["num_words"] = predictions.num_words
    return pd.DataFrame(columns)


def _numbered(columns: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """The columns of this name and a number, in the order of the numbers, (n, num_columns).

    Raises:
        ValueError: when there are none.
    """
    numbers = sorted(int(key.removeprefix(name)) for key in columns if re.fullmatch(rf"{name}\d+", key))
    return np.column_stack([columns[f"{name}{number}"] for number in numbers])


def _of_sequences(steps: Predictions, num_steps: int) -> Predictions:
    return Predictions(
        steps.rows[::num_steps],
        steps.labels.reshape(-1, num_steps),
        steps.probabilities.reshape(-1, num_steps, steps.probabilities.shape[-1]),
        steps.lengths[::num_steps],
    )


def _places(among: np.ndarray, rows: np.ndarray) -> np.ndarray:
    order = np.argsort(among, kind="stable")
    return order[np.searchsorted(among, rows, sorter=order)]


def _refuse(path: Path, reason: object) -> NoReturn:
    part = "validation set" if path.name == VALIDATION_FILE else "test set"
    raise RunStateError(
        f"{path} cannot be read ({reason}).",
        f"A finished run has its predictions of the {part} there.",
        "Train the run again, or leave it out of the comparison.",
    ) from None
