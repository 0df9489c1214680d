"""Specimens: a few test images of a data set, read in a process of its own, as `reading` reads texts."""

import os
import pickle
import sys
from dataclasses import dataclass

import numpy as np

from core.config import DatasetConfig
from core.data import sources
from core.data.preview import ask_aside
from core.errors import BothwaysError

NUM_SPECIMENS = 30


@dataclass(frozen=True)
class SampleImages:
    """Test images that no training on this data set has seen, with their true labels.

    Args:
        images: (n, 28, 28) float32 from 0 to 1.
        labels: the name of each image's class.
        rows: the row number of each in the source.
    """

    images: np.ndarray
    labels: tuple[str, ...]
    rows: tuple[int, ...]


def read_specimens(config: DatasetConfig) -> SampleImages:
    """The first test images, as many of each class as there is room for, classes in their order.

    Raises:
        DatasetError: when the data set cannot be read or split.
    """
    dataset = sources.load(config)
    test = sources.split(dataset, config, validation_split=0).test  # what is validated on changes no test part
    each = NUM_SPECIMENS // dataset.num_classes
    chosen = np.concatenate([test[dataset.labels[test] == number][:each] for number in range(dataset.num_classes)])
    return SampleImages(
        images=dataset.values[chosen],
        labels=tuple(dataset.class_names[number] for number in dataset.labels[chosen]),
        rows=tuple(dataset.rows[chosen].tolist()),
    )


def read_specimens_aside(config: DatasetConfig) -> SampleImages:
    """`read_specimens` in another process: the memory of the whole data set is given back.

    Raises:
        DatasetError: when the data set cannot be read or split, or that process ends without an answer.
    """
    result = ask_aside("from core.data.sample_images import answer; answer()", config.model_dump_json())
    if isinstance(result, BothwaysError):
        raise result
    return result


def answer() -> None:
    """What the other process does: a config as JSON on standard input; pickled `SampleImages`, or what is wrong."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # whatever a library prints must not get into the answer
    try:
        result: SampleImages | BothwaysError = read_specimens(
            DatasetConfig.model_validate_json(sys.stdin.buffer.read())
        )
    except BothwaysError as error:
        result = error.with_traceback(None)
    with output:
        pickle.dump(result, output, protocol=pickle.HIGHEST_PROTOCOL)
