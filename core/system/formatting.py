"""Shares (accuracies, probabilities): in words, and with the interval that their number of rows leaves open."""

from typing import Any

_NORMAL_975 = 1.959964  # the normal distribution's 97.5 % point


def percent(share: float, digits: int = 0) -> str:
    """`87 %`; without digits, what is neither none nor all is never told as `0 %` or `100 %`."""
    shown = f"{100 * share:.{digits}f}"
    if not digits and 0 < share < 1 and shown in ("0", "100"):
        return "less than 1 %" if shown == "0" else "more than 99 %"
    return f"{shown} %"


def points(share: float) -> str:
    """`1.4 points`, or `1 point`."""
    rounded = f"{100 * share:.1f}"
    return "1 point" if rounded == "1.0" else f"{rounded} points"


def wilson(share: Any, number: Any) -> tuple[Any, Any]:
    """The 95 % interval of a share of independent rows, or of columns of shares and numbers.

    Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953.
    """
    squared = _NORMAL_975**2
    middle = (share + squared / (2 * number)) / (1 + squared / number)
    variance = share * (1 - share) / number + squared / (4 * number**2)
    half = _NORMAL_975 * variance**0.5 / (1 + squared / number)
    return middle - half, middle + half
