"""Wide rows: a series in each row, of one channel, with its label in a column of its own or, as in UCR, first."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.reading import Reading
from core.data.sources.series.layouts.series_table import (
    LABEL_NAMES,
    MISSING_VALUES,
    SeriesTable,
    ragged,
    to_numbers,
    without_trailing_gap,
)
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.formatting import counted

_SEPARATORS = ("\t", ",", ";")  # else any white space
_MOST = 0.9  # of the cells: what is true of so many is the rule
_LEAST_VALUES = 2  # steps of the shortest series


def cells_of(line: str) -> list[str]:
    """The cells of a line of numbers, whichever character separates them."""
    line = line.strip().lstrip("\ufeff")
    separator = next((sign for sign in _SEPARATORS if sign in line), None)
    return [cell.strip() for cell in line.split(separator)]


def is_numeric(cells: Sequence[str], least: int = 1 + _LEAST_VALUES) -> bool:
    """Whether these are a label and the values of a series, all of them numbers."""
    return len(cells) >= least and is_number(cells[0]) and all(is_number(cell, True) for cell in cells)


def is_number(cell: str, may_be_missing: bool = False) -> bool:
    """Whether a cell is a number."""
    if cell.casefold() in MISSING_VALUES:
        return may_be_missing
    try:
        float(cell)
    except ValueError:
        return False
    return True


def read_ucr(lines: Iterable[tuple[int, str]], name: str, reading: Reading, label_last: bool = False) -> SeriesTable:
    """The series of lines of numbers without a header: the label first, as in the UCR archive, or last.

    Raises:
        DatasetError: for a line with another number of values, or a value that is no number.
    """
    values: list[np.ndarray] = []
    labels: list[str] = []
    rows: list[int] = []
    width, first = 0, ""
    for number, line in lines:
        if not line.strip():
            continue
        place, cells = f"{name}: line {number:,}", cells_of(line)
        width, first = (width, first) if width else (len(cells), f"line {number:,} has")
        if len(cells) != width:
            raise ragged(place, len(cells), width, ("number", "numbers"), first)
        label = cells.pop() if label_last else cells.pop(0)
        values.append(without_trailing_gap(to_numbers(cells, place)[:, np.newaxis]))
        labels.append(_plain(label))
        rows.append(number)
    where = "last" if label_last else "first"
    doubt = Doubt(
        "dataset.label_column",
        f"The {where} number of each line was read as its label.",
        ("first", "last") if where == "first" else ("last", "first"),
    )
    reading = replace(reading, format="ucr", doubts=(*reading.doubts, doubt))
    return SeriesTable(name, "line", values, labels, np.array(rows, np.int64), ("value",), reading)


def read_wide(
    frame: pd.DataFrame, name: str, reading: Reading, label_column: str | None, needs_labels: bool = True
) -> SeriesTable:
    """The series of a table with a header and a row for each: numeric columns are its steps, in their order.

    Args:
        frame: of strings; its index numbers the rows.

    Raises:
        DatasetError: when no column has labels, or fewer than two have numbers.
    """
    label = label_column or usual_column(frame.columns, LABEL_NAMES) or _only_words(frame)
    if label is None and needs_labels:
        raise DatasetError(
            f"{name}: no column is called {listed(LABEL_NAMES[:3])}, and which one has the labels cannot be detected.",
            f"Its columns are {listed(frame.columns)}.",
            "Set dataset.label_column.",
        )
    steps = [column for column in frame.columns if column != label and has_numbers(frame[column])]
    others = [column for column in frame.columns if column != label and column not in steps]
    if len(steps) < _LEAST_VALUES:
        raise DatasetError(
            f"{name} has {counted(len(steps), 'column', 'columns')} of numbers beside its labels.",
            "A series in each row has a column for each of its steps, at least two.",
            "Choose another file, or set dataset.series_column where a series is in several rows.",
        )
    cells = frame[steps].to_numpy(str)
    values = [
        without_trailing_gap(to_numbers(row.tolist(), f"{name}: row {number:,}")[:, np.newaxis])
        for number, row in zip(frame.index, cells, strict=True)
    ]
    labelled = f"its label in the column {label!r}, " if label else ""
    remarks = [
        f"A series is in each row: {labelled}its {len(steps):,} steps in the columns {steps[0]!r} to {steps[-1]!r}."
    ]
    if others:
        remarks.append(f"Columns that are not read: {listed(others, 5)}.")
    labels = frame[label].tolist() if label else [""] * len(frame)
    reading = replace(reading, label_column=label, remarks=(*reading.remarks, *remarks))
    return SeriesTable(name, "row", values, labels, frame.index.to_numpy(np.int64), ("value",), reading)


def usual_column(names: Iterable[str], usual: Sequence[str]) -> str | None:
    """The column with the first of these usual names, in any case; None where none has one."""
    folded = {str(name).strip().casefold(): name for name in names}
    return next((folded[name] for name in usual if name in folded), None)


def has_numbers(column: pd.Series) -> bool:
    """Whether a column is of numbers: most of its cells that are not missing. The others are refused later."""
    cells = column.str.strip()
    filled = cells[~cells.str.casefold().isin(MISSING_VALUES)]
    return len(filled) > 0 and bool(pd.to_numeric(filled, errors="coerce").notna().mean() >= _MOST)


def _plain(label: str) -> str:
    """A whole number without its decimals, as `2` for `2.0000000e+00`; all other labels are unchanged."""
    if is_number(label) and float(label).is_integer():
        return str(int(float(label)))
    return label


def _only_words(frame: pd.DataFrame) -> str | None:
    """The only column with few different values that are no numbers."""
    words = [
        column
        for column in frame.columns
        if not has_numbers(frame[column]) and 2 <= frame[column].nunique() <= len(frame) / 2
    ]
    return words[0] if len(words) == 1 else None
