"""TableFile: what every reader of a format gives, whatever its format: a table of strings, and how it was read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, Self

import pandas as pd

from core.data.formats.doubt import Doubt
from core.data.reading import Reading


@dataclass(frozen=True)
class Defect:
    """What is wrong with a row: a quote that is never closed, more cells than the header, or no JSON object.

    Args:
        detail: why a line is no JSON object.
    """

    kind: Literal["open_quote", "too_many_cells", "not_json"]
    row: int
    num_cells: int = 0
    detail: str = ""

    def problem(self, num_columns: int) -> str:
        """The defect as a sentence."""
        if self.kind == "not_json":
            return f"The line is not a JSON object: {self.detail}."
        if self.kind == "open_quote":
            return "A quote opened in this row is never closed."
        return f"The row has {self.num_cells} cells; there are {num_columns} columns."


class TableFile(Protocol):
    """An open file with a table in it, to be used in a `with` statement."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def column_names(self) -> tuple[str, ...]:
        """A different name for each column; none where the file is blank."""
        ...

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What the file itself does not decide; known before its rows are read."""
        ...

    def first_rows(self, number: int) -> list[list[str]]:
        """The first rows of data, each with a cell for each column."""
        ...

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        """All rows of data as strings, and how they were read; the index is the row number, from 1.

        A cell without a value is empty.

        Args:
            on_defect: called for each row with a defect, the header being row 0; what it raises ends the reading.
            most_rows: the reading ends after one row more than these.
        """
        ...


def distinct_names(names: Iterable[str]) -> tuple[str, ...]:
    """A different name for each column, without the space around it; an empty one is called by its place."""
    distinct: dict[str, None] = {}
    for number, cell in enumerate(names, start=1):
        name = plain = cell.strip() or f"column {number}"
        while name in distinct:
            name = f"{plain} ({number})" if name == plain else f"{name}'"
        distinct[name] = None
    return tuple(distinct)
