"""Numbers and examples in words, the same on pages, in reports and on the command line."""

from collections.abc import Sequence

from core.source import KIND_NOUNS, Kind


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


def noun(kinds: Sequence[Kind]) -> str:
    """The plural for the examples of runs of these kinds: texts, images or sequences, or examples where they differ."""
    return KIND_NOUNS[kinds[0]] if len(set(kinds)) == 1 else "examples"
