"""Long rows: a row for each step of each series, with columns of its id, its time, its values and its label."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.reading import Reading
from core.data.sources.series.layouts.irregular_steps import as_times, irregular_remark, is_irregular
from core.data.sources.series.layouts.series_table import LABEL_NAMES, SeriesTable, to_numbers
from core.data.sources.series.layouts.wide_rows import has_numbers, usual_column
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.paths import quote

SERIES_NAMES = (
    "series_id", "series", "id", "case_id", "case", "sample_id", "sample", "sequence_id", "sequence", "instance",
    "subject", "unit", "group",
)  # fmt: skip
TIME_NAMES = ("time", "timestamp", "t", "date", "datetime", "step", "timestep", "time_step", "index")


@dataclass(frozen=True)
class SeriesColumns:
    """The columns to read; what is None is detected.

    Args:
        series: with the id of each row's series.
        time: by which the rows of a series are ordered.
        label: with the label of each row's series.
    """

    series: str | None = None
    time: str | None = None
    label: str | None = None


def series_column(frame: pd.DataFrame, columns: SeriesColumns) -> str | None:
    """The column with the id of each row's series; None where a row is a series of its own."""
    if columns.series is not None:
        return columns.series
    usual = usual_column(frame.columns, SERIES_NAMES)
    return usual if usual is not None and frame[usual].nunique() <= len(frame) / 2 else None


def read_long(
    frame: pd.DataFrame,
    name: str,
    reading: Reading,
    columns: SeriesColumns,
    series: str,
    needs_labels: bool = True,
) -> SeriesTable:
    """The series of a table with a row for each step.

    Args:
        frame: of strings; its index numbers the rows.
        series: the column with the ids.

    Raises:
        DatasetError: when it has no column of labels or values, or a series has two labels; it names the row.
    """
    time = columns.time or usual_column([column for column in frame.columns if column != series], TIME_NAMES)
    label = columns.label or usual_column(frame.columns, LABEL_NAMES)
    if label is None and needs_labels:
        raise DatasetError(
            f"{name} has no column called {listed(LABEL_NAMES[:3])}.",
            f"A column has the label of each row's series; the columns are {listed(frame.columns)}.",
            "Set dataset.label_column.",
        )
    left = [column for column in frame.columns if column not in (series, time, label)]
    channels = [column for column in left if has_numbers(frame[column])]
    if not channels:
        raise DatasetError(
            f"{name} has no column of numbers beside {listed([one for one in (series, time, label) if one])}.",
            "Each channel of the series is a column of numbers.",
            "Choose another file, or correct its columns.",
        )
    numbers = np.stack([_column_numbers(frame[channel], name) for channel in channels], axis=1)
    codes, ids = pd.factorize(frame[series])
    times = None if time is None else as_times(frame[time])
    within = np.arange(len(codes)) if times is None else times
    order = np.lexsort((np.arange(len(codes)), within, codes))
    places = np.split(order, np.cumsum(np.bincount(codes))[:-1])
    labels = [
        _label(frame, label, np.sort(rows), str(one), name) if label else ""
        for rows, one in zip(places, ids, strict=True)
    ]
    num_irregular = 0 if times is None else sum(is_irregular(pd.Series(times[rows])) for rows in places)
    ordered = "" if times is None else f", ordered by {time!r}"
    labelled = f", its label in {label!r}" if label else ""
    remarks = [
        f"A series is in several rows: its id is in the column {series!r}{labelled}{ordered}; the channels are "
        f"{listed(channels, 5)}.",
        *irregular_remark(num_irregular, len(ids)),
    ]
    if time is not None and times is None:
        remarks.append(f"The column {time!r} has no numbers or dates, so that rows keep their order.")
    if others := [column for column in left if column not in channels]:
        remarks.append(f"Columns that are not read: {listed(others, 5)}.")
    doubts = reading.doubts
    if columns.series is None:
        doubts = (*doubts, Doubt("dataset.series_column", f"{series!r} was read as the id of each row's series."))
    return SeriesTable(
        name,
        "row",
        [numbers[rows] for rows in places],
        labels,
        np.array([frame.index[rows.min()] for rows in places], np.int64),
        tuple(map(str, channels)),
        replace(reading, label_column=label, remarks=(*reading.remarks, *remarks), doubts=doubts),
    )


def _column_numbers(column: pd.Series, name: str) -> np.ndarray:
    """The numbers of a column; an error names the row."""
    try:
        return to_numbers(column.tolist(), name)
    except DatasetError:
        for row, cell in column.items():
            to_numbers([cell], f"{name}: row {row:,}")
        raise


def _label(frame: pd.DataFrame, column: str, rows: np.ndarray, series: str, name: str) -> str:
    """The label of a series: the one of its rows that have one."""
    cells = frame[column].to_numpy()[rows]
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    first = cells[filled[0]] if filled else ""
    other = next((place for place in filled if cells[place].strip() != first.strip()), None)
    if other is not None:
        raise DatasetError(
            f"{name}: row {int(frame.index[rows[other]]):,} has the label {quote(repr(cells[other]))}, and earlier "
            f"rows of the series {quote(repr(series))} have {quote(repr(first))}.",
            "A series has one label.",
            "Correct the labels, or set dataset.series_column or dataset.label_column to another column.",
        )
    return first
