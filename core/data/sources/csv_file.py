"""A CSV file of one's own: encoding, delimiter and columns are detected, labels of any kind become classes."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.data.tables.charset import Encoding, detect_encoding
from core.data.tables.cleaning import clean, draw
from core.data.tables.columns import MAX_CLASSES, check_columns, guess_columns, label_columns, listed
from core.data.tables.delimiter import detect_delimiter, ragged_row
from core.data.tables.labels import to_classes
from core.errors import DatasetError
from core.system.paths import data_file, quote

_SAMPLE = 1 << 16  # characters; below the csv module's limit for one field


@dataclass(frozen=True)
class Table:
    """A CSV file as it was read.

    Args:
        frame: every cell as a string, empty where the file has nothing; the index is the row number, from 1.
        reading: what was detected.
    """

    frame: pd.DataFrame
    reading: Reading


def load(config: DatasetConfig) -> Dataset:
    """Read the texts and labels of `config.path`.

    Raises:
        DatasetError: when the file, a column or the labels cannot be used; it names file, row and column.
    """
    path = data_file(config.path)
    table = read_table(path)
    check_columns(table.frame, config.text_column, config.label_column, path.name)
    text_column, label_column = guess_columns(table.frame, config.text_column, config.label_column)
    frame = table.frame[[text_column, label_column]].set_axis(["text", "label"], axis="columns")
    reading = replace(table.reading, text_column=text_column, label_column=label_column)
    frame, reading = clean(frame, reading, config.drop_duplicates)
    if frame.empty:
        raise DatasetError(
            f"{path.name} has no row with both a text in {quote(repr(text_column))} and a label in "
            f"{quote(repr(label_column))}.",
            "Each usable row has a text and a label.",
            f"Choose others of its columns {listed(table.frame.columns)}, or another file.",
        )
    labels, class_names = to_classes(frame["label"])
    if not 2 <= len(class_names) <= MAX_CLASSES:
        raise _wrong_number_of_classes(path.name, label_column, class_names, label_columns(table.frame, text_column))
    frame, reading = draw(frame.assign(label=labels), reading, config)
    return Dataset(
        name=path.name,
        texts=frame["text"].tolist(),
        labels=frame["label"].to_numpy(np.int32),
        class_names=class_names,
        rows=frame.index.to_numpy(np.int64),
        reading=reading,
    )


def read_table(path: Path) -> Table:
    """Read a whole CSV file as strings; `NA` and `null` stay words.

    Raises:
        DatasetError: when the file is missing, empty, no text, has one column or no data row, or has a row with more
            cells than the header.
    """
    encoding = detect_encoding(path)
    with path.open(encoding=encoding.name, errors=encoding.errors, newline="") as stream:
        sample = stream.read(_SAMPLE)
        is_whole = not stream.read(1)
    delimiter, num_blank_lines = detect_delimiter(sample, is_whole, path.name)
    frame = _read_frame(path, encoding, delimiter, num_blank_lines)
    if frame.empty:
        raise DatasetError(
            f"{path.name} has a header row ({listed(frame.columns)}) and no data row.",
            "At least one row must follow the header.",
            "Choose another file.",
        )
    names = frame.columns.str.strip()
    if names.is_unique:
        frame.columns = names
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    doubtful = next((name for name in frame.columns if (frame[name] == name).any()), None)
    reading = Reading(
        encoding=encoding.name,
        is_damaged=encoding.errors == "replace",
        delimiter=delimiter,
        doubtful_column=doubtful,
        columns=tuple(frame.columns),
        num_read=len(frame),
    )
    return Table(frame, reading)


def _read_frame(path: Path, encoding: Encoding, delimiter: str, num_blank_lines: int) -> pd.DataFrame:
    try:
        return pd.read_csv(
            path,
            sep=delimiter,
            encoding=encoding.name,
            encoding_errors=encoding.errors,
            skiprows=num_blank_lines,
            skip_blank_lines=False,  # so that rows keep their numbers
            index_col=False,
            dtype=object,  # Python's strings: the data set shares them, Arrow's would be copied
            na_filter=False,
        )
    except pd.errors.ParserError as error:
        raise _parser_error(path.name, str(error), num_blank_lines) from None


def _parser_error(name: str, message: str, num_blank_lines: int) -> DatasetError:
    """Name the row of pandas' complaint; pandas counts rows from the header (`line` 1, `row` 0)."""
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message):
        expected, line, cells = map(int, found.groups())
        return ragged_row(name, line - 1 - num_blank_lines, expected, cells)
    if found := re.search(r"EOF inside string starting at row (\d+)", message):
        return DatasetError(
            f"{name}: a double quote opened in row {int(found[1]) - num_blank_lines:,} is never closed.",
            "A cell that begins with a double quote ends with one; quotes inside it are doubled.",
            "Close the quote in that row, or quote the whole cell.",
        )
    return DatasetError(
        f"{name} cannot be read as CSV: {quote(message.strip())}.",
        "A CSV file has a header row and rows with as many cells.",
        "Save the table as CSV in UTF-8 again.",
    )


def _wrong_number_of_classes(name: str, column: str, class_names: tuple[str, ...], others: list[str]) -> DatasetError:
    others = [other for other in others if other != column]
    hint = (
        f"Set dataset.label_column to another column; {listed(others)} would fit."
        if others
        else "Set dataset.label_column to another column, or choose another file."
    )
    if len(class_names) == 1:
        return DatasetError(
            f"{name}: every usable row has the label {quote(repr(class_names[0]))} in the column "
            f"{quote(repr(column))}.",
            f"There must be 2 to {MAX_CLASSES} classes.",
            hint,
        )
    return DatasetError(
        f"{name}: the column {quote(repr(column))} has {len(class_names):,} different labels, such as "
        f"{listed(class_names[:3])}.",
        f"There may be 2 to {MAX_CLASSES} classes, so this is probably the wrong column.",
        hint,
    )
