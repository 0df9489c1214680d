"""Classes: labels of any kind as class numbers with names in a sensible order."""

import re
from decimal import Decimal

import numpy as np
import pandas as pd

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)


def to_classes(labels: pd.Series) -> tuple[np.ndarray, tuple[str, ...]]:
    """Number the classes of labels that came as strings, whatever they meant.

    Numbers are sorted numerically and `4`, `4.0` and `+4` are one class; `True` and `TRUE` are one class; all other
    labels are classes as they stand, without the space around them, in alphabetical order.

    Returns:
        The class numbers, shape (n,), int32, and the class names.
    """
    codes, distinct = pd.factorize(labels)
    values = [str(value).strip() for value in distinct]
    if all(_NUMBER.fullmatch(value) for value in values):
        keys = [Decimal(value) for value in values]
        order = sorted(set(keys))
        names = [_plain(key) for key in order]
    elif {value.casefold() for value in values} <= {"false", "true"}:
        keys = [value.casefold() for value in values]
        order = names = sorted(set(keys))
    else:
        keys = values
        order = names = sorted(set(keys), key=lambda value: (value.casefold(), value))
    positions = {key: position for position, key in enumerate(order)}
    class_of_value = np.array([positions[key] for key in keys], dtype=np.int32)
    return class_of_value[codes], tuple(names)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
