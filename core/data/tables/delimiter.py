"""Delimiter: the character between two columns of a CSV file, found by reading its beginning with each candidate."""

import csv
import io

from core.errors import DatasetError
from core.system.paths import quote

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def detect_delimiter(sample: str, is_whole: bool, name: str) -> tuple[str, int]:
    """Choose the delimiter with which most rows have as many cells as the header; among equals, most cells.

    Texts are full of commas and quotes, so that counting characters is not enough: quoting is undone first.

    Args:
        sample: the beginning of the file.
        is_whole: whether the sample is the whole file; otherwise its last row may be cut and does not count.
        name: of the file, for errors.

    Returns:
        The delimiter, and the number of blank lines before the header.

    Raises:
        DatasetError: when the header has one column only, or the first row has more cells than the header.
    """
    num_blank = len(sample) - len(sample.lstrip("\r\n"))
    num_blank_lines = len(sample[:num_blank].splitlines())
    tables = {delimiter: _rows(sample[num_blank:], delimiter, is_whole) for delimiter in DELIMITERS}
    delimiter = max(tables, key=lambda delimiter: _score(tables[delimiter]))
    header, *rows = tables[delimiter]
    if len(header) < 2:
        raise DatasetError(
            f"{name} has only one column; its first row is {quote(repr(' '.join(header)[:80]))}.",
            f"A CSV file has a header row and at least two columns divided by {_listed()}.",
            "Add the missing column or divide the columns by one of these.",
        )
    if rows and len(rows[0]) > len(header):  # pandas would drop the cells too many, or take them for row names
        raise ragged_row(name, 1, len(header), len(rows[0]))
    return delimiter, num_blank_lines


def ragged_row(name: str, row: int, expected: int, found: int) -> DatasetError:
    """The error for a row with more cells than the header."""
    return DatasetError(
        f"{name}: row {row:,} has {found} cells.",
        f"The header has {expected} columns, and no row may have more.",
        "Put texts that hold the delimiter in double quotes, or remove the cells too many.",
    )


def _rows(sample: str, delimiter: str, is_whole: bool) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)) or [[]]
    return rows if is_whole or len(rows) == 1 else rows[:-1]


def _score(rows: list[list[str]]) -> tuple[bool, float, int]:
    header, *others = rows
    widths = [len(row) for row in others if row]
    share = sum(width == len(header) for width in widths) / max(1, len(widths))
    return len(header) > 1, share, len(header)


def _listed() -> str:
    *names, last = DELIMITERS.values()
    return f"{', '.join(names)} or {last}"
