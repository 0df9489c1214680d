"""Series data sets: the series of one or several files, with their labels as classes, as one data set."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.reading import DropReason, Reading
from core.data.sources.own_rows import (
    PART,
    PARTS,
    class_rows,
    joined_reading,
    without_rare_classes,
    wrong_number_of_classes,
)
from core.data.sources.series.layouts.series_table import SeriesTable
from core.data.sources.series.missing_values import fill_missing
from core.data.tables.cleaning import draw
from core.data.tables.column_kinds import most_classes
from core.data.tables.labels import to_classes
from core.errors import DatasetError
from core.system.formatting import counted
from core.system.paths import quote

_MOST_ROUNDED = 0.001  # of the range of a channel
_MOST_VALUES = 500_000_000  # series times steps of the longest one times channels, 2 GB


class SeriesFile(NamedTuple):
    """The series of a file, and the place in `PARTS` of the set that they are of."""

    part: int
    table: SeriesTable


def series_dataset(files: Sequence[SeriesFile], config: DatasetConfig, name: str) -> Dataset:
    """One data set of all files: missing values are filled, and labels become classes.

    The rows of a second and a third file are numbered on from a power of ten, so that row 1,000,012 is line 12 of the
    second.

    Args:
        files: that of the training set first.
        name: of the data set.

    Raises:
        DatasetError: when channels differ, too few classes or no series are left, a value is missing that cannot be
            filled, or a validation or test series has a class that no training series has; it names file and line.
    """
    _check_channels(files)
    first = files[0].table
    step = _numbered_from(files)
    rows = pd.DataFrame(
        {
            "label": [label.strip() for file in files for label in file.table.labels],
            "file": np.repeat(np.arange(len(files)), [len(file.table.values) for file in files]),
            "number": np.concatenate([np.arange(len(file.table.values)) for file in files]),
            PART: np.repeat([file.part for file in files], [len(file.table.values) for file in files]),
        },
        index=np.concatenate([file.table.rows + number * step for number, file in enumerate(files)]),
    )
    reading = _joined_reading(files)
    if (is_empty := rows["label"] == "").any():
        dropped: dict[DropReason, int] = {**reading.dropped, "empty_label": int(is_empty.sum())}
        rows, reading = rows[~is_empty], replace(reading, dropped=dropped)
    rows, reading = class_rows(rows, reading, config, name)
    rows, reading = without_rare_classes(rows, reading, config)
    labels, class_names = to_classes(rows["label"])
    if not 2 <= len(class_names) <= most_classes(len(rows)):
        named = replace(reading, label_column=reading.label_column or "label")  # not every layout names it
        raise wrong_number_of_classes(name, class_names, named, config)
    rows, reading = draw(rows.assign(label=labels), reading, config)
    rows = rows.sort_values(PART, kind="stable")
    _check_training(rows, class_names, files)
    values, lengths, changes = _filled(rows, files, config)
    sizes = {part: int((rows[PART] == number).sum()) for number, part in enumerate(PARTS)}
    has_sets = len(files) > 1
    remarks = (*reading.remarks, _length_remark(lengths, len(first.channels)), *changes)
    parts = {part: size for part, size in sizes.items() if size} if has_sets else {}
    return Dataset(
        name=name,
        texts=[],
        labels=rows["label"].to_numpy(np.int32),
        class_names=class_names,
        rows=rows.index.to_numpy(np.int64),
        reading=replace(reading, remarks=remarks, parts=parts),
        values=values,
        num_test=sizes["test"],
        num_validation=sizes["validation"],
        lengths=lengths,
    )


def _check_channels(files: Sequence[SeriesFile]) -> None:
    first = files[0].table
    for file in files[1:]:
        if len(file.table.channels) != len(first.channels):
            raise DatasetError(
                f"{file.table.name} has {counted(len(file.table.channels), 'channel', 'channels')}, and {first.name} "
                f"has {len(first.channels)}.",
                "The series of all sets have the same channels.",
                "Correct dataset.test_path or dataset.validation_path.",
            )


def _check_training(rows: pd.DataFrame, class_names: tuple[str, ...], files: Sequence[SeriesFile]) -> None:
    """Refuse a class that validation or test series have and training series lack."""
    others = rows[(rows[PART] > 0) & ~rows["label"].isin(rows.loc[rows[PART] == 0, "label"].unique())]
    if len(others):
        row = others.iloc[0]
        table = files[int(row["file"])].table
        raise DatasetError(
            f"{table.place(int(row['number']))} has the label {quote(repr(class_names[int(row['label'])]))}, which no "
            f"series of {files[0].table.name} has.",
            "A network can only predict classes that it was trained on.",
            "Add training series of this class, or merge it with another or drop it with dataset.classes.",
        )


def _filled(
    rows: pd.DataFrame, files: Sequence[SeriesFile], config: DatasetConfig
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """The values of all series, padded with zeros, (n, steps, num_channels); their lengths; what was done to them."""
    series, num_missing = [], 0
    for file, number in zip(rows["file"].tolist(), rows["number"].tolist(), strict=True):
        table = files[file].table
        num_missing += int(np.isnan(table.values[number]).sum())
        series.append(fill_missing(table.values[number], config.missing, table.place(number)))
    lengths = np.array([len(one) for one in series], np.int32)
    longest, num_channels = int(lengths.max()), series[0].shape[1]
    if len(series) * longest * num_channels > _MOST_VALUES:
        row = int(lengths.argmax())
        place = files[int(rows["file"].iloc[row])].table.place(int(rows["number"].iloc[row]))
        raise DatasetError(
            f"{place} has a series of {longest:,} steps.",
            f"All {len(series):,} series are padded to the longest; {_MOST_VALUES:,} values fit into memory.",
            "Shorten the series, or set dataset.num_rows.",
        )
    values = np.zeros((len(series), longest, num_channels), np.float32)
    for place_of_row, one in enumerate(series):
        values[place_of_row, : len(one)] = one
    return (
        values,
        lengths,
        [*_missing_remarks(num_missing, config), *_rounding_remarks(series, files[0].table.channels)],
    )


def _length_remark(lengths: np.ndarray, num_channels: int) -> str:
    shortest, longest = int(lengths.min()), int(lengths.max())
    of_length = f"{longest:,} steps" if shortest == longest else f"{shortest:,} to {longest:,} steps"
    return (
        f"{counted(len(lengths), 'series', 'series')} of {of_length}, {counted(num_channels, 'channel', 'channels')}."
    )


def _missing_remarks(num_missing: int, config: DatasetConfig) -> Iterator[str]:
    if num_missing:
        filled = "a straight line between their neighbours" if config.missing == "interpolate" else "zero"
        were = "1 missing value was" if num_missing == 1 else f"{num_missing:,} missing values were"
        yield f"{were} replaced by {filled} (dataset.missing)."


def _rounding_remarks(series: Sequence[np.ndarray], channels: Sequence[str]) -> Iterator[str]:
    """The channels whose values differ so little, compared with their size, that float32 rounds much of it away."""
    rounded = np.max([np.abs(one - one.astype(np.float32)).max(axis=0) for one in series], axis=0)
    highest = np.max([one.max(axis=0) for one in series], axis=0)
    widths = highest - np.min([one.min(axis=0) for one in series], axis=0)
    for channel, error, width in zip(channels, rounded.tolist(), widths.tolist(), strict=True):
        if width and error > _MOST_ROUNDED * width:
            yield (
                f"The values of channel {channel} are rounded by up to {error:.3g}, and they differ by {width:.3g} at "
                "most: networks compute in float32. Subtract the same number from all of them before."
            )


def _joined_reading(files: Sequence[SeriesFile]) -> Reading:
    """How the files were read: as the first one, with what is to be said of the others."""
    reading, step = files[0].table.reading, _numbered_from(files)
    remarks = list(reading.remarks)
    for number, file in enumerate(files[1:], start=1):
        reading = joined_reading(reading, file.table.reading, number * step)
        own = [remark for remark in file.table.reading.remarks if remark not in reading.remarks]
        remarks += [f"{file.table.name}: {remark}" for remark in own]
        remarks.append(f"Rows of {file.table.name} are numbered from {number * step:,} on.")
    return replace(reading, remarks=tuple(remarks))


def _numbered_from(files: Sequence[SeriesFile]) -> int:
    """The power of ten from which the rows of a second file are numbered."""
    return 10 ** max(6, *(len(str(int(file.table.rows.max()))) for file in files))
