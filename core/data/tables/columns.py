"""Columns: which of a table's columns hold the texts and the labels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from core.errors import DatasetError
from core.system.paths import quote

MAX_CLASSES = 20
_LABEL_NAMES = ("label", "labels", "sentiment", "polarity", "target", "class", "category", "rating", "y")
_SAMPLE = 10_000


@dataclass(frozen=True)
class Columns:
    """All columns of a table, and those that hold, or seem to hold, the texts and the labels."""

    names: tuple[str, ...]
    text_column: str
    label_column: str | None


class TableError(DatasetError):
    """A table that was read but is no data set: other `columns` of it may be."""

    columns: Columns | None = None


def guess_columns(
    frame: pd.DataFrame, text_column: str | None = None, label_column: str | None = None
) -> tuple[str, str]:
    """Guess the columns that are not chosen: the longest strings are the texts, few distinct values the labels.

    A column named like a label (label, sentiment, polarity, ...) is the text column only where there is no other. Among
    columns with 2 to 20 values, those named like a label come first, then those with fewest values. The sample is taken
    from the whole table, because files are often sorted by label.
    """
    sample = _sample(frame)
    if text_column is None:
        others = [column for column in frame.columns if column != label_column]
        text_column = max(others, key=lambda column: (_name_rank(column) > 0, sample[column].str.len().mean()))
    if label_column is None:
        others = [column for column in frame.columns if column != text_column]
        fitting = _fitting(sample, others)
        label_column = min(fitting or others, key=lambda column: (_name_rank(column), sample[column].nunique()))
    return text_column, label_column


def label_columns(frame: pd.DataFrame, text_column: str) -> list[str]:
    """The columns other than the text's that have 2 to 20 distinct values, and so may hold labels."""
    return _fitting(_sample(frame), [column for column in frame.columns if column != text_column])


def check_columns(frame: pd.DataFrame, text_column: str | None, label_column: str | None, name: str) -> None:
    """Refuse columns that the table does not have, or one column for both.

    Raises:
        DatasetError: listing the columns there are.
    """
    for setting, column in (("text_column", text_column), ("label_column", label_column)):
        if column is not None and column not in frame.columns:
            raise DatasetError(
                f"{name} has no column {column!r}.",
                f"Its columns are {listed(frame.columns)}.",
                f"Set dataset.{setting} to one of them, or leave it empty to have it guessed.",
            )
    if text_column is not None and text_column == label_column:
        raise DatasetError(
            f"{name}: the column {quote(repr(text_column))} is chosen for both texts and labels.",
            f"Texts and labels are two of its columns {listed(frame.columns)}.",
            "Change dataset.text_column or dataset.label_column.",
        )


def listed(names: Iterable[str], limit: int = 20) -> str:
    """Names out of a file for a sentence, the first `limit` of them; only where the file may be quoted."""
    all_names = list(names)
    first = ", ".join(repr(str(name)) for name in all_names[:limit])
    return quote(first if len(all_names) <= limit else f"{first} and {len(all_names) - limit:,} more")


def _sample(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:: max(1, len(frame) // _SAMPLE)]


def _fitting(sample: pd.DataFrame, columns: list[str]) -> list[str]:
    return [column for column in columns if 2 <= sample[column].str.strip().replace("", None).nunique() <= MAX_CLASSES]


def _name_rank(column: str) -> int:
    if column.casefold() in _LABEL_NAMES:
        return 0
    words = re.split(r"[^a-z]+", column.casefold())
    return 1 if any(word in _LABEL_NAMES for word in words) else 2
