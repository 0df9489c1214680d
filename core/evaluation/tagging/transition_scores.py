"""Transition scores: what it adds to the score of a sentence's tags that one tag follows another."""

from pathlib import Path
from typing import NamedTuple, Self

import numpy as np

from core.data.formats.tagged.span_schemes import Transitions
from core.system.files import write_whole

TRANSITIONS_FILE = "transitions.npz"
_ILLEGAL = -1e9  # rather than minus infinity: where no legal sequence exists, the one with fewest illegal steps wins


class TransitionScores(NamedTuple):
    """The scores of a linear chain of tags: learned by a CRF, or those of a span scheme, which forbids some.

    Args:
        between: of the second tag after the first, (num_classes, num_classes).
        first: of each tag at the start of a sentence, (num_classes,).
        last: of each tag at its end, (num_classes,).
    """

    between: np.ndarray
    first: np.ndarray
    last: np.ndarray

    @classmethod
    def of_scheme(cls, transitions: Transitions) -> Self:
        """0 for what a scheme allows, and a score that nothing makes up for where it does not."""
        return cls(*(np.where(allowed, 0.0, _ILLEGAL) for allowed in transitions))

    @classmethod
    def load(cls, path: Path) -> Self:
        """The scores that `save` wrote."""
        with np.load(path) as arrays:
            return cls(**{name: arrays[name] for name in cls._fields})

    def save(self, path: Path) -> None:
        """Write the scores, whole or not at all."""

        def write(part: Path) -> None:
            with part.open("wb") as file:  # NumPy would add an ending to the name of a path
                np.savez(file, **self._asdict())

        write_whole(write, path)
