"""CsvReader: the rows of a CSV file, read in one way for training data and for tables to score.

Both see the same header, rows, row numbers and defects. They differ in what they do about a defect: a row of training
data that cannot be trusted is refused, a row to score is kept and reported.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Self, TextIO

import pandas as pd

from core.config import FileSettings
from core.data.formats.delimited.dialect import Dialect
from core.data.formats.delimited.dialect_detection import detect_dialect
from core.data.formats.delimited.header_row import Header, detect_header
from core.data.formats.doubt import Doubt
from core.data.formats.encodings.charset import detect_encoding
from core.data.formats.table_file import Defect, distinct_names
from core.data.reading import Reading
from core.errors import DatasetError

_SAMPLE = 1 << 16  # characters from which the delimiter is detected
_LONGEST_CELL = 2**31 - 1  # the csv module stops at 131,072 characters by default
_ROWS_AT_ONCE = 200  # many more would leave the processor's cache before their columns are taken apart
_MOST_REPEATED = 1_000  # different values among so many rows, up to which a column's equal cells are one string
_MOST_COLUMNS = 16_384
_MOST_LINES_AGAIN = 10_000_000  # lines after open quotes that are read once more; as many take some seconds
_END = "\0"  # a line after the last one; no text file contains it, so a cell that does was never closed

_DETECTED = FileSettings()

csv.field_size_limit(_LONGEST_CELL)


class CsvReader:
    """An open CSV file, to be used in a `with` statement.

    Args:
        path: of a text file.
        settings: what they leave open is detected.

    Attributes:
        encoding: what `path` was opened with.
        dialect: how its cells are divided and quoted.
        first_row: the first row with anything in it, the header where the file has one; empty where all are blank.
        is_first_row_open: whether a double quote in it is never closed.

    Raises:
        DatasetError: when the file is missing, empty or no text.
    """

    def __init__(self, path: Path, settings: FileSettings = _DETECTED) -> None:
        self.encoding = detect_encoding(path, settings.encoding)
        self._path = path
        sample = detect_dialect(*self._beginning(), settings)
        self.dialect = sample.dialect
        self._stream = self._open(self.dialect.skiprows)
        self._parser = self.dialect.rows(chain(self._stream, [_END]))
        self._num_read = 0
        self._batches = self._read_batches(size=1)
        self.first_row, self.is_first_row_open = next(
            ((rows[0], is_open) for rows, is_open in self._batches if any(cell.strip() for cell in rows[0])),
            ([], False),
        )
        is_sampled = sample.rows[:1] == [self.first_row]
        self._width = sample.width if is_sampled else len(self.first_row)
        self._has_row_names = is_sampled and sample.has_row_names
        if self._width > _MOST_COLUMNS:
            self._stream.close()
            raise DatasetError(
                f"{path.name} has {self._width:,} columns.",
                f"Up to {_MOST_COLUMNS:,} columns are read, as many as a sheet of Excel has.",
                "Keep the columns of texts and labels, or set dataset.delimiter if they are not separated so.",
            )
        self.header = detect_header(sample.rows) if settings.header == "auto" else Header(settings.header == "yes")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    @property
    def column_names(self) -> tuple[str, ...]:
        """A different name for each column, without the space around it; none where all is blank.

        Columns that the header does not name, and all columns of a file without a header, are named by their number.
        """
        return distinct_names(self._header)

    @property
    def _header(self) -> list[str]:
        """The header's cells, blank ones for columns without a name."""
        if not self.header.exists:
            return [""] * self._width
        names = [""] * self._has_row_names + self.first_row
        return (names + [""] * self._width)[: self._width]

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Other encodings that fit, and a first row that may be data."""
        return self.encoding.doubts + self.header.doubts

    def first_rows(self, number: int) -> list[list[str]]:
        """The next rows of data, each with a cell for each column."""
        rows = (row for rows, _ in self._data_batches() for row in rows)
        return [(cells + [""] * self._width)[: self._width] for cells in islice(rows, number)]

    def rows(self) -> Iterator[tuple[list[str], bool]]:
        """The rows below the first one, each with whether a double quote in it is never closed."""
        for rows, is_open in self.batches():
            yield from zip(rows, chain(repeat(False, len(rows) - 1), [is_open]), strict=True)

    def batches(self) -> Iterator[tuple[list[list[str]], bool]]:
        """The rows below the first one, many at once; blank rows have no cell or one of spaces.

        Each batch comes with whether a double quote in its last row is never closed.
        """
        if self.is_first_row_open:  # the lines after it are read one by one
            return self._batches
        return self._read_batches(_ROWS_AT_ONCE)

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All rows below the header as strings, and how they were read; the index is the row number, from 1.

        Cells that a row lacks are empty; those it has too many of are left out where they are empty, else a defect and
        joined to its last cell. Blank rows count, except at the end of the file.

        Args:
            on_defect: called for each row with a defect, the header being row 0; what it raises ends the reading.
            most_rows: the reading ends after one row more than these.
        """
        names = self.column_names
        if self.is_first_row_open and self.header.exists:
            on_defect(Defect("open_quote", 0, len(names)))
        columns: list[list[str]] = [[] for _ in names]
        repeated: list[dict[str, str] | None] = [{} for _ in names]
        for rows, is_open in self._data_batches():
            if is_open or set(map(len, rows)) != {len(names)}:
                rows = self._fit(rows, is_open, len(columns[0]), len(names), on_defect)
            for number, cells in enumerate(zip(*rows, strict=True)):
                columns[number] += _shared(cells, repeated, number)
            if most_rows is not None and len(columns[0]) > most_rows:
                break
        while columns[0] and not any(column[-1] for column in columns):
            for column in columns:
                column.pop()
        dialect, header = self.dialect, self._header
        reading = Reading(
            encoding=self.encoding.name,
            is_damaged=self.encoding.errors == "replace",
            delimiter=dialect.delimiter if len(names) > 1 else "",
            quotechar=dialect.quotechar,
            escapechar=dialect.escapechar,
            skipinitialspace=dialect.skipinitialspace,
            skiprows=dialect.skiprows,
            has_header=self.header.exists,
            has_row_names=self._has_row_names and self.header.exists,
            columns=names,
            renamed=tuple(name for name, cell in zip(names, header, strict=True) if name != cell.strip()),
            num_read=len(columns[0]) if columns else 0,
            doubts=self.doubts,
        )
        index = pd.RangeIndex(1, len(columns[0]) + 1, name="row")
        # Python's strings: data sets share them, Arrow's would be copied
        return pd.DataFrame(dict(zip(names, columns, strict=True)), index, dtype=object), reading

    def _open(self, skiprows: int = 0) -> TextIO:
        stream = self._path.open(encoding=self.encoding.name, errors=self.encoding.errors, newline="")
        for _ in range(skiprows):
            stream.readline()
        return stream

    def _beginning(self) -> tuple[str, bool]:
        """What dialect and header are detected from, and whether it is the whole file.

        Where the beginning has no quote, lines with the first quote of the file follow.
        """
        with self._open() as stream:
            text = stream.read(_SAMPLE)
            following = stream.read(1)
            if not following or '"' in text:
                return text, not following
            text += following + stream.readline()
            while lines := stream.read(_SAMPLE):
                lines += stream.readline()
                if '"' in lines:
                    return text + lines, False
        return text, False

    def _data_batches(self) -> Iterator[tuple[list[list[str]], bool]]:
        if not self.header.exists and self.first_row:
            yield [self.first_row], self.is_first_row_open
        yield from self.batches()

    def _read_batches(self, size: int) -> Iterator[tuple[list[list[str]], bool]]:
        while rows := list(islice(self._parser, size)):
            if rows[-1] and rows[-1][-1].endswith(_END):
                is_closed = rows.pop() == [_END]
                self._num_read += len(rows)
                if rows:
                    yield rows, False
                if not is_closed:
                    yield from self._recover()
                return
            self._num_read += len(rows)
            yield rows, False

    def _recover(self) -> Iterator[tuple[list[list[str]], bool]]:
        """The rows from the one with a quote that is never closed on, each by itself."""
        with self._open(self.dialect.skiprows) as stream:
            rows = _recovered_rows(stream, self.dialect, self._path.name)
            for cells, is_open in islice(rows, self._num_read, None):
                yield [cells], is_open

    def _fit(
        self,
        rows: list[list[str]],
        is_last_open: bool,
        num_before: int,
        width: int,
        on_defect: Callable[[Defect], None],
    ) -> list[list[str]]:
        """The rows with as many cells as there are columns."""
        fitted = []
        for number, cells in enumerate(rows, start=1):
            excess = cells[width:]
            is_open = is_last_open and number == len(rows)
            if is_open:
                on_defect(Defect("open_quote", num_before + number, len(cells)))
            if any(cell.strip() for cell in excess):
                if not is_open:
                    on_defect(Defect("too_many_cells", num_before + number, len(cells)))
                cells = [*cells[: width - 1], self.dialect.delimiter.join(cells[width - 1 :])]
            fitted.append((cells + [""] * (width - len(cells)))[:width])
        return fitted


def open_quote_error(name: str, row: int) -> DatasetError:
    """The error for a row, or the header (0), with a double quote that is never closed."""
    where = f"row {row:,}" if row else "the first row"
    return DatasetError(
        f"{name}: a quote opened in {where} is never closed.",
        "A cell that begins with a quote ends with one; quotes inside it are doubled.",
        "Close the quote in that row, or set dataset.quotechar to none if quotes are plain characters.",
    )


def _recovered_rows(lines: Iterable[str], dialect: Dialect, name: str) -> Iterator[tuple[list[str], bool]]:
    """All rows of a file; a quote that is never closed ends with its own line, and the lines after it are rows again.

    Only the rest of a file can be open, so its lines are read again at most once for each such quote.

    Raises:
        DatasetError: when there are so many of them that this would not end in time.
    """
    num_again = num_open = 0
    while num_again <= _MOST_LINES_AGAIN:
        pending: list[str] = []
        for cells in dialect.rows(chain(_remembered(lines, pending), [_END])):
            if cells == [_END]:
                return
            if cells and cells[-1].endswith(_END):
                break
            pending.clear()
            yield cells, False
        first, *lines = pending
        num_again, num_open = num_again + len(pending), num_open + 1
        yield next(replace(dialect, quotechar="").rows([first])), True
    raise DatasetError(
        f"{name}: quotes opened in {num_open:,} rows and more are never closed.",
        "A cell that begins with a quote ends with one; quotes inside it are doubled.",
        "Set dataset.quotechar to none if quotes are plain characters, or close them.",
    )


def _remembered(lines: Iterable[str], pending: list[str]) -> Iterator[str]:
    for line in lines:
        pending.append(line)
        yield line


def _shared(cells: Sequence[str], repeated: list[dict[str, str] | None], number: int) -> Iterable[str]:
    """The cells of a column, equal ones as one string where there are few different ones: less memory by far."""
    known = repeated[number]
    if known is None:
        return cells
    shared = list(map(known.setdefault, cells, cells))
    if len(known) > _MOST_REPEATED:
        repeated[number] = None
    return shared
