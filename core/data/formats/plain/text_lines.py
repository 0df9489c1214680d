"""TextLines: a text file with one text on each line; a row's number is that of its line."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Self

import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.formats.encodings.charset import detect_encoding
from core.data.formats.plain.line_detection import ALL_TEXT, LABEL_MARK, LineLayout
from core.data.formats.table_file import Defect, distinct_names
from core.data.formats.typed.cell_values import BETWEEN_ITEMS, ColumnBuilder
from core.data.reading import Reading

TEXT, LABEL = "text", "label"


class TextLines:
    """An open file of lines, to be used in a `with` statement: each line is a text, commas and quotes and all.

    Where the lines begin with labels as fastText has them, these are a second column; several of one line are joined
    as in a list. Source: https://fasttext.cc/docs/en/supervised-tutorial.html.

    Args:
        layout: whether lines begin with labels, and whether the first one with anything in it is a header.
        encoding: detected unless given.

    Raises:
        DatasetError: when the file is missing, empty or no text.
    """

    def __init__(self, path: Path, layout: LineLayout = ALL_TEXT, encoding: str | None = None) -> None:
        self.encoding = detect_encoding(path, encoding)
        self._path = path
        self._has_labels, self._has_header = layout.has_labels, layout.has_header
        self._name = next((line.strip() for line in self._lines() if line.strip()), TEXT) if self._has_header else TEXT

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    @property
    def column_names(self) -> tuple[str, ...]:
        """The column of texts, and that of labels where there are any."""
        return (self._name, LABEL) if self._has_labels else distinct_names([self._name])

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Other encodings that fit."""
        return self.encoding.doubts

    def first_rows(self, number: int) -> list[list[str]]:
        """The first lines."""
        return [list(cells) for cells in islice(self._rows(), number)]

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All lines as rows; blank lines count, except at the end. No line has a defect."""
        names = self.column_names
        columns = ColumnBuilder(self._path.name)
        columns.add_rows({name: [] for name in names}, 0)
        for cells in islice(self._rows(), None if most_rows is None else most_rows + 1):
            columns.add({name: cell for name, cell in zip(names, cells, strict=True) if cell})
        columns.drop_empty_end()
        reading = Reading(
            format="lines",
            encoding=self.encoding.name,
            is_damaged=self.encoding.errors == "replace",
            doubts=self.doubts,
            has_header=self._has_header,
            columns=names,
            num_read=columns.num_rows,
        )
        return columns.frame(names), reading

    def _rows(self) -> Iterator[tuple[str, ...]]:
        lines = self._lines()
        if self._has_header:
            next((line for line in lines if line.strip()), None)
        for line in lines:
            text = line.rstrip("\n")
            yield _split_labels(text) if self._has_labels else (text if text.strip() else "",)

    def _lines(self) -> Iterator[str]:
        with self._path.open(encoding=self.encoding.name, errors=self.encoding.errors) as stream:
            yield from stream


def _split_labels(line: str) -> tuple[str, str]:
    labels, rest = [], line.strip()
    while rest.startswith(LABEL_MARK):
        word, *more = rest.split(maxsplit=1)
        labels.append(word.removeprefix(LABEL_MARK))
        rest = more[0] if more else ""
    return rest, BETWEEN_ITEMS.join(labels)
