"""Column kinds: what the cells of a column are, so that ids, links and dates are not taken for texts or labels."""

import re
from collections.abc import Iterable, Sequence, Sized
from itertools import pairwise
from typing import Literal

ColumnKind = Literal["text", "label", "id", "link", "date", "number", "split", "empty"]
MAX_CLASSES = 1_000
SETS = {
    "train": "training", "training": "training", "validation": "validation", "valid": "validation",
    "val": "validation", "dev": "validation", "development": "validation", "eval": "validation", "test": "test",
    "testing": "test",
}  # fmt: skip
_FEW_CLASSES = 20  # that a small table may have, and a column of numbers
_MOST = 0.9  # of the cells have the form that makes a kind
_ID_NAMES = re.compile(r"(?i)(.*[^a-z])?(id|ids|idx|index|uuid|guid|key|row|nr|no|unnamed: \d+)|.*[a-z]I[dD]")
_LINK = r"(?i)(https?://|ftp://|www\.)\S+|[^\s@]+@[^\s@]+\.[a-z]{2,}"
_TOKEN = r"[!-~]+"
_NUMBER = r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    r"(?i)(\w{3,9},? )?("
    r"\d{4}([-/.])\d{1,2}\3\d{1,2}|"
    r"\d{1,2}([-/.])\d{1,2}\4\d{2,4}|"
    rf"{_MONTH} \d{{1,2}}(st|nd|rd|th)?\b.*\d{{4}}|"
    rf"\d{{1,2}}[ -]{_MONTH}[ -]\d{{2,4}}"
    r")([T ,]*\d{1,2}:\d{2}.*)?"
)


def column_kind(name: str, cells: Iterable[str]) -> ColumnKind:
    """What the cells of a column are, by their form and by its name.

    Args:
        cells: a sample. It is no Series, because tables may have thousands of columns with few rows.
    """
    values = [value for cell in cells if (value := cell.strip())]
    if not values:
        return "empty"
    distinct = list(dict.fromkeys(values))
    if is_split(distinct):
        return "split"
    for kind, form in (("link", _LINK), ("date", _DATE)):
        if _share(distinct, form) >= _MOST:
            return kind  # type: ignore[return-value]
    if _is_id(name, values, distinct):
        return "id"
    has_few = may_be_labels(values, len(distinct))
    if _share(distinct, _NUMBER) == 1:
        is_label = has_few and (len(distinct) <= _FEW_CLASSES or _are_class_numbers(distinct))
        return "label" if is_label else "number"
    return "label" if has_few else "text"


def may_be_labels(values: Sized, num_distinct: int) -> bool:
    """Whether cells that are not empty have few enough different values, each several times in a larger table."""
    return 2 <= num_distinct <= most_classes(len(values))


def most_classes(num_rows: int) -> int:
    """How many classes so many rows may have: twenty at most, or else several rows for each."""
    return min(MAX_CLASSES, max(_FEW_CLASSES, num_rows // 2))


def is_split(distinct: Sequence[str]) -> bool:
    """Whether different values name two or three sets, one of them the training set."""
    names = {SETS.get(value.casefold()) for value in distinct} if len(distinct) <= len(SETS) else {None}
    return len(names) > 1 and None not in names and "training" in names


def _is_id(name: str, values: Sized, distinct: Sequence[str]) -> bool:
    if _share(distinct, _TOKEN) < 1:
        return False
    if _ID_NAMES.fullmatch(name.strip()):
        return len(distinct) == len(values) or len(distinct) > _FEW_CLASSES
    is_unique = len(distinct) >= 0.95 * len(values) and len(distinct) > _FEW_CLASSES
    if not is_unique:
        return False
    if _share(distinct, _NUMBER) == 1:
        return _share(distinct, r"\d+") == 1 and (len(set(map(len, distinct))) == 1 or _is_sorted(distinct))
    return _share(distinct, r".*\d.*") >= _MOST


def _is_sorted(distinct: Iterable[str]) -> bool:
    """Whether whole numbers grow; they may have more digits than Python makes a number of."""
    keys = ((len(digits), digits) for digits in (value.lstrip("0") for value in distinct))
    return all(first <= second for first, second in pairwise(keys))


def _are_class_numbers(distinct: Sequence[str]) -> bool:
    """Whether whole numbers count from 0 or 1 without many gaps, as classes do."""
    if _share(distinct, r"\d{1,4}") < 1:
        return False
    numbers = [int(value) for value in distinct]
    return min(numbers) in (0, 1) and len(numbers) >= _MOST * (max(numbers) - min(numbers) + 1)


def _share(values: Sequence[str], form: str) -> float:
    fits = re.compile(form).fullmatch
    return sum(fits(value) is not None for value in values) / len(values)
