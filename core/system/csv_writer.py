"""Tables for spreadsheets: CSV that Excel decodes correctly, and in which no cell is run as a formula."""

import csv
from pathlib import Path

import pandas as pd

from core.system.files import write_whole

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_ROWS_AT_ONCE = 20_000


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table without its index as UTF-8 with a byte order mark; the file is complete or absent.

    Columns of numbers stay numbers; text cells and column names are `escaped`.
    See https://owasp.org/www-community/attacks/CSV_Injection.
    """
    write_whole(lambda unfinished: _write(frame, unfinished), path)


def escaped(cell: object) -> object:
    """A cell that a spreadsheet shows unchanged: text that would start a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell


def _write(frame: pd.DataFrame, path: Path) -> None:
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as stream:
        for start in range(0, max(1, len(frame)), _ROWS_AT_ONCE):
            rows = frame.iloc[start : start + _ROWS_AT_ONCE]
            rows = rows.assign(**{name: rows[name].map(escaped) for name in texts})
            names = [str(escaped(name)) for name in frame.columns]
            rows.to_csv(
                stream,
                index=False,
                header=names if start == 0 else False,
                float_format="%.6f",
                quoting=csv.QUOTE_NONNUMERIC,  # else a lone carriage return would end its row
            )
