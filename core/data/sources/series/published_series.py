"""Published series: a training and a test set that belong together, as one data set."""

from dataclasses import replace

import numpy as np

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.sources.own_rows import PARTS
from core.data.sources.series.layouts.series_table import SeriesTable
from core.data.sources.series.series_dataset import SeriesFile, series_dataset

_AS_PUBLISHED = {
    "num_rows": None, "classes": None, "min_class_rows": 1, "merge_spellings": False, "drop_missing_labels": False,
}  # fmt: skip


def published_series(train: SeriesTable, test: SeriesTable, config: DatasetConfig, name: str) -> Dataset:
    """The two sets as they were published; `dataset.num_rows` draws so many of each with the seed.

    Raises:
        DatasetError: when a missing value cannot be filled.
    """
    tables = (_drawn(train, config), _drawn(test, config))
    files = [SeriesFile(PARTS.index(part), table) for part, table in zip(("training", "test"), tables, strict=True)]
    dataset = series_dataset(files, config.model_copy(update=_AS_PUBLISHED), name)
    reading = replace(dataset.reading, doubts=(), parts={})  # nothing about these files is in doubt
    return replace(dataset, reading=reading)


def _drawn(table: SeriesTable, config: DatasetConfig) -> SeriesTable:
    if config.num_rows is None:
        return table
    kept = np.sort(np.random.default_rng(config.seed).permutation(len(table.values))[: config.num_rows])
    return replace(
        table,
        values=[table.values[place] for place in kept],
        labels=[table.labels[place] for place in kept],
        rows=table.rows[kept],
    )
