"""Decimal comma: numbers that are written as `4,5`, told from thousands, which are written as `4,500`."""

import re
from collections.abc import Iterable

_WITH_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}", re.ASCII)


def decimal_sign(values: Iterable[str]) -> str:
    """The decimal sign of some values: a comma where all are numbers, and some have a comma that divides no thousands.

    Args:
        values: as strings; those without a digit, such as words for a missing value, do not count.
    """
    filled = {value.strip() for value in values if any(map(str.isdigit, value))}
    with_comma = [value for value in filled if _WITH_COMMA.fullmatch(value)]
    is_decimal = all(map(_NUMBER.fullmatch, filled)) and not all(map(_THOUSANDS.fullmatch, with_comma))
    has_both = any("." in value for value in filled)
    return "," if with_comma and is_decimal and not has_both else "."


def with_point(value: str) -> str:
    """A number with a point in place of its decimal comma; anything else unchanged."""
    return value.replace(",", ".") if _WITH_COMMA.fullmatch(value.strip()) else value
