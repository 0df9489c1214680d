"""Work: one network on one data set, as ours, a script in Keras and a script in PyTorch train it."""

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.ours import train_ours, train_rounded
from benchmarks.races import OURS, ROUNDED, Racer, race
from benchmarks.rows import prepare
from core.config import RunConfig

if TYPE_CHECKING:
    import keras

SEEDS = (1, 2, 3)
QUICK_ROWS = 4_000  # enough for steady epochs, too few for accuracies


@dataclass(frozen=True)
class Work:
    """One line of the table.

    Args:
        name: what the command line calls it.
        config: the settings that ours trains with.
        keras_script: the training loop as its users write it.
        torch_script: likewise; None where nothing of it would be the same.
        most_rows: to train on; None takes all.
        rounds: whether its products are large enough for a line with bfloat16.
    """

    name: str
    config: RunConfig
    keras_script: Racer
    torch_script: Racer | None = None
    most_rows: int | None = None
    rounds: bool = False

    def measure(self, quick: bool = False, num_rows: int | None = None, seeds: Sequence[int] = SEEDS) -> dict[str, Any]:
        """Race ours against the scripts; PyTorch's is left out where it is not installed."""
        racers = {OURS: train_ours, "keras": self.keras_script}
        if self.rounds:
            racers[ROUNDED] = train_rounded
        if self.torch_script and importlib.util.find_spec("torch"):
            racers["torch"] = self.torch_script
        limit = num_rows or (min(QUICK_ROWS, self.most_rows or QUICK_ROWS) if quick else self.most_rows)
        rows = prepare(self.config, limit)
        lanes = race(rows, racers, seeds[:1] if quick else seeds)
        num_train = len(rows.training.labels)
        about = {"num_train": num_train, "num_test": len(rows.test.labels), "num_seeds": len(lanes[OURS].cold)}
        found = {name: lane.summary(num_train) for name, lane in lanes.items()}
        rounded = found.pop(ROUNDED, None)
        measured = {"name": self.name} | about | _compared(found)
        if rounded:
            measured["rounded"] = {"name": f"{self.name}, bfloat16"} | about | _compared(found | {OURS: rounded})
        return measured


def pausing(pause: Callable[[], None]) -> "keras.callbacks.Callback":
    """A callback that waits before the first epoch and after each."""
    import keras

    return keras.callbacks.LambdaCallback(on_train_begin=lambda logs: pause(), on_epoch_end=lambda epoch, logs: pause())


def _compared(found: dict[str, dict[str, float]]) -> dict[str, Any]:
    return {
        "ratio_keras": _ratio(found, "keras", "sequences_per_second"),
        "ratio_torch": _ratio(found, "torch", "sequences_per_second"),
        "ratio_cold": _ratio(found, "keras", "cold_seconds"),
    } | {key: {name: lane[key] for name, lane in found.items()} for key in found[OURS]}


def _ratio(found: dict[str, dict[str, float]], other: str, key: str) -> float | None:
    """How many times as good ours is: faster, or sooner ready."""
    if other not in found:
        return None
    ours, theirs = found["ours"][key], found[other][key]
    return theirs / ours if key.endswith("seconds") else ours / theirs
