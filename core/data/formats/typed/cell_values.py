"""Cell values: values with types as the strings of a table."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from core.errors import DatasetError

BETWEEN_ITEMS = "|"  # of a list, such as the labels of one text
_MOST_LEVELS = 8  # of objects in objects; deeper ones stay JSON
_MOST_COLUMNS = 1_000
_MOST_REPEATED = 1_000  # different values up to which a column's equal cells are one string
_EXACT_INTEGERS = 2**53  # up to here, a float that is whole is exactly that integer


def to_cell(value: Any) -> str:
    """A value as a string: numbers as written, dates as in ISO 8601, nothing for missing values.

    The items of a list are joined by `|`; a list of lists or objects stays JSON.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.time() != time() or value.tzinfo else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, Mapping):
        return _as_json(value)
    if isinstance(value, Sequence):
        if any(isinstance(item, Mapping) or _is_list(item) for item in value):
            return _as_json(value)
        return BETWEEN_ITEMS.join(map(to_cell, value))
    return str(value)


def number_cell(number: float) -> str:
    """A number of a format that has only floats: whole ones without a decimal point."""
    is_whole = number.is_integer() and abs(number) <= _EXACT_INTEGERS
    return str(int(number)) if is_whole else to_cell(number)


def flat_cells(record: Mapping[str, Any]) -> dict[str, str]:
    """The cells of an object by name; those of an object in it are named `outer.inner`."""
    return dict(_flat_cells(record, "", _MOST_LEVELS))


def _flat_cells(record: Mapping[str, Any], prefix: str, num_levels: int) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if isinstance(value, dict) and value and num_levels:
            yield from _flat_cells(value, f"{prefix}{name}.", num_levels - 1)
        else:
            yield f"{prefix}{name}", value if isinstance(value, str) else to_cell(value)


class ColumnBuilder:
    """The cells of records, collected column by column; a record need not have them all."""

    def __init__(self, file_name: str) -> None:
        self.num_rows = 0
        self._file_name = file_name
        self._columns: dict[str, list[str]] = {}
        self._repeated: dict[str, dict[str, str] | None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all cells so far, in the order of their first appearance."""
        return tuple(self._columns)

    def add(self, cells: Mapping[str, str]) -> None:
        """Add a row; where it has no cell of a column, that cell is empty.

        Raises:
            DatasetError: when there are more than a thousand different names.
        """
        for name, cell in cells.items():
            column = self._columns.get(name)
            if column is None:
                column = self._new_column(name)
            if len(column) < self.num_rows:
                column += [""] * (self.num_rows - len(column))
            known = self._repeated[name]
            if known is not None:
                cell = known.setdefault(cell, cell)
                if len(known) > _MOST_REPEATED:
                    self._repeated[name] = None
            column.append(cell)
        self.num_rows += 1

    def add_rows(self, columns: Mapping[str, Sequence[str]], num_rows: int) -> None:
        """Add several rows at once, each with a cell of all these columns."""
        for name, cells in columns.items():
            column = self._columns.get(name)
            if column is None:
                column = self._new_column(name)
            known = self._repeated[name]
            if known is None:
                column += cells
            else:
                column += map(known.setdefault, cells, cells)
                if len(known) > _MOST_REPEATED:
                    self._repeated[name] = None
        self.num_rows += num_rows

    def drop_empty_end(self, least: int = 0) -> None:
        """Drop the rows after the last one with anything in it.

        Args:
            least: rows that stay in any case.
        """
        self.num_rows = max(least, *map(len, self._columns.values()), 0)

    def frame(self, names: Sequence[str]) -> pd.DataFrame:
        """All rows as Python's strings, which data sets share; the index is the row number, from 1.

        Args:
            names: of the columns, in the order of `names`.
        """
        for column in self._columns.values():
            column += [""] * (self.num_rows - len(column))
        index = pd.RangeIndex(1, self.num_rows + 1, name="row")
        return pd.DataFrame(dict(zip(names, self._columns.values(), strict=True)), index, dtype=object)

    def _new_column(self, name: str) -> list[str]:
        if len(self._columns) == _MOST_COLUMNS:
            raise DatasetError(
                f"{self._file_name} has more than {_MOST_COLUMNS:,} different keys.",
                "The keys of its objects are the columns of the table.",
                "Make a list of what is keyed by an id, or leave out the keys that are not needed.",
            )
        column: list[str] = []
        self._columns[name] = column
        self._repeated[name] = {}
        return column


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=to_cell)
