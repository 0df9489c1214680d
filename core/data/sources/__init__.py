"""Where labelled examples come from: one module a source, chosen by `DatasetConfig.name`."""

from collections.abc import Callable
from pathlib import Path

from core.config import DatasetConfig
from core.data.dataset import Dataset, Split
from core.data.dataset import split as _split
from core.data.sources import csv_file, cumulative_sum, keras_imdb, mnist, packaged_reviews, sentiment140
from core.data.sources.keras_files import kept
from core.system.paths import quoting, user_path

__all__ = ["SOURCES", "Dataset", "Split", "files", "load", "split"]

SOURCES: dict[str, Callable[[DatasetConfig], Dataset]] = {
    "reviews": packaged_reviews.load,
    "csv": csv_file.load,
    "imdb": keras_imdb.load,
    "sentiment140": sentiment140.load,
    "mnist": mnist.load_mnist,
    "digits": mnist.load_digits,
    "cumulative_sum": cumulative_sum.load,
}
_KERAS_FILES = {"imdb": ("imdb.npz", keras_imdb.WORD_INDEX), "mnist": ("mnist.npz",)}


def load(config: DatasetConfig) -> Dataset:
    """Read the data set that the config names.

    Raises:
        DatasetError: when it is missing, unreadable or unfit for classification.
    """
    with quoting(_own_file(config)):
        return SOURCES[config.name](config)


def split(dataset: Dataset, config: DatasetConfig, validation_split: float) -> Split:
    """Divide the rows into test, validation and training: `dataset.split`, quoting only what may be quoted.

    Raises:
        DatasetError: when there are too few rows, or too few of one class, for these parts.
    """
    with quoting(_own_file(config)):
        return _split(dataset, config, validation_split)


def files(config: DatasetConfig) -> tuple[Path, ...]:
    """The files that decide what `load` reads, whether they are there or not; when one changes, it reads other data.

    Raises:
        DatasetError: when the config's path cannot be one.
    """
    names = _KERAS_FILES.get(config.name, ())
    if config.path:
        path = user_path(config.path)
        return path, *(path.parent / name for name in names[1:])
    return tuple(kept(name) for name in names)


def _own_file(config: DatasetConfig) -> Path | None:
    return user_path(config.path) if config.path else None
