"""The columns of a CSV file, without its rows: what a person chooses texts and labels from."""

from dataclasses import dataclass
from pathlib import Path

from core.datasets.columns import guess_columns
from core.datasets.csv_file import read_table


@dataclass(frozen=True)
class CsvColumns:
    """All column names, and the two that seem to hold the texts and the labels."""

    names: tuple[str, ...]
    text_column: str
    label_column: str


def read_columns(path: Path) -> CsvColumns:
    """Read a CSV file and keep only what its columns are.

    Raises:
        DatasetError: when the file cannot be read.
    """
    frame = read_table(path).frame
    return CsvColumns(tuple(frame.columns), *guess_columns(frame))
