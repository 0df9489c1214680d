"""Opening a file of any format, compressed or not, as a table."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal, Self

import pandas as pd

from core.config import FileSettings
from core.data.formats.delimited.csv_reader import CsvReader
from core.data.formats.detection import Detected, Format, detect_format
from core.data.formats.doubt import Doubt
from core.data.formats.guarded_file import without_spreadsheet_guard
from core.data.formats.packed.compression import decompressed, is_workbook
from core.data.formats.packed.magic import NUM_BYTES, Compression, binary_format
from core.data.formats.plain.text_lines import TextLines
from core.data.formats.table_file import Defect, TableFile
from core.data.formats.typed.arrow_table import ArrowTable
from core.data.formats.typed.hugging_face import folder_files, hub_files, is_hub_name
from core.data.formats.typed.json_lines import JsonLines
from core.data.formats.typed.json_table import JsonTable
from core.data.formats.typed.workbook import Workbook
from core.data.reading import Reading
from core.errors import DatasetError
from core.system.paths import is_folder, read_beginning


def open_table(path: Path, settings: FileSettings) -> "OpenedFile":
    """A file as a table; what the settings leave open is detected.

    Raises:
        DatasetError: when the file is missing, empty or not of its format.
    """
    return OpenedFile(path, settings)


class OpenedFile:
    """A file that is decompressed for as long as it is open, with what was detected before it was read."""

    def __init__(self, path: Path, settings: FileSettings) -> None:
        self._sheet = ""
        self._compression: Compression | Literal[""] = ""
        with ExitStack() as stack:
            if is_hub_name(path) or is_folder(path):
                self._sheet, files = (hub_files if is_hub_name(path) else folder_files)(path, settings.sheet)
                self._detected = Detected("parquet")
                self._table: TableFile = stack.enter_context(ArrowTable(files))
                self._stack = stack.pop_all()
                return
            path, self._compression = stack.enter_context(decompressed_file(path, settings.sheet))
            self._sheet = settings.sheet or "" if self._compression == "zip" else ""
            self._detected = detect_format(path, settings)
            self._table = stack.enter_context(_open(path, settings, self._detected))
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def format(self) -> Format:
        """The format that the settings name, or that was detected."""
        return self._detected.format

    @property
    def column_names(self) -> tuple[str, ...]:
        return self._table.column_names

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        of_format = (self._detected.doubt,) if self._detected.doubt else ()
        return (*of_format, *self._table.doubts)

    def first_rows(self, number: int) -> list[list[str]]:
        return self._table.first_rows(number)

    def read_frame(
        self, on_defect: Callable[[Defect], None], most_rows: int | None = None
    ) -> tuple[pd.DataFrame, Reading]:
        frame, reading = self._table.read_frame(on_defect, most_rows)
        sheet = reading.sheet or self._sheet
        return frame, replace(
            reading,
            sheet=sheet,
            format=self._detected.format,
            compression=self._compression,
            doubts=self.doubts,
        )


@contextmanager
def decompressed_file(path: Path, member: str | None = None) -> Iterator[tuple[Path, Compression | Literal[""]]]:
    """A file as it is, or the one in a compressed file until the end of the `with` statement; and its compression.

    Args:
        member: the file of a zip archive to read; without it, the only one.

    Raises:
        DatasetError: when the file is missing, no regular file, damaged, or compressed twice.
    """
    compression = _compression(path)
    if compression is None:
        yield path, ""
        return
    with decompressed(path, compression, member) as content:
        if inner := _compression(content):
            raise DatasetError(
                f"{path.name} is a {inner} file in a {compression} file.",
                "A file may be compressed once.",
                "Decompress it once yourself.",
            )
        yield content, compression


def _compression(path: Path) -> Compression | None:
    kind = binary_format(read_beginning(path, NUM_BYTES))
    if kind == "zip":
        return None if is_workbook(path) else "zip"
    return kind if kind == "gzip" or kind == "bz2" or kind == "xz" else None


def _open(path: Path, settings: FileSettings, detected: Detected) -> TableFile:
    match detected.format:
        case "json_lines":
            return JsonLines(path, settings.encoding)
        case "json":
            return JsonTable(path, settings.encoding)
        case "parquet":
            return ArrowTable([path])
        case "excel":
            return without_spreadsheet_guard(Workbook(path, settings.sheet, settings.header))
        case "lines":
            return TextLines(path, detected.lines, settings.encoding)
        case _:
            return without_spreadsheet_guard(CsvReader(path, settings))
