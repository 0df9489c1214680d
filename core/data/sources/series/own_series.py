"""Own series: numbers over time from files of the user, of any layout that is known, with a label for each series."""

import re
from dataclasses import replace
from pathlib import Path

from core.config import DatasetConfig, RunConfig
from core.data.dataset import Dataset
from core.data.formats.typed.hugging_face import table_path
from core.data.sources.own_rows import PARTS
from core.data.sources.series.layouts.long_rows import SeriesColumns
from core.data.sources.series.layouts.series_file import read_series
from core.data.sources.series.series_dataset import SeriesFile, series_dataset
from core.system.paths import is_file

_TRAIN = re.compile(r"_TRAIN(?=\.)", re.IGNORECASE)


def load_series(config: DatasetConfig) -> Dataset:
    """Read the series of `config.path`, and of the files of its other sets.

    Raises:
        DatasetError: when a file cannot be read as series with labels; it names file and line.
    """
    path = table_path(config.path)
    columns = SeriesColumns(config.series_column, config.time_column, config.label_column)
    files = [SeriesFile(0, read_series(path, config, columns))]
    for setting, other in config.part_paths.items():
        table = read_series(table_path(other, f"dataset.{setting}"), config, columns)
        files.append(SeriesFile(PARTS.index(setting.removesuffix("_path")), table))
    dataset = series_dataset(files, config, path.name)
    return dataset if config.test_path else _with_hint(dataset, path)


def with_num_channels(config: RunConfig, dataset: Dataset) -> RunConfig:
    """The config with the number of channels of its own series, on which the size of the network depends."""
    data = config.dataset
    if data.kind != "series" or dataset.values is None or data.num_channels == dataset.values.shape[2]:
        return config
    update = {"num_channels": dataset.values.shape[2]}
    return config.model_copy(update={"dataset": data.model_copy(update=update)})


def _with_hint(dataset: Dataset, path: Path) -> Dataset:
    """The same data set with a remark where a published test set is beside its file."""
    test = path.with_name(_TRAIN.sub("_TEST", path.name))
    if test == path or not is_file(test):
        return dataset
    remark = f"{test.name} is in the same folder. Set dataset.test_path to it to test on the published test set."
    return replace(dataset, reading=replace(dataset.reading, remarks=(*dataset.reading.remarks, remark)))
