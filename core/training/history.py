"""The history of a training: its finished epochs, the progress of the running one, and when to stop."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.config import Monitor


@dataclass(frozen=True)
class Epoch:
    """The results of one epoch; `epoch` counts from 1, `seconds` is its wall time, validation included.

    Without a validation set, `val_loss`, `val_accuracy` and `val_macro_f1` are None. Earlier versions did not measure
    the macro F1.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float
    val_macro_f1: float | None = None


STARTING = "starting"  # the step before the first: the process starts and imports TensorFlow


@dataclass(frozen=True)
class Progress:
    """How far a running run is: its step, and during training the epoch and the number of finished batches."""

    step: str = ""
    epoch: int = 0
    epochs: int = 0
    batch: int = 0
    num_batches: int = 0
    loss: float | None = None
    accuracy: float | None = None
    remaining_seconds: float | None = None

    @property
    def fraction(self) -> float:
        """Share of all planned batches that are finished, 0 to 1."""
        if not (self.epochs and self.num_batches):
            return 0.0
        return min(1.0, (max(self.epoch - 1, 0) * self.num_batches + self.batch) / (self.epochs * self.num_batches))


def recorded_progress(values: Mapping[str, Any]) -> Progress:
    """The progress in the record of a job; that of another version is unknown."""
    try:
        return Progress(**values)
    except TypeError:
        return Progress()


def best_epoch(history: Sequence[Epoch], monitor: Monitor) -> Epoch | None:
    """The epoch with the best monitored value, the earlier of equals; the last one without validation."""
    values = [(getattr(epoch, monitor), epoch) for epoch in history if getattr(epoch, monitor) is not None]
    if values:
        best_of = min if monitor == "val_loss" else max
        return best_of(values, key=lambda pair: pair[0])[1]  # the first of equals
    return history[-1] if history else None


def stops_early(history: Sequence[Epoch], patience: int | None, monitor: Monitor) -> bool:
    """Whether the last `patience` epochs had no better monitored value; never when `patience` is None.

    Computed from the history alone, so that a resumed run stops where an uninterrupted one would
    (the rule of Keras' `EarlyStopping`, https://keras.io/api/callbacks/early_stopping/).
    """
    best = best_epoch(history, monitor)
    return patience is not None and best is not None and history[-1].epoch - best.epoch >= patience


def plateau_rate(history: Sequence[Epoch], learning_rate: float, monitor: Monitor) -> float:
    """The rate of the next epoch when each epoch without a better monitored value halves it.

    Computed from the history alone, so that a resumed run has the rates of an uninterrupted one (the rule of Keras'
    `ReduceLROnPlateau` with factor 0.5, patience 1 and min_delta 0,
    https://keras.io/api/callbacks/reduce_lr_on_plateau/).
    """
    num_epochs = range(1, len(history) + 1)
    num_worse = sum(best_epoch(history[:number], monitor) != history[number - 1] for number in num_epochs)
    return learning_rate * 0.5**num_worse


def is_finite(epoch: Epoch) -> bool:
    """Whether the epoch's losses are finite numbers, so that training may continue."""
    return math.isfinite(epoch.loss) and (epoch.val_loss is None or math.isfinite(epoch.val_loss))
