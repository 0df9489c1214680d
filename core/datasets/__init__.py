"""Where labelled examples come from: one module a source, chosen by `DatasetConfig.name`."""

from collections.abc import Callable

from core.config import DatasetConfig
from core.datasets import csv_file, cumulative_sum, images, keras_imdb, reviews, sentiment140
from core.datasets.dataset import Dataset, Split, split

__all__ = ["SOURCES", "Dataset", "Split", "load", "split"]

SOURCES: dict[str, Callable[[DatasetConfig], Dataset]] = {
    "reviews": reviews.load,
    "csv": csv_file.load,
    "imdb": keras_imdb.load,
    "sentiment140": sentiment140.load,
    "mnist": images.load_mnist,
    "digits": images.load_digits,
    "cumulative_sum": cumulative_sum.load,
}


def load(config: DatasetConfig) -> Dataset:
    """Read the data set that the config names.

    Raises:
        DatasetError: when it is missing, unreadable or unfit for classification.
    """
    return SOURCES[config.name](config)
