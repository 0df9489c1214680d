"""GuardedFile: a table that Bothways has written for spreadsheets, read without the apostrophes against formulas."""

from collections.abc import Callable
from dataclasses import replace
from typing import Self

import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.formats.table_file import Defect, TableFile
from core.data.reading import Reading
from core.system.formula_guard import MARKER, marker_of, original_names, without_guard


def without_spreadsheet_guard(file: TableFile) -> TableFile:
    """The same file, read as it was before it was written for spreadsheets."""
    marker = marker_of(file.column_names)
    return file if marker is None else GuardedFile(file, marker)


class GuardedFile:
    """A `TableFile` whose column `marker` lists the guarded cells of each row; it is no column of the table."""

    def __init__(self, file: TableFile, marker: str = MARKER) -> None:
        self._file = file
        self._marker = marker

    def __enter__(self) -> Self:
        self._file.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._file.__exit__(*error)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(original_names(self._file.column_names, self._marker).values())

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        return self._file.doubts

    def first_rows(self, number: int) -> list[list[str]]:
        rows = self._file.first_rows(number)
        frame, _ = without_guard(pd.DataFrame(rows, columns=list(self._file.column_names), dtype=object), self._marker)
        return [list(row) for row in frame.itertuples(index=False)]

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        frame, reading = self._file.read_frame(on_defect, most_rows)
        frame, num_guarded = without_guard(frame, self._marker)
        names = original_names(reading.columns, self._marker)
        renamed = tuple(names[name] for name in reading.renamed if name in names)
        return frame, replace(reading, columns=tuple(names.values()), renamed=renamed, num_guarded=num_guarded)
