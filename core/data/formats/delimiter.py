"""Delimiter: the character between two columns of a CSV file, detected by reading its beginning with each candidate."""

import csv
import io
from itertools import dropwhile

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


def detect_delimiter(sample: str, is_whole: bool) -> str:
    """Choose the delimiter with which most rows have as many cells as the header; among equals, most cells.

    Texts are full of commas and quotes, so counting characters is not enough: quoting is undone first.

    Args:
        sample: the beginning of the file.
        is_whole: whether the sample is the whole file; otherwise its last row may be cut and does not count.
    """
    tables = {delimiter: _rows(sample, delimiter, is_whole) for delimiter in DELIMITERS}
    return max(tables, key=lambda delimiter: _score(tables[delimiter]))


def delimiter_names() -> str:
    """The delimiters for a sentence: `comma, semicolon, tab or pipe`."""
    *names, last = DELIMITERS.values()
    return f"{', '.join(names)} or {last}"


def _rows(sample: str, delimiter: str, is_whole: bool) -> list[list[str]]:
    table = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows = list(dropwhile(lambda row: not any(cell.strip() for cell in row), table)) or [[]]
    return rows if is_whole or len(rows) == 1 else rows[:-1]


def _score(rows: list[list[str]]) -> tuple[bool, float, int]:
    header, *others = rows
    widths = [len(row) for row in others if row]
    share = sum(width == len(header) for width in widths) / max(1, len(widths))
    return len(header) > 1, share, len(header)
