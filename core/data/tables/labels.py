"""Classes: labels of any kind as class numbers with names in a sensible order."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from core.config import DatasetConfig
from core.data.reading import DropReason
from core.data.tables.label_reading import LabelKind
from core.errors import DatasetError

T = TypeVar("T")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
# What pandas reads as missing, and MySQL's \N.
MISSING = frozenset({
    "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NAN",
    "NULL", "NaN", "NaT", "None", "Null", "\\N", "n/a", "nan", "null",
})  # fmt: skip


@dataclass(frozen=True)
class ClassesOfLabels:
    """Which class each label means.

    Args:
        names: the class by label, as the file writes it; labels whose rows are dropped are left out.
        dropped: why the rows of the other labels are dropped, by label.
        kind: of the labels; numbers that are equal, and booleans in any case, are one class.
        spellings: by class, its other spellings with their rows.
        unknown: labels of `dataset.classes` that no row has.
        numbers: the rows of each label before the rules, in order; spellings of one class are one label.
    """

    names: Mapping[str, str]
    dropped: Mapping[str, DropReason]
    kind: LabelKind = "words"
    spellings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)


def classes_of_labels(numbers: Mapping[str, int], config: DatasetConfig) -> ClassesOfLabels:
    """Which class each label means, after missing labels, equal numbers and spellings and the rules of the config.

    Empty labels stay empty.

    Args:
        numbers: the rows of each different label, as the file writes it.

    Raises:
        DatasetError: when `dataset.classes` has two rules for spellings of one label.
    """
    dropped: dict[str, DropReason] = {}
    if config.drop_missing_labels:  # but those that are to have a class
        missing = MISSING.difference(label.strip() for label, name in config.class_rules.items() if name is not None)
        dropped = dict.fromkeys((label for label in numbers if label.strip() in missing), "missing_label")
    filled = {label: number for label, number in numbers.items() if label.strip() and label not in dropped}
    kind = kind_of_labels(filled)
    keys = {label: label_key(label, kind, config.merge_spellings) for label in filled}
    names, spellings = _names(filled, keys, kind)
    rules = _rules(config, kind)
    for label, key in keys.items():
        name = rules.get(key, names[key])
        if name is None:
            dropped[label] = "dropped_class"
    targets = {label_key(name, kind, config.merge_spellings): name for name in rules.values() if name is not None}
    known = {*keys.values(), *(label_key(label, kind, config.merge_spellings) for label in dropped)}
    return ClassesOfLabels(
        {label: "" for label in numbers if not label.strip()}
        | {
            label: str(rules.get(key, targets.get(key, names[key])))
            for label, key in keys.items()
            if label not in dropped
        },
        dropped,
        kind,
        {name: others for key, (name, others) in spellings.items() if key not in rules},
        tuple(label for label in config.class_rules if label_key(label, kind, config.merge_spellings) not in known),
        _in_class_order(filled, {label: names[key] for label, key in keys.items()}, kind),
    )


def classes_by_label(numbers: Mapping[str, int], config: DatasetConfig) -> dict[str, str | None]:
    """The class of each of `ClassesOfLabels.numbers`; None where its rows are dropped."""
    names = classes_of_labels(numbers, config).names
    return {label: names.get(label) for label in numbers}


def kind_of_labels(labels: Mapping[str, int] | Sequence[str]) -> LabelKind:
    """Whether all labels are numbers or booleans; words otherwise."""
    values = [label.strip() for label in labels]
    if values and all(_NUMBER.fullmatch(value) for value in values):
        return "numbers"
    return "booleans" if {value.casefold() for value in values} <= {"false", "true"} else "words"


def label_key(label: str, kind: LabelKind, merge_spellings: bool) -> str:
    """What labels of one class have in common."""
    label = label.strip()
    if kind == "numbers" and _NUMBER.fullmatch(label):
        return _plain(Decimal(label))
    if kind == "booleans" or merge_spellings:
        return unicodedata.normalize("NFC", " ".join(label.split()).casefold())
    return label


def to_classes(labels: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number the classes of labels that are strings of any kind.

    Numbers are sorted numerically, and `4`, `4.0` and `+4` are one class; `True` and `TRUE` are one class. All other
    labels, without the space around them, are one class each, in alphabetical order.

    Returns:
        The class numbers, shape (n,), int32, and the class names.
    """
    codes, distinct = pd.factorize(labels)
    values = [str(value).strip() for value in distinct]
    kind = kind_of_labels(values)
    if kind == "numbers":
        numbers, order = _in_order([Decimal(value) for value in values], key=lambda number: number)
        return numbers[codes], tuple(map(_plain, order))
    if kind == "booleans":
        values = [value.casefold() for value in values]
    class_of_value, names = _in_order(values, key=lambda value: (value.casefold(), value))
    return class_of_value[codes], tuple(names)


def _rules(config: DatasetConfig, kind: LabelKind) -> dict[str, str | None]:
    """The class that the config names for each key; None for those to drop."""
    rules: dict[str, str | None] = {}
    spelled: dict[str, str] = {}
    for label, name in config.class_rules.items():
        key = label_key(label, kind, config.merge_spellings)
        if rules.setdefault(key, name) != name:
            raise DatasetError(
                f"dataset.classes has two rules for one label, written {spelled[key]!r} and {label!r}.",
                "Labels that differ by case or space alone are one label, and so are equal numbers.",
                "Remove one of the two rules" + (", or set dataset.merge_spellings=false." if kind == "words" else "."),
            )
        spelled.setdefault(key, label)
    return rules


def _names(
    numbers: Mapping[str, int], keys: Mapping[str, str], kind: LabelKind
) -> tuple[dict[str, str], dict[str, tuple[str, dict[str, int]]]]:
    """The name of each key, its most frequent spelling, and by key the name with the other spellings."""
    if kind != "words":
        return {key: key for key in keys.values()}, {}
    by_key: dict[str, dict[str, int]] = {}
    for label, key in keys.items():
        spelled = by_key.setdefault(key, {})
        spelled[label.strip()] = spelled.get(label.strip(), 0) + numbers[label]
    names = {key: max(spelled, key=lambda word: spelled[word]) for key, spelled in by_key.items()}
    others = {
        key: (names[key], {word: number for word, number in spelled.items() if word != names[key]})
        for key, spelled in by_key.items()
        if len(spelled) > 1
    }
    return names, others


def _in_class_order(numbers: Mapping[str, int], names: Mapping[str, str], kind: LabelKind) -> dict[str, int]:
    """The rows of each name, the names in the order of classes."""
    sums: dict[str, int] = {}
    for label, number in numbers.items():
        sums[names[label]] = sums.get(names[label], 0) + number
    order = sorted(sums, key=lambda name: Decimal(name) if kind == "numbers" else (name.casefold(), name))
    return {name: sums[name] for name in order}


def _in_order(values: Sequence[T], key: Callable[[T], Any]) -> tuple[np.ndarray, list[T]]:
    """The position of each value among the different ones, and these in order."""
    order = sorted(set(values), key=key)
    positions = {value: position for position, value in enumerate(order)}
    return np.array([positions[value] for value in values], dtype=np.int32), order


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
