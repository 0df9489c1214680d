"""JapaneseVowels and ItalyPowerDemand: series of the UEA and UCR archives, downloaded as aeon has them."""

from pathlib import Path

from core.catalog import source_of
from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.sources.downloaded.fetched_file import fetched_file
from core.data.sources.downloaded.keras_files import keras_file
from core.data.sources.series.layouts.series_file import read_series
from core.data.sources.series.published_series import published_series
from core.system.paths import data_file

ADDRESS = "https://raw.githubusercontent.com/aeon-toolkit/aeon/v1.6.0/aeon/datasets/data/"
# Of the files in the Python package aeon.
_HASHES = {
    "JapaneseVowels_TRAIN.ts": "68a430eabd919cc77f40b1f5f3bc0dcafacc1486bca9260785aeb7d262cc78cd",
    "JapaneseVowels_TEST.ts": "b3d41d6a0ca3bcad3afb9ca7d4365382aa51341e2e58bae2a574babdda5b9462",
    "ItalyPowerDemand_TRAIN.ts": "341269cb7e6cef96846b30e774580beec79addb93848ba360145219115a74b7c",
    "ItalyPowerDemand_TEST.ts": "26122451f87dd0387ef90b18bc8a86c041371b8a1c068004922b939971247144",
}


def load(config: DatasetConfig) -> Dataset:
    """Read the two files: from where `config.path` is, from Keras' folder, or from the network.

    Source: https://www.timeseriesclassification.com.

    Raises:
        DatasetError: when a file can be neither found nor downloaded, or cannot be read.
    """
    source = source_of(config)
    train, test = source.file.downloads if source.file else ("", "")
    if config.path:
        path = data_file(config.path)
        paths = (path, path.parent / test)
    else:
        paths = (_fetched(train), _fetched(test))
    tables = [read_series(path) for path in paths]
    return published_series(tables[0], tables[1], config, source.title)


def _fetched(name: str) -> Path:
    address = f"{ADDRESS}{name.partition('_')[0]}/"
    return fetched_file(name, address, f"sha256:{_HASHES[name]}", keras_file(name).parent)
