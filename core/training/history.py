"""The history of a training: its finished epochs, the progress of the running one, and when to stop."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Epoch:
    """The results of one epoch; `epoch` counts from 1, `seconds` is its wall time, validation included.

    Without a validation set, `val_loss` and `val_accuracy` are None.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float


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


def best_epoch(history: Sequence[Epoch]) -> Epoch | None:
    """The epoch with the lowest validation loss, the earlier of equals; the last one without validation."""
    losses = [(epoch.val_loss, number) for number, epoch in enumerate(history) if epoch.val_loss is not None]
    if losses:
        return history[min(losses)[1]]
    return history[-1] if history else None


def stops_early(history: Sequence[Epoch], patience: int | None) -> bool:
    """Whether the last `patience` epochs had no better validation loss; never when `patience` is None.

    Computed from the history alone, so that a resumed run stops where an uninterrupted one would
    (the rule of Keras' `EarlyStopping`, https://keras.io/api/callbacks/early_stopping/).
    """
    best = best_epoch(history)
    return patience is not None and best is not None and history[-1].epoch - best.epoch >= patience


def plateau_rate(history: Sequence[Epoch], learning_rate: float) -> float:
    """The rate of the next epoch when each epoch without a better validation loss halves it.

    Computed from the history alone, so that a resumed run has the rates of an uninterrupted one (the rule of Keras'
    `ReduceLROnPlateau` with factor 0.5, patience 1 and min_delta 0,
    https://keras.io/api/callbacks/reduce_lr_on_plateau/).
    """
    num_worse = sum(best_epoch(history[:number]) != history[number - 1] for number in range(1, len(history) + 1))
    return learning_rate * 0.5**num_worse


def is_finite(epoch: Epoch) -> bool:
    """Whether the epoch's losses are finite numbers, so that training may continue."""
    return math.isfinite(epoch.loss) and (epoch.val_loss is None or math.isfinite(epoch.val_loss))
