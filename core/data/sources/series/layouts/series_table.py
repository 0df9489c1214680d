"""SeriesTable: series with a label each, whatever the layout of their file, and the errors that name its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.data.reading import Reading
from core.errors import DatasetError
from core.system.formatting import counted
from core.system.paths import quote

Unit = Literal["line", "row", "series"]
MISSING_VALUES = frozenset({"", "?", "nan", "na", "n/a", "null", "none"})  # in lower case
LABEL_NAMES = ("label", "class", "target", "y", "category", "labels", "classes")


@dataclass(frozen=True)
class SeriesTable:
    """The series of a file.

    Args:
        name: of the file.
        unit: what the numbers of `rows` count.
        values: of each series, (steps, num_channels), float64; NaN where a value is missing.
        labels: one for each series, as the file writes it.
        rows: the number of each series' line, row or place in the file, from 1, (n,), int64.
        channels: their names; numbers where the file names none.
        reading: how the file was read.
    """

    name: str
    unit: Unit
    values: list[np.ndarray]
    labels: list[str]
    rows: np.ndarray
    channels: tuple[str, ...]
    reading: Reading

    def place(self, number: int) -> str:
        """Where a series is, such as `power.tsv: line 3`."""
        return f"{self.name}: {self.unit} {int(self.rows[number]):,}"


def numbered_channels(number: int) -> tuple[str, ...]:
    """The names of channels that a file does not name."""
    return tuple(str(channel) for channel in range(1, number + 1))


def to_numbers(cells: Sequence[str], place: str) -> np.ndarray:
    """Cells as numbers, (n,), float64; NaN where a value is missing.

    Args:
        place: of the cells in a file, to begin an error with.

    Raises:
        DatasetError: for a cell that is no finite number.
    """
    try:
        values = np.array(cells, dtype=np.float64)  # NumPy reads `nan`, and all of a usual row at once
    except ValueError:
        values = np.array([_number(cell, place) for cell in cells], dtype=np.float64)
    if (too_large := is_infinite(values)).any():
        raise not_a_number(cells[int(np.flatnonzero(too_large)[0])], place)
    return values


def stacked_channels(channels: Sequence[str], place: str) -> np.ndarray:
    """Channels with commas between their values as one series, (steps, num_channels), float64.

    Args:
        place: of the series in a file, to begin an error with.

    Raises:
        DatasetError: for a cell that is no finite number, or channels with different numbers of values.
    """
    read = [to_numbers(channel.split(","), place) for channel in channels]
    other = next((one for one in read if len(one) != len(read[0])), None)
    if other is not None:
        raise ragged(place, len(other), len(read[0]), ("value in a channel", "values in a channel"))
    return np.stack(read, axis=1)


def is_infinite(values: np.ndarray) -> np.ndarray:
    """Whether each value is infinite in float32, in which networks compute; shape as `values`."""
    with np.errstate(over="ignore"):
        return np.isinf(values.astype(np.float32))


def not_a_number(cell: str, place: str) -> DatasetError:
    """The refusal of a cell that should be a number."""
    return DatasetError(
        f"{place} has {quote(repr(cell.strip()[:40]))} where a number is expected.",
        "A value is a number up to 3.4e38; a missing one is empty, ? or NaN.",
        "Correct the value, or leave it empty.",
    )


def ragged(
    place: str, number: int, expected: int, noun: tuple[str, str], first: str = "the first one has"
) -> DatasetError:
    """The refusal of a line with more or fewer values or channels than the others."""
    return DatasetError(
        f"{place} has {counted(number, *noun)}; {first} {expected:,}.",
        f"All have the same number of {noun[1]}.",
        "Correct the line; a series that ends earlier is filled with NaN at its end.",
    )


def without_trailing_gap(values: np.ndarray) -> np.ndarray:
    """The steps up to the last one that has a value in any channel: shorter series are filled with NaN at their end."""
    filled = np.flatnonzero(~np.isnan(values).all(axis=1))
    return values[: filled[-1] + 1] if len(filled) else values


def _number(cell: str, place: str) -> float:
    cell = cell.strip()
    if cell.casefold() in MISSING_VALUES:
        return float("nan")
    try:
        return float(cell)
    except ValueError:
        raise not_a_number(cell, place) from None
