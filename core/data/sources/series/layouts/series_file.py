"""Series files: series with a label each, from a file of any of the layouts that are known by content."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from core.config import FileSettings
from core.data.formats.detection import detect_format
from core.data.formats.encodings.charset import detect_encoding
from core.data.formats.opening import decompressed_file, open_table
from core.data.formats.tagged.bounded_lines import bounded_lines
from core.data.reading import Reading
from core.data.sources.series.layouts.arff_file import read_arff
from core.data.sources.series.layouts.array_file import is_array_file, read_arrays
from core.data.sources.series.layouts.long_rows import SeriesColumns, read_long, series_column
from core.data.sources.series.layouts.series_table import SeriesTable
from core.data.sources.series.layouts.ts_file import read_ts
from core.data.sources.series.layouts.wide_rows import cells_of, is_numeric, read_ucr, read_wide
from core.data.tables.bad_rows import read_good_rows
from core.data.tables.columns import check_columns
from core.errors import DatasetError
from core.system.paths import is_folder

_DETECTED = FileSettings()
_ANY_COLUMNS = SeriesColumns()
_COMMENTS = ("#", "%")


def read_series(
    path: Path, settings: FileSettings = _DETECTED, columns: SeriesColumns = _ANY_COLUMNS, needs_labels: bool = True
) -> SeriesTable:
    """Read all series of a file, compressed or not.

    The content decides between NumPy's arrays, the `.ts` and `.arff` files of UEA, lines of numbers with the label
    first as in UCR, and a table with a header, in which a series is in a row or, where ids repeat, in several.

    Args:
        needs_labels: whether a file without labels is refused, rather than read with empty ones; lines of numbers
            always have labels.

    Raises:
        DatasetError: when the file cannot be used; it names the file and the line or row.
    """
    if is_folder(path):
        return _from_table(path, path.name, settings, columns, needs_labels)
    if is_array_file(path):
        return read_arrays(path, needs_labels)
    with decompressed_file(path, settings.sheet) as (content, compression):
        table = _read(content, path.name, settings, columns, needs_labels)
    reading = table.reading
    return replace(table, name=path.name, reading=replace(reading, compression=compression or reading.compression))


def _read(path: Path, name: str, settings: FileSettings, columns: SeriesColumns, needs_labels: bool) -> SeriesTable:
    if detect_format(path, settings).format in ("csv", "lines") and settings.format in ("auto", "csv", "lines"):
        encoding = detect_encoding(path, settings.encoding)
        reading = Reading(encoding=encoding.name, is_damaged=encoding.errors == "replace", doubts=encoding.doubts)
        lines = bounded_lines(path, encoding)
        first = _first_line(lines)
        lines.close()
        if first.casefold().startswith("@relation"):
            return read_arff(bounded_lines(path, encoding), name, reading)
        if first.startswith("@"):
            return read_ts(bounded_lines(path, encoding), name, reading, needs_labels)
        if settings.header != "yes" and is_numeric(cells_of(first)):
            numbered = _without_comments(bounded_lines(path, encoding))
            return read_ucr(numbered, name, reading, label_last=_is_last(columns.label, name))
    table = settings.model_copy(update={"format": "csv"}) if settings.format == "lines" else settings
    return _from_table(path, name, table, columns, needs_labels)


def _from_table(
    path: Path, name: str, settings: FileSettings, columns: SeriesColumns, needs_labels: bool
) -> SeriesTable:
    with open_table(path, settings) as table:
        frame, reading = read_good_rows(table, name, settings)
    chosen = [("series_column", columns.series), ("time_column", columns.time), ("label_column", columns.label)]
    check_columns(frame, chosen, name)
    series = series_column(frame, columns)
    if series is None:
        return read_wide(frame, name, reading, columns.label, needs_labels)
    return read_long(frame, name, reading, columns, series, needs_labels)


def _first_line(lines: Iterable[tuple[int, str]]) -> str:
    for _, line in _without_comments(lines):
        if line.strip():
            return line.strip().lstrip("\ufeff")
    return ""


def _without_comments(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    return ((number, line) for number, line in lines if not line.lstrip("\ufeff").startswith(_COMMENTS))


def _is_last(label: str | None, name: str) -> bool:
    """Which end of each line has the label, as `dataset.label_column` says it for lines without a header."""
    if label not in (None, "first", "last"):
        raise DatasetError(
            f"dataset.label_column is {label!r}, and {name} has no header.",
            "In lines of numbers, the label is the first or the last.",
            "Set dataset.label_column to first or last, or dataset.header to yes.",
        )
    return label == "last"
