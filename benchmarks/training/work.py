"""One network on one data set, trained by Bothways, by a script in Keras and by a script in PyTorch."""

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.training.ours import train_ours, train_rounded
from benchmarks.training.race import OURS, ROUNDED, Racer, race
from benchmarks.training.rows import prepare
from core.config import RunConfig

if TYPE_CHECKING:
    import keras

SEEDS = (1, 2, 3)
QUICK_ROWS = 4_000  # enough for steady epochs, too few for accuracies


@dataclass(frozen=True)
class Work:
    """One line of the table.

    Args:
        name: on the command line.
        config: the settings of ours.
        keras_script: the training loop as its users write it.
        torch_script: likewise; None where it would not train the same way.
        max_rows: of the training set; None takes all.
        rounds: whether its products are large enough for a second line with bfloat16.
    """

    name: str
    config: RunConfig
    keras_script: Racer
    torch_script: Racer | None = None
    max_rows: int | None = None
    rounds: bool = False

    def measure(self, quick: bool = False, num_rows: int | None = None, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
        """Race ours against the scripts; without PyTorch's where it is not installed."""
        racers = {OURS: train_ours, "keras": self.keras_script}
        if self.rounds:
            racers[ROUNDED] = train_rounded
        if self.torch_script and importlib.util.find_spec("torch"):
            racers["torch"] = self.torch_script
        limit = num_rows or (min(QUICK_ROWS, self.max_rows or QUICK_ROWS) if quick else self.max_rows)
        rows = prepare(self.config, limit)
        lanes = race(rows, racers, seeds[:1] if quick else seeds)
        num_train = len(rows.training.labels)
        about = {"num_train": num_train, "num_test": len(rows.test.labels), "num_seeds": len(lanes[OURS].cold)}
        summaries = {name: lane.summary(num_train) for name, lane in lanes.items()}
        rounded = summaries.pop(ROUNDED, None)
        result = {"name": self.name} | about | _comparison(summaries)
        if rounded:
            result["rounded"] = {"name": f"{self.name}, bfloat16"} | about | _comparison(summaries | {OURS: rounded})
        return result


def pausing(pause: Callable[[], None]) -> "keras.callbacks.Callback":
    """A callback that waits before the first epoch and after each."""
    import keras

    return keras.callbacks.LambdaCallback(on_train_begin=lambda logs: pause(), on_epoch_end=lambda epoch, logs: pause())


def _comparison(summaries: dict[str, dict[str, float]]) -> dict[str, Any]:
    return {
        "ratio_keras": _ratio(summaries, "keras", "sequences_per_second"),
        "ratio_torch": _ratio(summaries, "torch", "sequences_per_second"),
        "ratio_cold": _ratio(summaries, "keras", "cold_seconds"),
    } | {key: {name: summary[key] for name, summary in summaries.items()} for key in summaries[OURS]}


def _ratio(summaries: dict[str, dict[str, float]], other: str, key: str) -> float | None:
    """How many times as fast ours is."""
    if other not in summaries:
        return None
    ours, others = summaries[OURS][key], summaries[other][key]
    return others / ours if key.endswith("seconds") else ours / others
