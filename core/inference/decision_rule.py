"""Decision rule: the threshold of a network with two classes, above which a text is decided as the positive one."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import InputError
from core.system.files import write_json

_FILE = "threshold.json"


@dataclass(frozen=True)
class DecisionRule:
    """Which of two classes is decided for a text.

    Args:
        positive: the name of the class that is decided above the threshold.
        threshold: of its calibrated probability, from 0 to 1.

    Raises:
        InputError: when the threshold is outside 0 to 1.
    """

    positive: str
    threshold: float

    def __post_init__(self) -> None:
        if not 0 <= self.threshold <= 1:
            raise InputError(
                f"The threshold is {self.threshold:g}.", "It must be from 0 to 1.", "Write for example 0.3."
            )

    def decide(self, probabilities: Mapping[str, float]) -> str:
        """The class that is decided, of the probabilities of two classes.

        Raises:
            InputError: when there are not two classes, or none is called like the positive one.
        """
        others = [name for name in probabilities if name != self.positive]
        if len(others) != 1 or len(probabilities) != 2:
            raise InputError(
                f"A threshold for {self.positive!r} cannot decide between {', '.join(probabilities)}.",
                f"It needs two classes, one of them called {self.positive!r}.",
                "Score without a threshold, or choose another positive class.",
            )
        return self.positive if probabilities[self.positive] > self.threshold else others[0]

    @property
    def words(self) -> str:
        """The rule in a few words."""
        return f"threshold {self.threshold:.2f} for {self.positive}"


def read_rule(folder: Path) -> DecisionRule | None:
    """The rule that is stored with a run; None where there is none, or where its file cannot be read."""
    try:
        values = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return DecisionRule(str(values["positive"]), float(values["threshold"]))
    except (OSError, ValueError, KeyError, TypeError, InputError):
        return None


def write_rule(rule: DecisionRule, folder: Path) -> None:
    """Store a rule with a run: Score, batches and `score` then show its decision."""
    write_json(asdict(rule), folder / _FILE, indent=2)


def remove_rule(folder: Path) -> None:
    """Remove the stored rule of a run."""
    (folder / _FILE).unlink(missing_ok=True)
