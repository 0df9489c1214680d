"""Label matching: which of a network's classes the labels in a table mean."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from core.data.formats.delimited.decimal_comma import decimal_sign, with_point


def match_labels(labels: Iterable[str], class_names: Sequence[str]) -> dict[str, int | None]:
    """The class number of each different label, None for those that mean no class of the network.

    A label means the class with its name, whatever the case and the space around it; `1`, `1.0`, `1,0` are one number.
    Where no label is a name, the beginning of a name means it (`pos`, `negative`); or whole numbers from 0 count the
    classes in their order, if all numbers do: what 1 and 2, or 0 and 4, mean cannot be known.

    Args:
        labels: as strings, any number of times each; empty ones mean nothing and are left out.
    """
    distinct = dict.fromkeys(label for label in labels if label.strip())
    for places in (_by_name, _by_beginning, _by_number):
        matched = {label: places(label, class_names) for label in distinct}
        if places is _by_number and any(_number(label) is not None and matched[label] is None for label in distinct):
            break
        if any(place is not None for place in matched.values()):
            return matched
    return dict.fromkeys(distinct)


def _by_name(label: str, class_names: Sequence[str]) -> int | None:
    return _only(place for place, name in enumerate(class_names) if _key(name) == _key(label))


def _by_beginning(label: str, class_names: Sequence[str]) -> int | None:
    key = label.strip().casefold()
    return _only(place for place, name in enumerate(class_names) if name.strip().casefold().startswith(key))


def _by_number(label: str, class_names: Sequence[str]) -> int | None:
    number = _number(label)
    return int(number) if number is not None and number in range(len(class_names)) else None


def _only(places: Iterable[int]) -> int | None:
    matches = list(places)
    return matches[0] if len(matches) == 1 else None


def _key(label: str) -> str | Decimal:
    number = _number(label)
    return label.strip().casefold() if number is None else number


def _number(label: str) -> Decimal | None:
    try:
        number = Decimal(with_point(label.strip()) if decimal_sign([label]) == "," else label.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
