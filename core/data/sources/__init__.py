"""Where labelled examples come from: one loader per source, named in the catalog."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from core.catalog import source_of
from core.config import DatasetConfig
from core.data.dataset import Dataset, Split
from core.data.dataset import split as _split
from core.data.sources.downloaded.keras_files import keras_file
from core.system.paths import is_folder, quoting, user_path

__all__ = ["Dataset", "Split", "files", "load", "loader", "split"]


def load(config: DatasetConfig) -> Dataset:
    """Read the data set that the config names.

    Raises:
        DatasetError: when it is missing, unreadable or unfit for classification.
    """
    with quoting(*_own_files(config)):
        return loader(config)(config)


def split(dataset: Dataset, config: DatasetConfig, validation_split: float) -> Split:
    """Divide the rows into test, validation and training: `dataset.split`, quoting only what may be quoted.

    Raises:
        DatasetError: when there are too few rows, or too few of one class, for these parts.
    """
    with quoting(*_own_files(config)):
        return _split(dataset, config, validation_split)


def files(config: DatasetConfig) -> tuple[Path, ...]:
    """The files that decide what `load` reads, whether they exist or not; when one changes, it reads other data.

    Those in a folder come after it.

    Raises:
        DatasetError: when the config's path cannot be one.
    """
    file = source_of(config).file
    names = file.downloads if file else ()
    if config.path:
        path, *others = _own_files(config)
        inside = (one for folder in (path, *others) if is_folder(folder) for one in _inside(folder))
        return path, *others, *(path.parent / name for name in names[1:]), *inside
    return tuple(keras_file(name) for name in names)


def loader(config: DatasetConfig) -> Callable[[DatasetConfig], Dataset]:
    """The function that reads the data set of a config."""
    module, _, function = source_of(config).loader.partition(":")
    return getattr(import_module(module), function)


def _inside(folder: Path) -> list[Path]:
    from core.data.formats.typed.hugging_face import table_files  # loads pandas, which hardly any path needs

    return table_files(folder)


def _own_files(config: DatasetConfig) -> list[Path]:
    """The files that the config names; those of other sets belong to own files alone."""
    paths = [("dataset.path", config.path)] if config.path else []
    file = source_of(config).file
    if file and file.has_columns:
        paths += [(f"dataset.{setting}", path) for setting, path in config.part_paths.items()]
    return [user_path(path, setting) for setting, path in paths]
