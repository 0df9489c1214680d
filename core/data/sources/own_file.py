"""A file of the user: format and columns are detected, labels of any kind become classes."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from core.config import DatasetConfig, FileSettings
from core.data.dataset import Dataset
from core.data.formats.delimited.decimal_comma import decimal_sign, with_point
from core.data.formats.delimited.delimiter import delimiter_names
from core.data.formats.opening import OpenedFile, open_table
from core.data.formats.typed.hugging_face import table_path
from core.data.reading import Reading
from core.data.sources.own_rows import (
    PART,
    PARTS,
    class_rows,
    joined_reading,
    labelled_rows,
    no_usable_row,
    without_rare_classes,
    wrong_number_of_classes,
)
from core.data.sources.own_tokens import load_tokens
from core.data.tables.bad_rows import read_good_rows
from core.data.tables.cleaning import clean, draw
from core.data.tables.column_kinds import most_classes
from core.data.tables.columns import Columns, TableError, guess_columns, listed, table_error
from core.data.tables.label_sets import proposed_separator, to_label_sets
from core.data.tables.labels import to_classes
from core.data.tables.strata import label_strata
from core.errors import DatasetError
from core.source import KIND_NOUNS
from core.system.paths import quote

_DETECTED = FileSettings()


def load(config: DatasetConfig) -> Dataset:
    """Read the texts and labels of `config.path`, and of the files of its other sets; or sentences.

    Raises:
        DatasetError: when a file cannot be opened, or another set's file cannot be used; it names file and row.
        TableError: when the rows, the columns or the labels cannot be used; it holds what is known of the file.
    """
    if config.kind == "tokens":
        return load_tokens(config)
    frame, parts, reading = _read_files(config)
    name = Path(config.path or "").name
    try:
        rows, reading = labelled_rows(frame, parts, reading, config, name)
        if not config.has_label_sets:
            rows, reading = _with_decimal_points(rows, reading, config)
        rows, reading = class_rows(rows, reading, config, name)
        return _to_dataset(rows, reading, config, name)
    except DatasetError as error:
        reading = error.reading if isinstance(error, TableError) else reading
        columns = Columns(reading.columns, *guess_columns(frame, reading.text_column, reading.label_column))
        raise table_error(error, reading, columns) from None


def read_table(path: Path, settings: FileSettings = _DETECTED) -> tuple[pd.DataFrame, Reading]:
    """Read a whole file as strings, and how it was read; `NA` and `null` stay words.

    Raises:
        DatasetError: when the file is missing, empty or no text.
        TableError: when it has one column or no data row, has a row with more cells than the header or a quote that is
            never closed, or has too many of such rows to skip them.
    """
    with open_table(path, settings) as table:
        try:
            _check_header(table, path.name)
            return read_good_rows(table, path.name, settings)
        except DatasetError as error:
            raise table_error(error, Reading(doubts=table.doubts)) from None


def column_values(config: DatasetConfig, column: str, rows: Sequence[int]) -> pd.DataFrame | None:
    """The values of another column in these rows of a data set; None where the file no longer has all of the rows.

    Returns:
        `text` and `value`, strings, in the order of the rows.

    Raises:
        DatasetError: when the file cannot be read or has no such column.
    """
    if config.kind != "text":
        raise DatasetError(
            f"The rows of {Path(config.path or '').name} are {KIND_NOUNS[config.kind]}.",
            "Only a table of texts has further columns with a value for each row.",
            "Choose a slice that needs no column.",
        )
    frame, _, _ = _read_files(config)
    if column not in frame.columns:
        raise DatasetError(
            f"{Path(config.path or '').name} has no column {quote(repr(column))}.",
            f"Its columns are {listed(frame.columns)}.",
            "Name one of them.",
        )
    if frame.index.isin(rows).sum() != len(rows):
        return None
    texts, _ = labelled_rows(frame, None, Reading(), config, Path(config.path or "").name)
    return pd.DataFrame({"text": texts["text"], "value": frame[column]}).loc[list(rows)]


def _read_files(config: DatasetConfig) -> tuple[pd.DataFrame, pd.Series | None, Reading]:
    """The rows of all files, numbered on from one to the next, the set of each, and how the files were read.

    The sets are None where there is one file.
    """
    path = table_path(config.path)
    frame, reading = read_table(path, config)
    if not config.part_paths:
        return frame, None, reading
    if config.split_column is not None:
        raise DatasetError(
            f"dataset.split_column and dataset.{next(iter(config.part_paths))} are both set.",
            "The sets come from a column or from files of their own.",
            "Remove one of the two.",
        )
    frames, parts, num_rows = [frame], [pd.Series(0, frame.index)], reading.num_read or 0
    text_column, label_column = guess_columns(
        frame, next(iter(config.text_columns), config.text_column), config.label_column
    )
    for setting, other in config.part_paths.items():
        rows, other_reading = read_table(table_path(other, f"dataset.{setting}"), config)
        for column in (*(config.text_columns or (text_column,)), label_column):
            if column not in rows.columns:
                raise DatasetError(
                    f"{Path(other).name} has no column {quote(repr(column))}; its columns are {listed(rows.columns)}.",
                    f"It needs the columns of texts and labels of {path.name}.",
                    f"Rename its columns, or correct dataset.{setting}.",
                )
        rows.index += num_rows
        frames.append(rows.reindex(columns=frame.columns, fill_value=""))
        parts.append(pd.Series(PARTS.index(setting.removesuffix("_path")), rows.index))
        reading = joined_reading(reading, other_reading, num_rows)
        num_rows = reading.num_read or 0
    return pd.concat(frames), pd.concat(parts), reading


def _to_dataset(rows: pd.DataFrame, reading: Reading, config: DatasetConfig, name: str) -> Dataset:
    rows, reading = clean(rows, reading, config)
    rows, reading = without_rare_classes(rows, reading, config)
    if rows.empty:
        raise no_usable_row(name, reading, config)
    if config.has_label_sets:
        labels, class_names = to_label_sets(rows["label"], config.label_separator or "")
        strata = label_strata(labels, math.ceil(len(rows) / (config.num_rows or len(rows))))
    else:
        labels, class_names = to_classes(rows["label"])
        strata = labels
        reading = replace(reading, proposed_separator=proposed_separator(rows["label"]))
    if not 2 <= len(class_names) <= most_classes(len(rows)):
        raise wrong_number_of_classes(name, class_names, reading, config)
    rows, reading = draw(rows.assign(label=strata, place=np.arange(len(rows))), reading, config)
    sizes: dict[str, int] = {}
    if PART in rows.columns:
        rows = rows.sort_values(PART, kind="stable")
        sizes = {part: int((rows[PART] == number).sum()) for number, part in enumerate(PARTS)}
        reading = replace(reading, parts={part: size for part, size in sizes.items() if size})
    labels = labels[rows["place"].to_numpy()]
    if config.has_label_sets:
        numbers = labels.sum(axis=1)
        reading = replace(
            reading,
            label_separator=config.label_separator or "",
            num_labels=float(numbers.mean()),
            num_without_label=int((numbers == 0).sum()),
        )
    return Dataset(
        name=name,
        texts=rows["text"].tolist(),
        labels=labels.astype(np.int32),
        class_names=class_names,
        rows=rows.index.to_numpy(np.int64),
        reading=reading,
        num_test=sizes.get("test", 0),
        num_validation=sizes.get("validation", 0),
    )


def _with_decimal_points(rows: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """Numbers with a decimal comma are the same labels as those with a point."""
    distinct = rows["label"].unique()
    decimal = decimal_sign(distinct) if config.decimal == "auto" else config.decimal
    if decimal == ".":
        return rows, reading
    return rows.assign(label=rows["label"].map(with_point)), replace(reading, decimal=decimal)


def _check_header(table: OpenedFile, name: str) -> None:
    columns = table.column_names
    if len(columns) < 2 and table.format == "lines":
        raise DatasetError(
            f"{name} has one text on each line, and no labels.",
            "Training needs a label for each text: a table with a column of each, or lines that begin with __label__ "
            "and the label.",
            "Add the labels, or set dataset.format to csv if the file is a table.",
        )
    if len(columns) < 2 and table.format != "csv":
        raise DatasetError(
            f"{name} has only one column: {listed(columns)}.",
            "A table to train on has a column of texts and one of labels.",
            "Add the missing column.",
        )
    if len(columns) < 2:
        raise DatasetError(
            f"{name} has only one column; its first row is {quote(repr(' '.join(columns)[:80]))}.",
            f"A CSV file has a header row and at least two columns separated by a {delimiter_names()}.",
            "Add the missing column, or separate the columns by one of these.",
        )
