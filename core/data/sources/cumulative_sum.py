"""Sequences of random numbers with a label at each step that depends on the past, the future, or both."""

import numpy as np

from core.catalog import SOURCES
from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.data.sources import row_counts

_SOURCE = SOURCES["cumulative_sum"]
QUESTIONS = {
    "past": "the sum so far is above a quarter of the steps",
    "future": "the sum of this and all later values is positive",
    "both": "the sum so far is smaller than the sum still to come",
}


def load(config: DatasetConfig) -> Dataset:
    """Generate `num_rows` sequences to train on and 1,000 fresh ones to test on, different for every seed.

    `past`: values in [0, 1), label 1 from the step where their sum exceeds `num_steps / 4`
    (https://machinelearningmastery.com/develop-bidirectional-lstm-sequence-classification-python-keras/).
    `future` and `both`: values in [-0.5, 0.5), so that neither end of the sequence reveals the label.
    """
    num_rows = (row_counts.num_rows(config) or 0) + _SOURCE.num_test
    values = np.random.default_rng(config.seed).random((num_rows, config.num_steps))
    if config.target != "past":
        values -= 0.5
    return Dataset(
        name=f"Cumulative sum ({config.target})",
        texts=[],
        labels=label(values, config.target),
        class_names=_SOURCE.classes,
        rows=np.arange(1, num_rows + 1),
        reading=Reading(remarks=(f"A step's label is 1 where {QUESTIONS[config.target]}.",)),
        values=values[:, :, np.newaxis].astype(np.float32),
        num_test=_SOURCE.num_test,
    )


def label(values: np.ndarray, target: str) -> np.ndarray:
    """The label of each step, shape (n, steps), for values of that shape."""
    so_far = np.cumsum(values, axis=1)
    if target == "past":
        return (so_far > values.shape[1] / 4).astype(np.int32)
    to_come = so_far[:, -1:] - so_far
    if target == "future":
        return (to_come + values > 0).astype(np.int32)
    return (so_far < to_come).astype(np.int32)
