"""How numbers and texts from data are written on every page."""

import re
import time
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.system import formatting
from core.system.formatting import count, loss, seconds, short

__all__ = ["ago", "clock", "count", "literal", "loss", "percent", "seconds", "short"]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&^=/])")


def percent(share: float | None) -> str:
    """An accuracy or share as `87.3 %`."""
    return formatting.percent(share, digits=1)


def ago(moment: float, now: float | None = None) -> str:
    """A moment (seconds since 1970) relative to now: `just now`, `5 min ago`, `3 h ago`, `2 days ago`."""
    passed = (time.time() if now is None else now) - moment
    for size, word in ((86_400, "day"), (3600, "h"), (60, "min")):
        if passed >= size:
            number = int(passed // size)
            return f"{number} {word}{'s' if word == 'day' and number > 1 else ''} ago"
    return "just now"


def day(moment: float) -> str:
    """The date of a moment (seconds since 1970) on the server, `2026-11-30`."""
    return time.strftime("%Y-%m-%d", time.localtime(moment))


def clock(moment: float) -> str:
    """A moment (seconds since 1970) in the reader's time zone, as `14:32`, or with its day if that is not today."""
    zone = ZoneInfo(st.context.timezone) if st.context.timezone else None
    then, today = (datetime.fromtimestamp(seconds, zone) for seconds in (moment, time.time()))
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%a %d %b, %H:%M}"


def literal(text: str) -> str:
    """A text from data, safe inside a Markdown label: shown literally, never rendered."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
