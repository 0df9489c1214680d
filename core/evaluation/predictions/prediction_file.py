"""The file of predictions: the only module that knows how it is laid out.

The Parquet file has a line per test row, or per step or token where these have labels: `row` (its number in the data
set), `step` (from 1, of sequences and sentences only), `label`, `p0`, `p1`, ... (the probability of each class),
`length` (the steps that the network read), `decoded` (the class, where those of a sentence are chosen together) and,
of texts, `num_words` and `shuffled_predicted`, which older files lack. The temperature is an attribute of the table.
Of texts that may have several labels, the columns are `label0`, `label1`, ... (0 or 1 for each label), `p0`, `p1`, ...
(the probability of each) and `shuffled0`, `shuffled1`, ... The probabilities of the validation set are in a file of the
same layout.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from core.data.dataset import NO_LABEL
from core.errors import RunStateError
from core.evaluation.predictions.network_predictions import Predictions, labelled
from core.system.files import write_whole
from core.system.files.checksums import check_file

PREDICTIONS_FILE = "predictions.parquet"
VALIDATION_FILE = "validation_predictions.parquet"
_OF_TEXTS = ("num_words", "shuffled_predicted")
_ATTRIBUTES = b"PANDAS_ATTRS"  # where pandas writes the attributes of a frame


def write_predictions(predictions: Predictions, folder: Path, name: str = PREDICTIONS_FILE) -> None:
    """Write predictions into a folder, whole or not at all."""
    write_whole(_frame(predictions).to_parquet, folder / name)


def read_predictions(folder: Path, name: str = PREDICTIONS_FILE) -> Predictions:
    """The predictions in a folder; the steps of a sequence become one row again.

    Args:
        name: `VALIDATION_FILE` for those of the validation set, which older runs and runs without one do not have.

    Raises:
        RunStateError: when the file is missing, cannot be read, or is not the one that the run wrote.
    """
    path = folder / name
    check_file(path)
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
            predictions = _of_steps(predictions, columns["step"], columns.get("decoded"))
    except (OSError, ValueError, KeyError, TypeError) as error:  # pyarrow's errors are ValueErrors
        _refuse(path, error)
    if not np.isfinite(probabilities).all():
        _refuse(path, "a probability is no number")
    if not len(predictions.rows) or not predictions.probabilities.shape[-1]:
        _refuse(path, "it has no predictions")
    return predictions


def _frame(predictions: Predictions) -> pd.DataFrame:
    labels, probabilities = predictions.labels, predictions.probabilities
    if predictions.has_label_sets:
        return _frame_of_label_sets(predictions)
    num_steps = predictions.is_labelled.sum(axis=1) if predictions.has_steps else 1
    columns = {"row": np.repeat(predictions.rows, num_steps)}
    if predictions.has_steps:
        columns["step"] = np.nonzero(predictions.is_labelled)[1] + 1
    columns["label"], of_classes = labelled(labels, probabilities)
    columns |= {f"p{number}": of_class for number, of_class in enumerate(of_classes.T)}
    columns["length"] = np.repeat(predictions.lengths, num_steps)
    if predictions.decoded is not None:
        columns["decoded"] = predictions.decoded[predictions.is_labelled]
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


def _of_steps(lines: Predictions, steps: np.ndarray, decoded: np.ndarray | None) -> Predictions:
    """The lines of each row as one row again, padded to the longest.

    Args:
        steps: the number of each line in its row, from 1.
        decoded: the class of each line, where those of a row were chosen together.

    Raises:
        ValueError: when lines of a row are missing.
    """
    starts = np.flatnonzero(steps == 1)
    if not np.array_equal(np.diff([*starts, len(steps)]), lines.lengths[starts]):
        raise ValueError("a row has not as many steps as its length says")
    place = (np.cumsum(steps == 1) - 1, steps - 1)
    shape = (len(starts), int(steps.max()))
    labels = np.full(shape, NO_LABEL, lines.labels.dtype)
    probabilities = np.zeros((*shape, lines.probabilities.shape[-1]), lines.probabilities.dtype)
    labels[place], probabilities[place] = lines.labels, lines.probabilities
    classes = None
    if decoded is not None:
        classes = np.full(shape, NO_LABEL, lines.labels.dtype)
        classes[place] = decoded
    rows, lengths = lines.rows[starts], lines.lengths[starts]
    return Predictions(rows, labels, probabilities, lengths, temperature=lines.temperature, decoded=classes)


def _refuse(path: Path, reason: object) -> NoReturn:
    part = "validation set" if path.name == VALIDATION_FILE else "test set"
    raise RunStateError(
        f"{path} cannot be read ({reason}).",
        f"A finished run has its predictions of the {part} there.",
        "Train the run again, or leave it out of the comparison.",
    ) from None
