"""JsonTable: one JSON document with a table in it, in any of the layouts that pandas and others write."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.formats.encodings.charset import detect_encoding
from core.data.formats.table_file import Defect, distinct_names
from core.data.formats.typed.cell_values import ColumnBuilder, flat_cells, to_cell
from core.data.formats.typed.json_lines import DECODER, has_half_characters, whole_characters
from core.data.reading import Reading
from core.errors import DatasetError

_LARGEST = 1_000_000_000  # bytes: a document is decoded in one piece
_TEXT = "text"  # the column of a list of strings
_SPACE = " \t\n\r"
_LAYOUTS = (
    'A JSON file is a list of objects, such as [{"text": "A film to remember.", "label": "good"}], or an object with '
    "a list for each column."
)


class JsonTable:
    """A JSON document as a table, to be used in a `with` statement.

    Its layout may be a list of objects, of lists or of strings; an object of columns, or of rows by their index; the
    layouts `split` and `table` of pandas; or an object with one such list in it.

    Args:
        encoding: detected unless given.

    Raises:
        DatasetError: when the file is missing, empty, no text, larger than 1 GB, or no JSON with a table in it.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self.encoding = detect_encoding(path, encoding)
        self._path = path
        if path.stat().st_size > _LARGEST:
            raise DatasetError(
                f"{path.name} is a JSON document of {path.stat().st_size / 1e9:.1f} GB.",
                f"A document is read in one piece, up to {_LARGEST / 1e9:.0f} GB.",
                "Save it as JSON lines or as Parquet, which have no such limit.",
            )
        self._columns = ColumnBuilder(path.name)
        text = path.read_text(encoding=self.encoding.name, errors=self.encoding.errors)
        try:
            for cells in _rows(text, path.name):
                self._columns.add(cells)
        except json.JSONDecodeError as error:
            raise DatasetError(
                f"{path.name} is not valid JSON: {error.msg} in line {error.lineno:,}, column {error.colno:,}.",
                _LAYOUTS,
                "Fix that line.",
            ) from None
        except RecursionError:
            raise DatasetError(f"{path.name} is nested too deeply.", _LAYOUTS, "Choose another file.") from None
        if not self._columns.num_rows:
            raise DatasetError(f"{path.name} has no row.", _LAYOUTS, "Choose another file.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    @property
    def column_names(self) -> tuple[str, ...]:
        """The keys of all objects."""
        return distinct_names(self._columns.names)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Other encodings that fit."""
        return self.encoding.doubts

    def first_rows(self, number: int) -> list[list[str]]:
        """The cells of the first rows."""
        return self._columns.frame(self.column_names).head(number).to_numpy().tolist()

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All rows as strings; the document was read when it was opened."""
        names = self.column_names
        reading = Reading(
            format="json",
            encoding=self.encoding.name,
            is_damaged=self.encoding.errors == "replace",
            doubts=self.doubts,
            columns=names,
            num_read=self._columns.num_rows,
        )
        return self._columns.frame(names), reading


def _rows(text: str, name: str) -> Iterator[dict[str, str]]:
    values = _values(text)
    if has_half_characters(text):
        values = map(whole_characters, values)
    first = list(islice(values, 2))
    if len(first) == 1 and isinstance(first[0], dict):
        values = iter(_records(first[0], name))
    else:
        values = (value for part in (first, values) for value in part)
    for number, value in enumerate(values, start=1):
        yield _cells(value, number, name)


def _values(text: str) -> Iterator[Any]:
    """The items of a list one by one, so that only one is in memory; or all values of a text without a list."""
    position = _skip(text, 0)
    is_list = text[position : position + 1] == "["
    position = _skip(text, position + is_list)
    if is_list and text[position : position + 1] == "]":
        position, is_list = _skip(text, position + 1), False
        if position == len(text):
            return
    while True:
        value, position = DECODER.raw_decode(text, position)
        yield value
        position = _skip(text, position)
        sign = text[position : position + 1]
        if is_list and sign == "]":
            if (position := _skip(text, position + 1)) < len(text):
                raise json.JSONDecodeError("Extra data", text, position)
            return
        if is_list and sign != ",":
            raise json.JSONDecodeError("Expecting ',' delimiter", text, position)
        if not is_list and not sign:
            return
        position = _skip(text, position + is_list)


def _skip(text: str, position: int) -> int:
    while text[position : position + 1] and text[position] in _SPACE:
        position += 1
    return position


def _records(document: dict[str, Any], name: str) -> Iterable[Any]:
    """The rows of an object: the layout follows from its keys and the kinds of its values."""
    values = list(document.values())
    if isinstance(document.get("columns"), list) and isinstance(document.get("data"), list):  # pandas' split
        names = [".".join(map(to_cell, key)) if isinstance(key, list) else to_cell(key) for key in document["columns"]]
        return _named(document["data"], distinct_names(names), name)
    if values and all(isinstance(value, list) for value in values) and not _holds_rows(values):
        if len(set(map(len, values))) > 1:
            sizes = ", ".join(f"{len(value):,}" for value in values[:10])
            raise DatasetError(
                f"{name} has columns of {sizes} values.", "All columns have a value for each row.", "Fix the file."
            )
        return (dict(zip(document, row, strict=True)) for row in zip(*values, strict=True))
    if values and all(isinstance(value, dict) for value in values):
        indices: dict[str, None] = {}
        for value in values:
            indices |= dict.fromkeys(value)
        if all(index.isdecimal() for index in indices):  # pandas' columns: {"text": {"0": ...}}
            return ({key: value.get(index) for key, value in document.items()} for index in indices)
        return values  # pandas' index: {"row 1": {"text": ...}}
    lists = [value for value in values if _holds_rows([value])]
    if len(lists) == 1 and not any(isinstance(value, list) for value in values if value is not lists[0]):
        return lists[0]  # beside what describes it, as in pandas' table
    return [document]


def _holds_rows(values: Sequence[Any]) -> bool:
    return all(isinstance(value, list) and bool(value) and isinstance(value[0], dict) for value in values)


def _named(rows: Iterable[Any], names: Sequence[str], name: str) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(names):
            raise _item_error(name, number, f"does not have a value for each of the {len(names)} columns")
        yield dict(zip(names, row, strict=True))


def _cells(value: Any, number: int, name: str) -> dict[str, str]:
    if isinstance(value, dict):
        return flat_cells(value)
    if isinstance(value, list):
        return {f"column {place}": to_cell(item) for place, item in enumerate(value, start=1)}
    if isinstance(value, str):
        return {_TEXT: value}
    raise _item_error(name, number, "is neither an object, a list nor a string")


def _item_error(name: str, number: int, problem: str) -> DatasetError:
    return DatasetError(f"{name}: item {number:,} {problem}.", _LAYOUTS, "Fix or remove that item.")
