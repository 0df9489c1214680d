"""Classes: labels of any kind as class numbers with names in a sensible order."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


def to_classes(labels: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number the classes of labels that are strings of any kind.

    Numbers are sorted numerically, and `4`, `4.0` and `+4` are one class; `True` and `TRUE` are one class. All other
    labels, without the space around them, are one class each, in alphabetical order.

    Returns:
        The class numbers, shape (n,), int32, and the class names.
    """
    codes, distinct = pd.factorize(labels)
    values = [str(value).strip() for value in distinct]
    if all(_NUMBER.fullmatch(value) for value in values):
        numbers, order = _in_order([Decimal(value) for value in values], key=lambda number: number)
        return numbers[codes], tuple(map(_plain, order))
    if {value.casefold() for value in values} <= {"false", "true"}:
        values = [value.casefold() for value in values]
    class_of_value, names = _in_order(values, key=lambda value: (value.casefold(), value))
    return class_of_value[codes], tuple(names)


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
