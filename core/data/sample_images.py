"""SampleImages: a few test images of a data set."""

from dataclasses import dataclass

import numpy as np

from core.config import DatasetConfig
from core.data import sources

NUM_IMAGES = 30


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


def sample_images(config: DatasetConfig) -> SampleImages:
    """The first test images, as many of each class as there is room for, classes in their order.

    Raises:
        DatasetError: when the data set cannot be read or split.
    """
    dataset = sources.load(config)
    test = sources.split(dataset, config, validation_split=0).test  # what is validated on changes no test part
    each = NUM_IMAGES // dataset.num_classes
    chosen = np.concatenate([test[dataset.labels[test] == number][:each] for number in range(dataset.num_classes)])
    if dataset.values is None:
        raise AssertionError("only data sets of images have sample images")
    return SampleImages(
        images=dataset.arrays[chosen],
        labels=tuple(dataset.class_names[number] for number in dataset.labels[chosen]),
        rows=tuple(dataset.rows[chosen].tolist()),
    )
