"""Decision rules: the threshold of a network with two classes, or of each label of texts that may have several."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from core.errors import InputError
from core.evaluation.threshold import HALF
from core.system.files import write_json
from core.system.formatting import listed_classes

LABEL_SEPARATOR = "|"  # between the labels of a text, in tables and answers
NO_LABEL = "(no label)"  # what is said of a text that has none
RULE_FILE = "threshold.json"


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
                f"A threshold for {self.positive!r} cannot decide between {listed_classes(list(probabilities))}.",
                f"It needs two classes, one of them called {self.positive!r}.",
                "Score without a threshold, or choose another positive class.",
            )
        return self.positive if probabilities[self.positive] > self.threshold else others[0]

    @property
    def words(self) -> str:
        """The rule in a few words."""
        return f"threshold {self.threshold:.2f} for {self.positive}"


@dataclass(frozen=True)
class LabelThresholds:
    """Which labels are decided for a text that may have several: those whose probability is above their threshold.

    Args:
        thresholds: of each label, from 0 to 1.

    Raises:
        InputError: when a threshold is outside 0 to 1.
    """

    thresholds: Mapping[str, float]

    def __post_init__(self) -> None:
        for threshold in self.thresholds.values():
            DecisionRule("", threshold)  # refuses what is outside 0 to 1

    def labels(self, probabilities: Mapping[str, float]) -> list[str]:
        """The labels above their thresholds; a label without one has 0.5."""
        return [name for name, share in probabilities.items() if share > self.threshold_of(name)]

    def threshold_of(self, label: str) -> float:
        """The threshold of a label; 0.5 without one of its own."""
        return self.thresholds.get(label, HALF)

    def decide(self, probabilities: Mapping[str, float]) -> str:
        """The labels above their thresholds, joined by `|`; empty for none."""
        return LABEL_SEPARATOR.join(self.labels(probabilities))

    def summary(self, probabilities: Mapping[str, float]) -> str:
        """These labels with their probabilities, for people."""
        return ", ".join(f"{name} {probabilities[name]:.1%}" for name in self.labels(probabilities)) or NO_LABEL

    @property
    def words(self) -> str:
        """The rule in a few words."""
        values = set(self.thresholds.values())
        if len(values) == 1:
            return f"threshold {values.pop():.2f} for each label"
        return "a threshold for each label, chosen on the validation set"


Rule = DecisionRule | LabelThresholds


def read_rule(folder: Path) -> Rule | None:
    """The rule that is stored with a run; None where there is none, or where its file cannot be read."""
    try:
        values = json.loads((folder / RULE_FILE).read_text(encoding="utf-8"))
        if "thresholds" in values:
            return LabelThresholds({str(name): float(value) for name, value in values["thresholds"].items()})
        return DecisionRule(str(values["positive"]), float(values["threshold"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, InputError):
        return None


def read_label_thresholds(folder: Path) -> LabelThresholds:
    """The thresholds of labels that are stored with a run; those it lacks are 0.5."""
    rule = read_rule(folder)
    return rule if isinstance(rule, LabelThresholds) else LabelThresholds({})


def write_rule(rule: Rule, folder: Path) -> None:
    """Store a rule with a run: Score, batches and `score` then show its decision."""
    write_json(asdict(rule), folder / RULE_FILE, indent=2)


def remove_rule(folder: Path) -> None:
    """Remove the stored rule of a run."""
    (folder / RULE_FILE).unlink(missing_ok=True)
