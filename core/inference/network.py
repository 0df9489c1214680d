"""Network: where a trained network lies and how it was trained, all that scoring needs to know of a run."""

from dataclasses import dataclass
from pathlib import Path

from core.config import RunConfig
from core.directions import Direction


@dataclass(frozen=True)
class Network:
    """A trained network that scores texts.

    Args:
        run_id: of the run that trained it.
        folder: of its ONNX file and its vocabulary.
    """

    run_id: str
    name: str
    config: RunConfig
    folder: Path

    @property
    def direction(self) -> Direction:
        """The direction in which it reads."""
        return self.config.model.direction
