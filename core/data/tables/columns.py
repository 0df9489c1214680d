"""Columns: which of a table's columns hold the texts and the labels."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from core.data.reading import Reading
from core.data.tables.column_kinds import ColumnKind, column_kind, may_be_labels
from core.data.tables.labels import MISSING
from core.errors import DatasetError
from core.system.paths import quote

TextReason = Literal["", "name", "longest", "only", "no_text"]
LabelReason = Literal["", "name", "conflicts", "classes", "only"]
_TEXT_NAMES = (
    "text", "texts", "sentence", "review", "reviews", "tweet", "comment", "content", "body", "message", "document",
    "post", "utterance",
)  # fmt: skip
_LABEL_NAMES = (
    "label", "labels", "sentiment", "polarity", "target", "class", "category", "rating", "stars", "emotion", "intent",
    "topic", "genre", "stance", "y",
)  # fmt: skip
# What a text comes with, and what is rarely to be predicted.
_OTHER_NAMES = (
    "author", "city", "country", "date", "day", "device", "gender", "group", "hour", "lang", "language", "month",
    "region", "sex", "source", "state", "user", "verified", "version", "year",
)  # fmt: skip
_HOLDS = {
    "text_column": "texts", "joined_columns": "texts", "label_column": "labels", "split_column": "the names of sets",
}  # fmt: skip
_IF_EMPTY = {"text_column": " to have it guessed", "label_column": " to have it guessed"}
_NEUTRAL = 2  # the rank of a name that says nothing about labels
_SAMPLE = 10_000


@dataclass(frozen=True)
class Columns:
    """All columns of a table, and those that hold, or seem to hold, the texts and the labels."""

    names: tuple[str, ...]
    text_column: str
    label_column: str | None


@dataclass(frozen=True)
class ColumnChoice:
    """The columns of texts and labels, with the reasons for those that were guessed.

    Args:
        text_reason: `name`, `longest`, `only` or `no_text`; empty where the column was chosen.
        label_reason: `name`, `conflicts`, `classes` or `only`.
        kinds: of all columns.
        label_choices: the columns that may hold labels, best first, each with the number of its classes and of the
            texts that have different labels in different rows.
    """

    text_column: str
    label_column: str
    text_reason: TextReason = ""
    label_reason: LabelReason = ""
    kinds: Mapping[str, ColumnKind] = field(default_factory=dict)
    label_choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


class TableError(DatasetError):
    """A file that is no data set, with what is known of it: another column or another way to read it may fit.

    Attributes:
        columns: where it could be read as a table.
        reading: what was decided until the error, and what stays in doubt.
    """

    columns: Columns | None = None
    reading: Reading = Reading()


def table_error(error: DatasetError, reading: Reading, columns: Columns | None = None) -> TableError:
    """The same error with what is known of the file; its doubts are notes, which the command line prints below it."""
    refusal = TableError(*error.args)
    refusal.columns, refusal.reading = columns, reading
    for doubt in reading.doubts:
        refusal.add_note(doubt.note)
    return refusal


def guess_columns(
    frame: pd.DataFrame, text_column: str | None = None, label_column: str | None = None
) -> tuple[str, str]:
    """The columns of texts and labels; those that are not chosen are guessed, as `choose_columns` does."""
    choice = choose_columns(frame, text_column, label_column)
    return choice.text_column, choice.label_column


def choose_columns(
    frame: pd.DataFrame, text_column: str | None = None, label_column: str | None = None
) -> ColumnChoice:
    """Guess the columns that are not chosen, and say why.

    Texts: ids, links, dates and numbers are none, and a column named like a label (label, sentiment, stars, ...) only
    where there is no other; where it alone can hold the labels, the others are the texts after all. A column named
    `text`, `review`, `tweet`, ... comes first, then the longest strings.
    Labels: among columns with 2 to 1,000 values, those named like a label come first and those named like something
    else (country, verified, ...) last; then those with fewest texts that have different labels in different rows, and
    with fewest classes. The sample is taken from the whole table, because files are often sorted by label.
    """
    sample = _sample(frame)
    kinds = {column: column_kind(str(column), sample[column].tolist()) for column in sample.columns}
    text_reason: TextReason = ""
    label_reason: LabelReason = ""
    if text_column is None:
        text_column, text_reason = _text_column(sample, kinds, label_column)
    choices = _label_choices(sample, kinds, text_column)
    if label_column is None:
        label_column, label_reason = _label_column(sample, choices, text_column)
    return ColumnChoice(text_column, label_column, text_reason, label_reason, kinds, choices)


def label_columns(frame: pd.DataFrame, text_column: str) -> list[str]:
    """The columns other than the text's that may hold labels, best first."""
    sample = _sample(frame)
    kinds = {column: column_kind(str(column), sample[column].tolist()) for column in sample.columns}
    return list(_label_choices(sample, kinds, text_column))


def check_columns(frame: pd.DataFrame, columns: Iterable[tuple[str, str | None]], name: str) -> None:
    """Refuse columns that the table does not have, or one column for two things.

    Args:
        columns: each with its setting.

    Raises:
        DatasetError: listing the columns there are.
    """
    chosen: dict[str, str] = {}
    for setting, column in columns:
        if column is None:
            continue
        if column not in frame.columns:
            raise DatasetError(
                f"{name} has no column {column!r}.",
                f"Its columns are {listed(frame.columns)}.",
                f"Set dataset.{setting} to one of them, or leave it empty{_IF_EMPTY.get(setting, '')}.",
            )
        if column in chosen:
            raise DatasetError(
                f"{name}: the column {quote(repr(column))} is chosen for both {chosen[column]} and {_HOLDS[setting]}.",
                f"They are different columns of {listed(frame.columns)}.",
                f"Change dataset.{setting}.",
            )
        chosen[column] = _HOLDS[setting]


def joined_texts(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """The cells of these columns as one text, with a space between them; those of a single one as they are."""
    first, *others = columns
    texts = frame[first]
    for column in others:
        texts = texts + " " + frame[column]
    return texts.str.strip() if others else texts


def listed(names: Iterable[str], limit: int = 20) -> str:
    """Names out of a file for a sentence, the first `limit` of them; only where the file may be quoted."""
    all_names = list(names)
    first = ", ".join(repr(str(name)) for name in all_names[:limit])
    return quote(first if len(all_names) <= limit else f"{first} and {len(all_names) - limit:,} more")


def _sample(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:: max(1, len(frame) // _SAMPLE)]


def _text_column(
    sample: pd.DataFrame, kinds: Mapping[str, ColumnKind], label_column: str | None
) -> tuple[str, TextReason]:
    others = [column for column in sample.columns if column != label_column]
    named = _named(_TEXT_NAMES)
    texts = [
        column for column in others if kinds[column] in ("text", "label") or (kinds[column] == "id" and named(column))
    ]
    texts = texts or others
    lengths = {column: sum(map(len, sample[column].tolist())) / max(1, len(sample)) for column in others}
    rest = [column for column in others if column not in texts and kinds[column] not in ("empty", "split")]
    if label_column is None and rest and len(texts) == 1 and _is_label_alone(sample, kinds, texts[0]):
        return max(rest, key=lengths.__getitem__), "no_text"
    is_text, is_label = named, {column: _name_rank(column) < _NEUTRAL for column in texts}
    best = max(texts, key=lambda column: (not is_label[column], is_text(column), lengths[column]))
    if len(texts) == 1:
        return best, "only"
    return best, "name" if is_text(best) and lengths[best] < max(map(lengths.__getitem__, texts)) else "longest"


def _is_label_alone(sample: pd.DataFrame, kinds: Mapping[str, ColumnKind], column: str) -> bool:
    """Whether the only column that may hold texts holds labels: then numbers, dates or ids are the texts."""
    if kinds[column] != "label" or _named(_TEXT_NAMES)(column):
        return False
    return _name_rank(column) < _NEUTRAL or not any(" " in cell.strip() for cell in sample[column].tolist())


def _label_column(
    sample: pd.DataFrame, choices: Mapping[str, Mapping[str, int]], text_column: str
) -> tuple[str, LabelReason]:
    if not choices:
        others = [column for column in sample.columns if column != text_column]
        return min(others, key=lambda column: (_name_rank(column), sample[column].nunique())), ""
    best, *others = choices
    if not others:
        return best, "only"
    ranks = [_name_rank(column) for column in choices]
    if ranks[0] < ranks[1]:
        return best, "name"
    return best, "conflicts" if _conflicts(choices[best]) < _conflicts(choices[others[0]]) else "classes"


def _label_choices(
    sample: pd.DataFrame, kinds: Mapping[str, ColumnKind], text_column: str
) -> dict[str, dict[str, int]]:
    """The columns that may hold labels, best first."""
    choices, texts = {}, sample[text_column].tolist()
    for column in sample.columns:
        is_named = _name_rank(column) == 0 and kinds[column] in ("text", "label")
        if column == text_column or not (kinds[column] == "label" or is_named):
            continue
        cells = [cell.strip() for cell in sample[column].tolist()]
        labels = [(text, cell) for text, cell in zip(texts, cells, strict=True) if cell and cell not in MISSING]
        num_classes = len({label for _, label in labels})
        if may_be_labels(labels, num_classes):
            first: dict[str, str] = {}
            conflicts = {text for text, label in labels if first.setdefault(text, label) != label}
            choices[column] = {"num_classes": num_classes, "num_conflicts": len(conflicts)}
    order = sorted(choices, key=lambda column: (_name_rank(column), *reversed(choices[column].values())))
    return {column: choices[column] for column in order}


def _conflicts(choice: Mapping[str, int]) -> int:
    return choice["num_conflicts"]


def _named(names: Iterable[str]) -> Callable[[str], bool]:
    return lambda column: column.strip().casefold() in names


def _name_rank(column: str) -> int:
    """0 for the usual names of labels, 1 for names with such a word in them, 3 for names of other things."""
    name = str(column).strip().casefold()
    words = re.split(r"[^a-z]+", name)
    if name in _LABEL_NAMES:
        return 0
    if any(word in _LABEL_NAMES for word in words):
        return 1
    return 3 if any(word in _OTHER_NAMES for word in words) else _NEUTRAL
