"""Shares in words: an accuracy or probability in percent, a difference of two in points."""


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
