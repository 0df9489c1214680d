"""The rows of a race: a data set that is read, split and encoded once for all racers."""

from dataclasses import dataclass

import numpy as np

from core.config import RunConfig
from core.data.encoding import LabelledRows, encode_parts
from core.data.sources import Split, load, split


@dataclass(frozen=True)
class Rows:
    """The data of a race.

    Args:
        config: the settings of ours.
        training: for ours; without padding where batches are by length.
        test: likewise.
        padded: `x_train, y_train, x_test, y_test`, for a script.
    """

    config: RunConfig
    training: LabelledRows
    test: LabelledRows
    padded: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def prepare(config: RunConfig, num_rows: int | None = None) -> Rows:
    """The data of a config; `num_rows` limits the training rows, and the test rows to a quarter as many."""
    dataset = load(config.dataset)
    parts = split(dataset, config.dataset, validation_split=0.0)
    if num_rows is not None:
        parts = Split(parts.train[:num_rows], parts.validation, parts.test[: max(1, num_rows // 4)])
    ours = encode_parts(dataset, parts, config)
    if config.train.batching == "by_length":
        scripts = encode_parts(dataset, parts, config.with_settings(["train.batching=padded"]))
    else:
        scripts = ours
    padded = [array for part in (scripts.training, scripts.test) for array in (part.encoded.inputs, part.labels)]
    return Rows(config, ours.training, ours.test, tuple(padded))
