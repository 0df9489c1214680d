"""Own rows: the texts, labels and sets in the columns of a person's own files."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.reading import DropReason, Reading
from core.data.tables.bad_rows import MOST_LISTED
from core.data.tables.column_kinds import MAX_CLASSES, SETS
from core.data.tables.columns import check_columns, choose_columns, joined_texts, listed, table_error
from core.data.tables.label_reading import MOST_LABELS
from core.data.tables.label_sets import labels_in
from core.data.tables.labels import classes_of_labels
from core.errors import DatasetError
from core.system.paths import quote

PART = "part"  # the number of a row's set
PARTS = ("training", "validation", "test")


def labelled_rows(
    frame: pd.DataFrame, parts: pd.Series | None, reading: Reading, config: DatasetConfig, name: str
) -> tuple[pd.DataFrame, Reading]:
    """The unchanged cells of the columns of texts and labels, chosen or guessed, and the set of each row.

    Args:
        parts: the number of each row's set, where each has a file of its own.
        name: of the file.

    Returns:
        Columns `text`, `label` and, where the sets come with the data, `part`.

    Raises:
        DatasetError: when there is no such column, or it names other sets.
    """
    texts = (
        [("joined_columns", column) for column in config.text_columns]
        if config.text_columns
        else [("text_column", config.text_column)]
    )
    chosen = [*texts, ("label_column", config.label_column), ("split_column", config.split_column)]
    check_columns(frame, chosen, name)
    left = frame.drop(columns=[column for column in (config.split_column, *config.text_columns[1:]) if column])
    choice = choose_columns(left, next(iter(config.text_columns), config.text_column), config.label_column)
    used = (choice.text_column, choice.label_column, *choice.label_choices)
    reading = replace(
        reading,
        text_column=choice.text_column,
        joined_columns=config.text_columns,
        label_column=choice.label_column,
        text_reason=choice.text_reason,
        label_reason=choice.label_reason,
        label_choices=choice.label_choices,
        other_columns={column: kind for column, kind in choice.kinds.items() if column not in used},
        split_column=config.split_column,
    )
    joined = joined_texts(frame, config.text_columns or (choice.text_column,))
    rows = pd.DataFrame({"text": joined, "label": frame[choice.label_column]})
    if config.split_column is not None:
        return _with_sets(rows, frame[config.split_column], reading, config.split_column, name)
    return (rows if parts is None else rows.assign(**{PART: parts})), reading


def joined_reading(first: Reading, other: Reading, num_before: int) -> Reading:
    """How several files were read: as the first one, with the rows, bad rows and doubts of another.

    Args:
        num_before: what is added to the numbers of the other file's rows.
    """
    bad_rows = [(row + num_before, problem) for row, problem in other.bad_rows]
    num_bad = first.dropped.get("bad_row", 0) + other.dropped.get("bad_row", 0)
    num_read = [number for number in (first.num_read, other.num_read) if number is not None]
    known = {doubt.setting for doubt in first.doubts}
    return replace(
        first,
        num_read=sum(num_read) if num_read else None,
        is_damaged=first.is_damaged or other.is_damaged,
        bad_rows=(*first.bad_rows, *bad_rows)[:MOST_LISTED],
        dropped={"bad_row": num_bad} if num_bad else {},
        doubts=(*first.doubts, *(doubt for doubt in other.doubts if doubt.setting not in known)),
    )


def class_rows(rows: pd.DataFrame, reading: Reading, config: DatasetConfig, name: str) -> tuple[pd.DataFrame, Reading]:
    """The rows with the class of each label in its place, without those that have none.

    Where texts may have several labels, a label that is dropped leaves its cell, and the row stays.

    Raises:
        DatasetError: when `dataset.classes` names one label twice.
        TableError: when `dataset.classes` names a label that no row has; its reading has the labels that there are.
    """
    numbers = _sizes(rows["label"])
    cells = classes_of_labels(numbers, config)
    labels = _sizes(labels_in(rows["label"], config.label_separator or "")) if config.has_label_sets else numbers
    classes = classes_of_labels(labels, config) if config.has_label_sets else cells
    if len(classes.numbers) <= MOST_LABELS:
        reading = replace(reading, label_counts=classes.numbers)
    if classes.unknown:
        error = DatasetError(
            f"dataset.classes names the label {classes.unknown[0]!r}, which no row of {name} has.",
            f"The labels in the column {quote(repr(reading.label_column))} are {listed(sorted(labels))}.",
            "Correct dataset.classes.",
        )
        raise table_error(error, reading)
    reasons = {
        label: reason
        for label, reason in cells.dropped.items()
        if not config.has_label_sets or reason == "missing_label"
    }
    dropped: dict[DropReason, int] = dict(reading.dropped)
    missing: dict[str, int] = {}
    for label, reason in reasons.items():
        dropped[reason] = dropped.get(reason, 0) + numbers[label]
        if reason == "missing_label":
            missing[label.strip()] = missing.get(label.strip(), 0) + numbers[label]
    reading = replace(
        reading, dropped=dropped, missing_labels=missing, spellings=classes.spellings, label_kind=classes.kind
    )
    if reasons:
        rows = rows[~rows["label"].isin(list(reasons))]
    if config.has_label_sets:
        return rows.assign(label=_with_names(rows["label"], config, classes.names)), reading
    return rows.assign(label=rows["label"].map(dict(classes.names)).astype(object)), reading


def without_rare_classes(rows: pd.DataFrame, reading: Reading, config: DatasetConfig) -> tuple[pd.DataFrame, Reading]:
    """The rows of classes with at least `dataset.min_class_rows` rows; rare ones of several labels leave their cell."""
    sizes = _sizes(labels_in(rows["label"], config.label_separator or "") if config.has_label_sets else rows["label"])
    rare = {name: size for name, size in sizes.items() if size < config.min_class_rows}
    if not rare:
        return rows, reading
    if config.has_label_sets:
        names = {name: name for name in sizes if name not in rare}
        return rows.assign(label=_with_names(rows["label"], config, names)), replace(reading, rare_classes=rare)
    dropped: dict[DropReason, int] = {**reading.dropped, "rare_class": sum(rare.values())}
    return rows[~rows["label"].isin(list(rare))], replace(reading, rare_classes=rare, dropped=dropped)


def no_usable_row(name: str, reading: Reading, config: DatasetConfig) -> DatasetError:
    """The error for a file none of whose rows is left: none has a text and a label, or settings removed the others."""
    if hint := _settings_hint(reading, config):
        return DatasetError(
            f"{name} has no usable row left: {', '.join(reading.dropped_rows.values())}.",
            "Each usable row has a text and a label whose class is kept.",
            hint,
        )
    return DatasetError(
        f"{name} has no row with both a text in {quote(repr(reading.text_column))} and a label in "
        f"{quote(repr(reading.label_column))}.",
        "Each usable row has a text and a label.",
        f"Choose others of its columns {listed(reading.columns)}, or another file.",
    )


def wrong_number_of_classes(
    name: str, class_names: tuple[str, ...], reading: Reading, config: DatasetConfig
) -> DatasetError:
    """The error for a column of labels with none, one or far too many."""
    column, separator = str(reading.label_column), reading.proposed_separator
    others = [other for other in reading.label_choices if other != column]
    hint = (
        f"Set dataset.label_column to another column; {listed(others)} would fit."
        if others
        else "Set dataset.label_column to another column, or choose another file."
    )
    if len(class_names) < 2:
        hint = _settings_hint(reading, config) or hint
    if separator:
        return DatasetError(
            f"{name}: the column {quote(repr(column))} has {len(class_names):,} different labels, and {separator!r} "
            "seems to separate several in one cell.",
            f"There may be 2 to {MAX_CLASSES:,} classes.",
            f"Set dataset.label_separator to {separator!r} and model.head to multi_label.",
        )
    if not class_names:
        return DatasetError(
            f"{name}: no row has a label in the column {quote(repr(column))}.",
            f"There must be 2 to {MAX_CLASSES:,} labels.",
            hint,
        )
    if len(class_names) == 1:
        return DatasetError(
            f"{name}: every usable row has the label {quote(repr(class_names[0]))} in the column "
            f"{quote(repr(column))}.",
            f"There must be 2 to {MAX_CLASSES:,} classes.",
            hint,
        )
    return DatasetError(
        f"{name}: the column {quote(repr(column))} has {len(class_names):,} different labels, such as "
        f"{listed(class_names[:3])}.",
        f"There may be 2 to {MAX_CLASSES:,} classes with several rows each, so this is probably the wrong column.",
        hint,
    )


def _settings_hint(reading: Reading, config: DatasetConfig) -> str:
    """How to keep classes that settings removed or merged; empty where they did neither."""
    steps = []
    if config.classes and len(reading.label_counts) != 1:
        steps.append("leave at least two classes in dataset.classes")
    if reading.missing_labels:
        word = quote(repr(next(iter(reading.missing_labels))))
        steps.append(f"set dataset.drop_missing_labels=false if {word} is a class")
    if reading.rare_classes:
        steps.append("lower dataset.min_class_rows")
    if not steps:
        return ""
    hint = ", or ".join([*steps, "set dataset.label_column to another column"])
    return f"{hint[0].upper()}{hint[1:]}."


def _with_names(cells: pd.Series, config: DatasetConfig, names: Mapping[str, str]) -> np.ndarray:
    """The cells with these names of their labels; labels without one are left out."""
    separator = config.label_separator or ""
    labels = labels_in(cells, separator).map(dict(names)).dropna()
    joined = labels.groupby(level=0).agg(separator.join)
    return joined.reindex(range(len(cells)), fill_value="").to_numpy(object)


def _sizes(labels: pd.Series) -> dict[str, int]:
    return {str(label): int(size) for label, size in labels.value_counts().items()}


def _with_sets(
    rows: pd.DataFrame, cells: pd.Series, reading: Reading, column: str, name: str
) -> tuple[pd.DataFrame, Reading]:
    words = cells.str.strip().str.casefold()
    is_empty = words == ""
    parts = words.map(SETS)
    if (unknown := cells[parts.isna() & ~is_empty]).size:
        raise DatasetError(
            f"{name}: the column {quote(repr(column))} has the value {quote(repr(unknown.iloc[0]))} in row "
            f"{unknown.index[0]:,}.",
            f"A set is one of {', '.join(SETS)}.",
            "Correct the file, or set dataset.split_column to another column.",
        )
    if not (parts == PARTS[0]).any():
        raise DatasetError(
            f"{name}: the column {quote(repr(column))} has no row of the training set.",
            "Some rows must be `train`.",
            "Correct the file, or set dataset.split_column to another column.",
        )
    dropped: dict[DropReason, int] = dict(reading.dropped)
    if is_empty.any():
        dropped["no_set"] = int(is_empty.sum())
    rows = rows.assign(**{PART: parts.map({part: number for number, part in enumerate(PARTS)})})[~is_empty]
    return rows.astype({PART: int}), replace(reading, dropped=dropped)
