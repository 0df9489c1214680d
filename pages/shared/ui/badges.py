"""Badges of directions, run states and tags, the same on every page."""

from typing import Literal

import streamlit as st

from core.directions import DIRECTIONS
from pages.shared.ui.formats import literal, short

STATUS_BADGES: dict[str, tuple[str, Literal["gray", "primary", "red"]]] = {
    "queued": (":material/schedule:", "gray"),
    "running": (":material/play_arrow:", "primary"),
    "finished": (":material/check:", "gray"),
    "failed": (":material/error:", "red"),
    "cancelled": (":material/block:", "gray"),
    "pruned": (":material/content_cut:", "gray"),
}
STATUS_SIGNS = {
    "queued": "◔ queued",
    "running": "▶ running",
    "finished": "✓ finished",
    "failed": "⚠ failed",
    "cancelled": "⊘ cancelled",
    "pruned": "✂ pruned",
}


def direction_badge(direction: str) -> None:
    """The badge of a direction: its arrow, its word, its hue."""
    spec = DIRECTIONS[direction]
    st.badge(spec.word, icon=spec.icon, color=spec.color)


def arm_badge(arm: str, label: str) -> None:
    """The badge of a study's arm: that of its direction, or the short name of its settings."""
    if arm in DIRECTIONS:
        direction_badge(arm)
    else:
        st.badge(_escaped(label, 60), color="gray")


def status_badge(status: str, help: str | None = None) -> None:
    """The badge of a run's status: an icon and the word."""
    icon, color = STATUS_BADGES[status]
    st.badge(status, icon=icon, color=color, help=help)


def tag_badge(tag: str) -> None:
    """The badge of a tag, with nothing in it rendered as Markdown."""
    st.badge(_escaped(tag), icon=":material/label:", color="gray")


def _escaped(text: str, length: int = 48) -> str:
    return literal(short(text, length)).replace("\\[", "[").replace("\\]", "]")  # st.badge escapes brackets itself
