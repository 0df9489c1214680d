"""Tables of texts to score: pasted lines or a CSV file, every row kept, whatever is wrong with it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

import pandas as pd

from core.data.tables.charset import detect_encoding
from core.data.tables.columns import guess_columns, label_columns, listed
from core.data.tables.delimiter import DELIMITERS, detect_delimiter
from core.data.tables.label_matching import match_labels
from core.errors import DatasetError, InputError
from core.system.paths import quote, quoting

MOST_ROWS = 1_000_000
MOST_CHARACTERS = 100_000  # of one text
TEXT = "text"  # the column of pasted lines
_SAMPLE = 1 << 16
_ROWS_TO_GUESS_FROM = 1_000
_LONGEST_CELL = 2**31 - 1  # the csv module ends the reading at 131,072 characters by itself


@dataclass(frozen=True)
class TextTable:
    """Texts with whatever stands beside them.

    Args:
        frame: every cell as a string; the index is the row number, from 1.
        label_column: holds the true labels; None where nobody knows them.
        problems: why a row is not scored, a sentence by row number.
        notes: what was detected of a file, as sentences.
    """

    frame: pd.DataFrame
    text_column: str = TEXT
    label_column: str | None = None
    problems: Mapping[int, str] | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ColumnGuess:
    """The columns of a file, and those that seem to hold the texts and the labels."""

    names: tuple[str, ...]
    text_column: str
    label_column: str | None


def read_lines(text: str) -> TextTable:
    """Each line of a pasted text as a row; blank lines between others keep their place.

    Raises:
        InputError: when there is no text, or more than a million lines.
    """
    lines = text.strip("\r\n").splitlines()
    if not any(line.strip() for line in lines):
        raise InputError("There is no text.", "Each line is a text of its own.", "Paste or type at least one line.")
    if len(lines) > MOST_ROWS:
        raise _too_many(f"{len(lines):,} lines were given.")
    plain = [line.encode("utf-8", "replace").decode() for line in lines]  # half a surrogate pair cannot be written
    return _table(pd.DataFrame({TEXT: pd.Series(plain, dtype=object)}), TEXT, None, {})


def read_csv(path: Path, text_column: str | None = None, label_column: str | None = None) -> TextTable:
    """All rows of a CSV file, of any of the encodings and delimiters that data sets may have, or of a single column.

    A row with more cells than the header keeps them, joined in its last column, and is not scored.

    Args:
        text_column: the column to score; without it, the one with the longest texts.

    Raises:
        DatasetError: when the file is missing, empty or no text.
        InputError: when it has no such column, no row or more than a million.
    """
    with quoting(path):
        return _read_csv(path, text_column, label_column)


def guess_csv_columns(path: Path, class_names: Iterable[Sequence[str]]) -> ColumnGuess:
    """The columns of a CSV file, guessed from its first rows.

    Args:
        class_names: of each network that is to score; a column holds labels where most of them mean a class of all.

    Raises:
        DatasetError: when the file is missing, empty or no text.
    """
    with quoting(path):
        header, records, _ = _open(path)
    with records:
        rows = [cells[: len(header)] for cells, _ in islice(records.rows, _ROWS_TO_GUESS_FROM)]
    rows = [cells + [""] * (len(header) - len(cells)) for cells in rows] or [[""] * len(header)]
    return _guess(pd.DataFrame(rows, columns=header, dtype=object), tuple(class_names))


def _read_csv(path: Path, text_column: str | None, label_column: str | None) -> TextTable:
    header, records, notes = _open(path)
    rows, problems = [], {}
    with records:
        for number, (cells, problem) in enumerate(records.rows, start=1):
            if number > MOST_ROWS:
                raise _too_many(f"{path.name} has more than {MOST_ROWS:,} rows.")
            if len(cells) > len(header):
                problem = problem or f"The row has {len(cells)} cells, and the header {len(header)}."
                cells = [*cells[: len(header) - 1], records.delimiter.join(cells[len(header) - 1 :])]
            if problem:
                problems[number] = problem
            rows.append(cells + [""] * (len(header) - len(cells)))
    while rows and not any(rows[-1]):  # a file may end with blank lines
        problems.pop(len(rows), None)
        rows.pop()
    if not rows:
        raise InputError(f"{path.name} has no row below its header.", "Each row is a text.", "Choose another file.")
    frame = pd.DataFrame(rows, columns=header, dtype=object)
    for column in (text_column, label_column):
        if column is not None and column not in header:
            raise InputError(
                f"{path.name} has no column {column!r}.", f"Its columns are {listed(header)}.", "Name one of them."
            )
    if text_column is None:
        text_column = _guess(frame, ()).text_column
    if text_column == label_column:
        raise InputError(
            f"The column {quote(repr(text_column))} is given for both texts and labels.",
            f"Texts and labels are two of the columns {listed(header)}.",
            "Choose another column for one of them, or none for the labels.",
        )
    return _table(frame, text_column, label_column, problems, notes)


def _table(
    frame: pd.DataFrame, text_column: str, label_column: str | None, problems: dict[int, str], notes: Sequence[str] = ()
) -> TextTable:
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    sizes = frame[text_column].str.len()
    for row in frame.index[frame[text_column].str.strip() == ""]:
        problems.setdefault(row, "The text is empty.")
    for row, size in sizes[sizes > MOST_CHARACTERS].items():
        problems.setdefault(row, f"The text has {size:,} characters; up to {MOST_CHARACTERS:,} are scored.")
    return TextTable(frame, text_column, label_column, dict(sorted(problems.items())), tuple(notes))


def _guess(frame: pd.DataFrame, class_names: Sequence[Sequence[str]]) -> ColumnGuess:
    names = tuple(frame.columns)
    if len(names) == 1:
        return ColumnGuess(names, names[0], None)
    text_column, _ = guess_columns(frame)
    fitting = (column for column in label_columns(frame, text_column) if _are_labels(frame[column], class_names))
    return ColumnGuess(names, text_column, next(fitting, None))


def _are_labels(values: pd.Series, class_names: Sequence[Sequence[str]]) -> bool:
    """Whether at least half of the labels that are given mean a class of every network."""
    given = values[values.str.strip() != ""]
    return bool(class_names) and all(
        given.map(match_labels(given.unique(), names)).notna().mean() >= 0.5 for names in class_names
    )


class _Records:
    """The rows of an open file below its header, each with what is wrong with it, if anything."""

    def __init__(self, stream: TextIO, delimiter: str):
        self._stream = stream
        self.delimiter = delimiter
        self.rows = self._read(stream)

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def _read(self, lines: Iterable[str]) -> Iterator[tuple[list[str], str]]:
        csv.field_size_limit(_LONGEST_CELL)
        taken: list[str] = []
        for cells in csv.reader(_remembered(lines, taken), delimiter=self.delimiter):
            if len(taken) > 1 and self._is_open("".join(taken)):
                first, *others = taken
                plain = next(csv.reader([first], delimiter=self.delimiter, quoting=csv.QUOTE_NONE))
                yield plain, "A double quote opened in this row is never closed."
                yield from self._read(others)
                return
            taken.clear()
            yield cells, ""

    def _is_open(self, record: str) -> bool:
        """Whether a quote is left open at the end of a record, which can only be the last of a file."""
        if record.count('"') % 2 == 0:
            return False
        try:
            list(csv.reader([record], delimiter=self.delimiter, strict=True))
        except csv.Error as error:
            return "unexpected end" in str(error)
        return False


def _remembered(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line


def _open(path: Path) -> tuple[list[str], _Records, tuple[str, ...]]:
    """The names of the columns, the rows below them, and what was detected."""
    encoding = detect_encoding(path)
    stream = path.open(encoding=encoding.name, errors=encoding.errors, newline="")
    sample = stream.read(_SAMPLE)
    delimiter = _delimiter(sample, not stream.read(1), path.name)
    stream.seek(0)
    records = _Records(stream, delimiter)
    header = next((cells for cells, _ in records.rows if any(cell.strip() for cell in cells)), [])
    if not header:
        stream.close()
        raise InputError(f"{path.name} is blank.", "A CSV file begins with a header row.", "Choose another file.")
    how = f", columns divided by {DELIMITERS[delimiter]}" if len(header) > 1 else ", one column"
    return _unlike(header), records, (f"Read as {encoding.name.upper()}{how}.",)


def _delimiter(sample: str, is_whole: bool, name: str) -> str:
    """As data sets are read, but a file of one column may be scored, and a first row with cells too many is told."""
    try:
        return detect_delimiter(sample, is_whole, name)[0]
    except DatasetError:
        first = next((line for line in io.StringIO(sample) if line.strip()), "")
        return max(DELIMITERS, key=lambda delimiter: len(next(csv.reader([first], delimiter=delimiter), [])))


def _unlike(header: Sequence[str]) -> list[str]:
    """A different name for each column, and one for those without."""
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = wanted = cell.strip() or f"column {number}"
        while name in names:
            name = f"{wanted} ({number})" if name == wanted else f"{name}'"
        names.append(name)
    return names


def _too_many(problem: str) -> InputError:
    return InputError(
        problem,
        f"Up to {MOST_ROWS:,} texts are scored at once.",
        "Divide them into several files, one after the other.",
    )
