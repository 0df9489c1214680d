"""Bad rows: the first one refuses a file, or all of them are listed, up to a share of the rows."""

from dataclasses import replace
from itertools import islice

import pandas as pd

from core.config import FileSettings
from core.data.formats.delimited.csv_reader import open_quote_error
from core.data.formats.opening import OpenedFile
from core.data.formats.table_file import Defect
from core.data.formats.typed.json_lines import not_json_error
from core.data.reading import Reading
from core.data.tables.columns import listed
from core.errors import DatasetError
from core.system.formatting import percent

MOST_LISTED = 20  # bad rows that the reading lists


def read_good_rows(table: OpenedFile, name: str, settings: FileSettings) -> tuple[pd.DataFrame, Reading]:
    """All rows of a table but the bad ones, which the reading lists, and how they were read.

    Args:
        name: of the file.

    Raises:
        DatasetError: when bad rows refuse the file, or it has no data row.
    """
    bad_rows = BadRows(name, len(table.column_names), settings)
    frame, reading = table.read_frame(bad_rows.add)
    if bad_rows.problems:
        bad_rows.check_share(len(frame))
        frame = frame.drop(index=list(bad_rows.problems))
        first = tuple(islice(bad_rows.problems.items(), MOST_LISTED))
        reading = replace(reading, bad_rows=first, dropped={"bad_row": len(bad_rows.problems)})
    if frame.empty:
        raise DatasetError(
            f"{name} has a header row ({listed(frame.columns)}) and no data row.",
            "At least one row must follow the header.",
            "Choose another file.",
        )
    return frame, reading


class BadRows:
    """The bad rows of a file, collected while it is read.

    Args:
        name: of the file.
        num_columns: of its header.
        settings: what to do with bad rows.

    Attributes:
        problems: why each is bad, a sentence by row number.
    """

    def __init__(self, name: str, num_columns: int, settings: FileSettings) -> None:
        self.problems: dict[int, str] = {}
        self._name = name
        self._num_columns = num_columns
        self._settings = settings

    def add(self, defect: Defect) -> None:
        """Remember a row with a defect.

        Raises:
            DatasetError: when bad rows refuse the file, or it is the header that has the defect.
        """
        if self._settings.on_bad_rows == "refuse" or not defect.row:
            raise _error(self._name, defect, self._num_columns)
        self.problems[defect.row] = defect.problem(self._num_columns)

    def check_share(self, num_rows: int) -> None:
        """Refuse a file of so many rows that has more bad ones than `dataset.max_bad_rows` allows.

        Raises:
            DatasetError: naming the first of them.
        """
        most = self._settings.max_bad_rows
        if len(self.problems) <= most * num_rows:
            return
        row, problem = next(iter(self.problems.items()))
        number = len(self.problems)
        rows = f"{number:,} bad row{'' if number == 1 else 's'} among {num_rows:,}"
        raise DatasetError(
            f"{self._name} has {rows}; row {row:,} is the first: {problem}",
            f"dataset.max_bad_rows lets up to {percent(most)} of the rows be skipped.",
            "Fix these rows, check the delimiter and the quotes, or raise dataset.max_bad_rows.",
        )


def _error(name: str, defect: Defect, num_columns: int) -> DatasetError:
    if defect.kind == "not_json":
        return not_json_error(name, defect)
    if defect.kind == "open_quote":
        return open_quote_error(name, defect.row)
    return DatasetError(
        f"{name}: row {defect.row:,} has {defect.num_cells} cells.",
        f"The header has {num_columns} columns, and no row may have more.",
        "Put texts that contain the delimiter in quotes, or set dataset.on_bad_rows to skip.",
    )
