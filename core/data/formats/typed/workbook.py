"""Workbook: a sheet of an Excel workbook as a table of strings."""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from core.data.formats.delimited.header_row import Header, detect_header
from core.data.formats.doubt import Doubt
from core.data.formats.packed.compression import check_zip_sizes
from core.data.formats.table_file import Defect, distinct_names
from core.data.formats.typed.cell_values import ColumnBuilder, number_cell, to_cell
from core.data.reading import Reading
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.formatting import counted
from core.system.paths import quote

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MOST_CELLS = 20_000_000  # of a sheet, whose empty cells are in memory, too
_ROWS_TO_DETECT_FROM = 200
_PIECE = 1 << 20
_PLACE = re.compile(rb'[ \n]r="([A-Z]{1,3})([0-9]{1,7})"')
_LONGEST_PLACE = 16  # bytes


class Workbook:
    """A sheet of an open Excel workbook, to be used in a `with` statement: its first row with anything is the header.

    Formulas have the values that Excel has stored. Blank rows count, except before the header and at the end.

    Args:
        path: of an .xlsx or .xls file.
        sheet: its name; unless given, the first with several columns, or else with rows.
        header: whether the first row names the columns: `yes`, `no`, or `auto` to detect it.

    Raises:
        DatasetError: when the file is damaged, has a password, has no such sheet, or only empty ones.
    """

    def __init__(self, path: Path, sheet: str | None = None, header: str = "yes") -> None:
        self._path = path
        _check_size(path)
        self._workbook = _open(path)
        names = [name for name in self._workbook.sheet_names if sheet is None or name == sheet]
        if not names:
            raise DatasetError(
                f"{path.name} has no sheet {sheet!r}.",
                f"Its sheets are {listed(self._workbook.sheet_names)}.",
                "Set dataset.sheet to one of them, or leave it empty to read the first with a table.",
            )
        with _explaining_damage(path):
            sheets = ((name, self._workbook.get_sheet_by_name(name)) for name in names)
            filled = [(name, one) for name, one in sheets if next(_rows(one), None)]
            filled.sort(key=lambda named: not _has_columns(named[1]))  # remarks often come before the table
        if not filled:
            raise DatasetError(
                f"{path.name} has no row in {'its sheets' if sheet is None else f'the sheet {quote(repr(sheet))}'}.",
                "A sheet has a header row and data rows.",
                "Choose another file, or another sheet with dataset.sheet.",
            )
        (self.sheet, self._sheet), *others = filled
        self._other_sheets = tuple(name for name, _ in others)
        with _explaining_damage(path):
            first_rows = list(islice(_rows(self._sheet), _ROWS_TO_DETECT_FROM))
        self._header = detect_header(first_rows) if header == "auto" else Header(header == "yes")
        self._first = first_rows[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workbook.close()

    @property
    def column_names(self) -> tuple[str, ...]:
        """The cells of the header, each with a different name; columns are numbered without one."""
        return distinct_names(self._first if self._header.exists else [""] * len(self._first))

    def first_rows(self, number: int) -> list[list[str]]:
        """The rows below the header."""
        with _explaining_damage(self._path):
            return list(islice(self._data_rows(), number))

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All rows below the header as strings; a sheet is a rectangle, so no row has a defect."""
        names = self.column_names
        columns = ColumnBuilder(self._path.name)
        columns.add_rows({str(place): [] for place in range(len(names))}, 0)
        with _explaining_damage(self._path):
            for cells in islice(self._data_rows(), None if most_rows is None else most_rows + 1):
                columns.add({str(place): cell for place, cell in enumerate(cells) if cell})
        columns.drop_empty_end()
        renamed = tuple(name for name, cell in zip(names, self._first, strict=True) if name != cell.strip())
        reading = Reading(
            format="excel",
            sheet=self.sheet,
            has_header=self._header.exists,
            columns=names,
            renamed=renamed if self._header.exists else (),
            num_read=columns.num_rows,
            doubts=self.doubts,
        )
        return columns.frame(names), reading

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """The other sheets with rows, and a first row that may be data."""
        if not self._other_sheets:
            return self._header.doubts
        others = counted(len(self._other_sheets), "other sheet has", "other sheets have")
        problem = f"The sheet {self.sheet!r} was read; {others} rows, too."
        return (Doubt("dataset.sheet", problem, (self.sheet, *self._other_sheets)), *self._header.doubts)

    def _data_rows(self) -> Iterator[list[str]]:
        return islice(_rows(self._sheet), int(self._header.exists), None)


def _rows(sheet: "CalamineSheet") -> Iterator[list[str]]:
    """The rows of a sheet from the first with anything in it."""
    is_before = True
    for row in sheet.iter_rows():
        cells = [_cell(value) for value in row]
        is_before = is_before and not any(cell.strip() for cell in cells)
        if not is_before:
            yield cells


def _has_columns(sheet: "CalamineSheet") -> bool:
    """Whether one of the first rows of a sheet has several cells with anything in them."""
    return any(sum(bool(cell.strip()) for cell in row) > 1 for row in islice(_rows(sheet), _ROWS_TO_DETECT_FROM))


def _open(path: Path) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        with _explaining_damage(path):
            return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise DatasetError(
            f"{path.name} has a password.", "Only workbooks without a password can be read.", "Save it without one."
        ) from None


@contextmanager
def _explaining_damage(path: Path) -> Iterator[None]:
    """Cells are read as they are asked for, so damage may show at any of them."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise
    except (CalamineError, OSError):
        raise DatasetError(
            f"{path.name} is damaged, or no Excel workbook.",
            "Workbooks are .xlsx or .xls files.",
            "Save it again as .xlsx, or the sheet as CSV.",
        ) from None


def _cell(value: Any) -> str:
    return number_cell(value) if isinstance(value, float) else to_cell(value)


def _check_size(path: Path) -> None:
    """Refuse a workbook that would not fit into memory: one stray cell at the far end makes all before it count."""
    if not zipfile.is_zipfile(path):
        return  # .xls, whose sheets cannot be so large
    check_zip_sizes(path)
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as stream:
                    num_columns, num_rows = _extent(iter(lambda: stream.read(_PIECE), b""))
                if num_columns * num_rows > _MOST_CELLS:
                    raise DatasetError(
                        f"{path.name} has a sheet of {num_rows:,} rows and {num_columns:,} columns.",
                        f"A sheet may have {_MOST_CELLS:,} cells, counting the empty ones before its last row and "
                        "column.",
                        "Remove what lies beyond the table, or save the sheet as CSV.",
                    )


def _extent(pieces: Iterator[bytes]) -> tuple[int, int]:
    """The last column and the last row with a cell in the XML of a sheet."""
    columns: set[bytes] = set()
    last_row, rest = 0, b""
    for piece in pieces:
        rest += piece
        for column, row in _PLACE.findall(rest):
            columns.add(column)
            last_row = max(last_row, int(row))
        rest = rest[-_LONGEST_PLACE:]
    return max(map(_column_number, columns), default=0), last_row


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
