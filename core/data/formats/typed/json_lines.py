"""JsonLines: a file with a JSON object on each line; a row's number is that of its line."""

import json
from collections.abc import Callable, Generator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Self

import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.formats.encodings.charset import detect_encoding
from core.data.formats.table_file import Defect, distinct_names
from core.data.formats.typed.cell_values import ColumnBuilder, flat_cells
from core.data.reading import Reading
from core.errors import DatasetError

_LINES_FOR_NAMES = 1_000
# Numbers stay as they are written.
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda name: "" if name == "NaN" else name)


def decode(text: str) -> Any:
    """The value of a JSON text, with all numbers as strings, and NaN as an empty one.

    Raises:
        ValueError: when it is not JSON, or nested too deeply.
    """
    try:
        value = DECODER.decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return whole_characters(value) if has_half_characters(text) else value


def has_half_characters(text: str) -> bool:
    """Whether a JSON text may contain the escape of half a surrogate pair."""
    return "\\ud" in text or "\\uD" in text


def whole_characters(value: Any) -> Any:
    """A value without halves of surrogate pairs, which can be neither encoded nor written."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [whole_characters(item) for item in value]
    if isinstance(value, dict):
        return {whole_characters(name): whole_characters(item) for name, item in value.items()}
    return value


class JsonLines:
    """An open file of JSON lines, to be used in a `with` statement.

    Args:
        encoding: detected unless given.

    Raises:
        DatasetError: when the file is missing, empty or no text.
    """

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        self.encoding = detect_encoding(path, encoding)
        self._path = path
        columns = ColumnBuilder(path.name)
        self._first_rows: list[dict[str, str]] = []
        with closing(self._lines(lambda _: None)) as lines:
            for cells in islice(lines, _LINES_FOR_NAMES):
                columns.add(cells)
                self._first_rows.append(cells)
        self._keys = columns.names

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    @property
    def column_names(self) -> tuple[str, ...]:
        """The keys of the objects on the first thousand lines."""
        return distinct_names(self._keys)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Other encodings that fit."""
        return self.encoding.doubts

    def first_rows(self, number: int) -> list[list[str]]:
        """The cells of the first lines."""
        return [[cells.get(key, "") for key in self._keys] for cells in self._first_rows[:number]]

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All lines as rows of strings; a line that is no JSON object is a defect, and blank like an empty line."""
        columns = ColumnBuilder(self._path.name)
        last_defect = 0

        def remember(defect: Defect) -> None:
            nonlocal last_defect
            last_defect = defect.row
            on_defect(defect)

        with closing(self._lines(remember)) as lines:
            for cells in lines if most_rows is None else islice(lines, most_rows + 1):
                columns.add(cells)
        columns.drop_empty_end(last_defect)  # a file that was cut ends in half a line
        names = distinct_names(columns.names)
        reading = Reading(
            format="json_lines",
            encoding=self.encoding.name,
            is_damaged=self.encoding.errors == "replace",
            doubts=self.doubts,
            columns=names,
            num_read=columns.num_rows,
        )
        return columns.frame(names), reading

    def _lines(self, on_defect: Callable[[Defect], None]) -> Generator[dict[str, str], None, None]:
        with self._path.open(encoding=self.encoding.name, errors=self.encoding.errors) as stream:
            for number, line in enumerate(stream, start=1):
                cells: dict[str, str] = {}
                if line.strip():
                    try:
                        cells = _cells(line.rstrip())
                    except ValueError as error:
                        on_defect(Defect("not_json", number, detail=_problem(error)))
                yield cells


def not_json_error(name: str, defect: Defect) -> DatasetError:
    """The error for a line that is no JSON object."""
    return DatasetError(
        f"{name}: line {defect.row:,} is not a JSON object ({defect.detail}).",
        'Each line is one object, such as {"text": "A film to remember.", "label": "good"}.',
        "Fix or remove that line, or set dataset.on_bad_rows to skip.",
    )


def _cells(line: str) -> dict[str, str]:
    value = decode(line)
    if not isinstance(value, dict):
        raise ValueError(f"it is {_KINDS.get(type(value), 'a value')}")
    return flat_cells(value)


_KINDS = {list: "a list", str: "a string or a number", bool: "true or false", type(None): "null"}


def _problem(error: ValueError) -> str:
    """What the decoder says, with the place in the line, and nothing out of the file."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]} at character {error.pos + 1:,}"
    return str(error)
