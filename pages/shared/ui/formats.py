"""How numbers, moments and users' texts are written on every page."""

import math
import re
import time
from typing import TypeGuard

from core.system import formatting

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=/])")


def percent(share: float | None) -> str:
    """An accuracy or share as `87.3 %`."""
    return formatting.percent(share, 1) if _is_number(share) else "–"


def loss(value: float | None) -> str:
    """A loss with three decimals."""
    return f"{value:.3f}" if _is_number(value) else "–"


def count(number: float | None) -> str:
    """A whole number with separators, `131,584`."""
    return f"{round(number):,}" if _is_number(number) else "–"


def seconds(duration: float | None) -> str:
    """A duration as `0.4 s`, `12 s`, `1 min 12 s` or `2 h 5 min`."""
    if duration is None or math.isnan(duration):
        return "–"
    if duration < 9.95:
        return f"{duration:.1f} s"
    whole = round(duration)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def ago(moment: float, now: float | None = None) -> str:
    """A moment (seconds since 1970) relative to now: `just now`, `5 min ago`, `3 h ago`, `2 days ago`."""
    passed = (time.time() if now is None else now) - moment
    if passed < 60:
        return "just now"
    for size, word in ((86_400, "day"), (3600, "h"), (60, "min")):
        if passed >= size:
            number = int(passed // size)
            return f"{number} {word}{'s' if word == 'day' and number > 1 else ''} ago"
    raise AssertionError("unreachable")


def short(text: str, length: int = 48) -> str:
    """A text on one line, cut with an ellipsis where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def literal(text: str) -> str:
    """A user's text with everything escaped that Markdown would render."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _is_number(value: float | None) -> TypeGuard[float]:
    return value is not None and not math.isnan(value)
