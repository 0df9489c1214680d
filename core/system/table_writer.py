"""Tables as files that read back as they were: CSV that is safe in spreadsheets, JSON lines and Parquet."""

import csv
import json
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from core.system.files import write_whole
from core.system.formula_guard import guarded

_ROWS_AT_ONCE = 20_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a table without its index, in the format of the path's ending (`ENDINGS`); complete or absent.

    Half a surrogate pair, which no file of text can hold, becomes �.
    """
    write = ENDINGS[path.suffix.lower()]
    write_whole(lambda unfinished: write(frame, unfinished), path)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV whatever the path's ending: UTF-8 with a byte order mark, from which Excel knows UTF-8.

    Numbers have all of their digits, and text that a spreadsheet would run is `guarded`. NUL becomes �.
    """
    write_whole(lambda unfinished: _write_csv(frame, unfinished), path)


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """What `write_csv` writes, for a download."""
    with tempfile.TemporaryDirectory(prefix="bothways-") as folder:
        path = Path(folder) / "table.csv"
        write_csv(frame, path)
        return path.read_bytes()


def csv_text(frame: pd.DataFrame) -> str:
    """A small table as CSV, with the same guard; without a byte order mark."""
    return guarded(frame).to_csv(index=False)


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    table = guarded(_writable(frame, lambda text: _without_surrogates(text).replace("\0", _REPLACEMENT)))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        for start in range(0, max(1, len(table)), _ROWS_AT_ONCE):
            table.iloc[start : start + _ROWS_AT_ONCE].to_csv(
                stream,
                index=False,
                header=start == 0,
                quoting=csv.QUOTE_NONNUMERIC,  # else a lone carriage return would end its row
            )


def _write_json_lines(frame: pd.DataFrame, path: Path) -> None:
    table = _writable(frame, _without_surrogates)
    with path.open("w", encoding="utf-8", newline="") as stream:
        for start in range(0, len(table), _ROWS_AT_ONCE):
            rows = table.iloc[start : start + _ROWS_AT_ONCE].astype(object)
            for row in rows.where(rows.notna(), None).to_dict("records"):
                stream.write(f"{json.dumps(row, ensure_ascii=False)}\n")


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    _writable(frame, _without_surrogates, exact=False).to_parquet(path, index=False)


def _writable(frame: pd.DataFrame, change: Callable[[str], str], exact: bool = True) -> pd.DataFrame:
    """A table with its texts and names changed.

    Args:
        exact: makes numbers 64-bit, so that they are written with the digits of their value, in every format the same.
    """
    columns = {}
    for name in frame.columns:
        cells = frame[name]
        if exact and pd.api.types.is_float_dtype(cells):
            columns[name] = cells.astype(float)
        elif not pd.api.types.is_numeric_dtype(cells):
            columns[name] = cells.map(lambda cell: change(cell) if isinstance(cell, str) else cell)
    changed = frame.assign(**columns)
    changed.columns = pd.Index([change(str(name)) for name in frame.columns])
    return changed


def _without_surrogates(text: str) -> str:
    return text if text.isascii() else _SURROGATE.sub(_REPLACEMENT, text)


ENDINGS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".jsonl": _write_json_lines,
}
