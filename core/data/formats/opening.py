"""Opening a file of any format as a table."""

from pathlib import Path

from core.config import FileSettings
from core.data.formats.delimited.csv_reader import CsvReader
from core.data.formats.guarded_file import without_spreadsheet_guard
from core.data.formats.table_file import TableFile


def open_table(path: Path, settings: FileSettings) -> TableFile:
    """A file as a table; what the settings leave open is detected.

    Raises:
        DatasetError: when the file is missing, empty or not of its format.
    """
    return without_spreadsheet_guard(CsvReader(path, settings))
