"""FileReading: how a file was read, what was detected and what stays in doubt, as fields, and the sentences on them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.data.formats.delimited.delimiter import separated_by
from core.data.formats.doubt import Doubt
from core.system.formatting import counted

_FORMATS = {  # all but CSV, of which there is more to say
    "json_lines": "JSON lines", "json": "JSON", "parquet": "Parquet", "excel": "Excel", "lines": "one text a line",
    "conll": "columns of CoNLL", "conllu": "CoNLL-U", "ts": "series of UEA (.ts)", "arff": "series of UEA (.arff)",
    "ucr": "lines of numbers (UCR)", "npz": "arrays of NumPy",
}  # fmt: skip
_MOST_BAD_ROWS = 3  # in the notes
_MOST_COLUMNS = 3


@dataclass(frozen=True)
class FileReading:
    """How a file was read; what does not apply to its format keeps its default.

    Args:
        format: as `dataset.format` names it; empty where there is no file, and for CSV files of earlier versions.
        compression: such as `gzip`; empty where the file is not compressed.
        sheet: the sheet of a workbook, or the file of an archive that was chosen.
        encoding: the codec of a text file, in Python's words.
        is_damaged: whether a few bytes did not fit the encoding and were replaced.
        delimiter: the character between two columns.
        quotechar: the character around cells with a delimiter in them; empty where quotes are plain characters.
        escapechar: the character before a quote or a delimiter that belongs to the text.
        skipinitialspace: whether spaces after a delimiter were left out.
        skiprows: lines before the header that are no part of the table.
        has_header: whether the first row names the columns.
        has_row_names: whether the rows begin with a name, for which the header has no cell.
        decimal: the decimal sign of labels that are numbers.
        doubtful_column: a column whose name is also one of its values; runs of earlier versions stored it as a doubt.
        columns: the names of all columns.
        renamed: those of them that differ from the header, because it repeats a name or leaves it empty.
        num_read: rows of the file.
        num_guarded: cells with an apostrophe against formulas, which was removed; None where a file has no such guard.
        bad_rows: the first of the rows that were skipped, each with its number and why, as a sentence.
        doubts: what the file itself does not decide.
    """

    format: str = ""
    compression: str = ""
    sheet: str = ""
    encoding: str = ""
    is_damaged: bool = False
    delimiter: str = ""
    quotechar: str = '"'
    escapechar: str = ""
    skipinitialspace: bool = False
    skiprows: int = 0
    has_header: bool = True
    has_row_names: bool = False
    decimal: str = "."
    doubtful_column: str | None = None
    columns: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    num_read: int | None = None
    num_guarded: int | None = None
    bad_rows: tuple[tuple[int, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def file_notes(self) -> Iterator[str]:
        """The sentences on the file."""
        if self.format in _FORMATS:
            yield self._format_note()
        elif self.encoding:
            separated = f", columns separated by {separated_by(self.delimiter)}" if self.delimiter else ""
            if len(self.columns) == 1:
                separated = ", one column"
            rows = "" if self.num_read is None else f", {counted(self.num_read, 'row', 'rows')}"
            yield f"Read as {self.encoding.upper()}{separated}{rows}."
        if self.compression:
            chosen = f"; of its files, {self.sheet!r} was read" if self.sheet and self.compression == "zip" else ""
            yield f"The file is compressed ({self.compression}){chosen}."
        if self.is_damaged:
            yield f"Some bytes are not valid {self.encoding.upper()}; they were read as �."
        yield from (doubt.note for doubt in self.doubts)
        if self.num_guarded:
            cells = counted(self.num_guarded, "cell is", "cells are")
            yield f"{cells} guarded against formulas of spreadsheets; the apostrophe was removed."
        if self.delimiter:
            yield from self._dialect_notes()
        if self.doubtful_column is not None:
            yield (
                f"The column name {self.doubtful_column!r} is also a value of that column, so the file may have no "
                "header row; its first row was read as one."
            )
        for row, problem in self.bad_rows[:_MOST_BAD_ROWS]:
            yield f"Row {row:,} was skipped. {problem}"

    def _format_note(self) -> str:
        encoding = f" in {self.encoding.upper()}" if self.encoding else ""
        kind = "sheet" if self.format == "excel" else "split"
        is_named = self.sheet and (self.format == "excel" or not self.compression)
        sheet = f", {kind} {self.sheet!r}" if is_named else ""
        rows = "" if self.num_read is None else f", {counted(self.num_read, 'row', 'rows')}"
        return f"Read as {_FORMATS[self.format]}{encoding}{sheet}{rows}."

    def _dialect_notes(self) -> Iterator[str]:
        if self.skiprows:
            before = counted(self.skiprows, "line", "lines")
            yield f"{before} before the table {'was' if self.skiprows == 1 else 'were'} skipped."
        if not self.quotechar:
            yield "Quotes were read as plain characters."
        elif self.quotechar == "'":
            yield "Cells are enclosed in single quotes."
        if self.escapechar:
            yield f"The character after a {self.escapechar} belongs to the text."
        if self.skipinitialspace:
            yield "Spaces after a delimiter were left out."
        if self.columns and not self.has_header:
            names = ", ".join(self.columns[:_MOST_COLUMNS])
            yield f"The file has no header row, so its columns are called {names}{self._and_so_on}."
        if self.has_row_names:
            yield f"Each row begins with a row name, for which the header has no cell; it is called {self.columns[0]}."
        if self.decimal == ",":
            yield "Labels have a decimal comma; it was read as a point."

    @property
    def _and_so_on(self) -> str:
        return " and so on" if len(self.columns) > _MOST_COLUMNS else ""


def plain_fields(reading: FileReading) -> dict[str, Any]:
    """The fields of a reading as plain types, ready for JSON."""
    fields = asdict(reading)
    fields["doubts"] = [{**doubt, "choices": list(doubt["choices"])} for doubt in fields["doubts"]]
    fields["bad_rows"] = [list(bad_row) for bad_row in fields["bad_rows"]]
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}


def file_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `FileReading` that plain types lose, by their name."""
    doubts: Iterable[Mapping[str, Any]] = values.get("doubts", ())
    return {
        "columns": tuple(values.get("columns", ())),
        "renamed": tuple(values.get("renamed", ())),
        "bad_rows": tuple((row, problem) for row, problem in values.get("bad_rows", ())),
        "doubts": tuple(Doubt(**{**doubt, "choices": tuple(doubt["choices"])}) for doubt in doubts),
    }
