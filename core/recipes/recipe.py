"""Recipe: a published system, or a task of our own, with its complete settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.config import RunConfig

TITLES = {"SimpleRNN": "simple RNN", "GRU": "GRU", "LSTM": "LSTM"}
PREFIXES = {"forward": "", "bidirectional": "bi-"}


def direction_title(cell: str, direction: str) -> str:
    """Which way a network reads, and with which cells."""
    return f"{'Bidirectional' if direction == 'bidirectional' else 'Forward'} {TITLES[cell]}"


@dataclass(frozen=True)
class Recipe:
    """One published system, or one of our own tasks, with its settings.

    Args:
        name: on the command line and in links.
        title: on pages.
        system: the published system that it belongs to; recipes are grouped by it.
        source: where its settings come from.
        config: the settings as published, without additions such as early stopping or masking.
        published: the figures that the source gives, by metric; empty where it gives none.
        note: what to know before training it.
    """

    name: str
    title: str
    system: str
    source: str
    config: RunConfig
    published: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """The recipe as plain types, ready for JSON."""
        own = {key: getattr(self, key) for key in ("name", "title", "system", "source", "note")}
        return own | {"published": dict(self.published), "config": self.config.to_dict()}
