"""Numbers, short texts and nouns in words, the same on pages, in reports and on the command line."""

import math
from collections.abc import Sequence

from core.source import KIND_NOUNS, Kind

MISSING = "–"
MOST_CLASSES = 20  # in one table or chart; hundreds would hide what matters


def percent(share: float | None, digits: int = 0) -> str:
    """`87 %`; without digits, a share that is neither none nor all is never rounded to `0 %` or `100 %`."""
    if share is None or math.isnan(share):
        return MISSING
    rounded = f"{100 * share:.{digits}f}"
    if not digits and 0 < share < 1 and rounded in ("0", "100"):
        return "less than 1 %" if rounded == "0" else "more than 99 %"
    return f"{rounded} %"


def points(share: float) -> str:
    """`1.4 points`, or `1 point`."""
    rounded = f"{100 * share:.1f}"
    return "1 point" if rounded == "1.0" else f"{rounded} points"


def signed_points(share: float) -> str:
    """A difference of shares in points with its sign, `+1.3` or `−0.4`."""
    return f"{round(100 * share, 1) + 0.0:+.1f}".replace("-", "−")  # adding 0.0 takes the sign of a negative zero away


def loss(value: float | None) -> str:
    """A loss with three decimals."""
    return MISSING if value is None or math.isnan(value) else f"{value:.3f}"


def count(number: float | None) -> str:
    """A whole number with separators, `131,584`."""
    return MISSING if number is None or math.isnan(number) else f"{round(number):,}"


def counted(number: int, singular: str, plural: str) -> str:
    """A number with its noun, `1 row` or `1,200 rows`."""
    return f"{number:,} {singular if number == 1 else plural}"


def seconds(duration: float | None) -> str:
    """A duration as `0.4 s`, `12 s`, `1 min 12 s` or `2 h 5 min`."""
    if duration is None or math.isnan(duration):
        return MISSING
    if duration < 9.95:
        return f"{duration:.1f} s"
    whole = round(duration)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def short(text: str, length: int = 48) -> str:
    """A text on one line, cut with an ellipsis where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def noun(kinds: Sequence[Kind]) -> str:
    """The plural for the examples of runs of these kinds: texts, images or sequences, or examples where they differ."""
    return KIND_NOUNS[kinds[0]] if len(set(kinds)) == 1 else "examples"


def frequent_classes(counts: Sequence[float]) -> list[int]:
    """The places of the most frequent classes, in the order of the classes; all of them where they are few."""
    most_first = sorted(range(len(counts)), key=lambda place: -counts[place])
    return sorted(most_first[:MOST_CLASSES])


def listed_classes(names: Sequence[str], num_classes: int | None = None) -> str:
    """Classes joined by commas: `a, b and 298 more classes`.

    Args:
        num_classes: how many there are, where the names are the most frequent ones already.
    """
    first = names[:MOST_CLASSES]
    more = (len(names) if num_classes is None else num_classes) - len(first)
    return ", ".join(first) + (f" and {counted(more, 'more class', 'more classes')}" if more else "")


def frequent_classes_note(num_classes: int) -> str:
    """That a table or chart has the most frequent classes alone; empty where it has all."""
    return (
        f"The {MOST_CLASSES} most frequent of {num_classes:,} classes are shown." if num_classes > MOST_CLASSES else ""
    )
