"""Rows: a data set that is read, split and encoded once, for all who train on it."""

from dataclasses import dataclass

import numpy as np

from core.config import RunConfig
from core.data.encoding import LabelledRows, encode_parts
from core.data.sources import Split, load, split


@dataclass(frozen=True)
class Rows:
    """What a race is run on.

    Args:
        config: the settings that ours trains with.
        training: as ours reads it; by length, it holds no padding.
        test: likewise.
        padded: `x_train, y_train, x_test, y_test`, as a script has them.
    """

    config: RunConfig
    training: LabelledRows
    test: LabelledRows
    padded: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def prepare(config: RunConfig, num_rows: int | None = None) -> Rows:
    """Read the data of a config; `num_rows` keeps the first of the training rows, and a quarter as many to test."""
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
