"""Answer: a prediction as the command line prints it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """A run's prediction for one input: as plain values for JSON, and as a line of text with notes below."""

    document: dict[str, Any]
    line: str
    notes: tuple[str, ...] = ()
