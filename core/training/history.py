"""What training has come to so far: finished epochs, progress inside the present one, and when to stop."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Epoch:
    """What one epoch came to; `epoch` counts from 1, `seconds` is its wall time, validation included.

    Without a validation part, `val_loss` and `val_accuracy` are None.
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
    """How far a running run is: its step, and inside the training step the epoch and the batches done."""

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
        """Share of all planned batches that is done, 0 to 1."""
        if not (self.epochs and self.num_batches):
            return 0.0
        return min(1.0, (max(self.epoch - 1, 0) * self.num_batches + self.batch) / (self.epochs * self.num_batches))


def best_epoch(history: Sequence[Epoch]) -> Epoch | None:
    """The epoch whose weights are kept: the lowest validation loss, the earlier of equals; the last without any."""
    validated = [epoch for epoch in history if epoch.val_loss is not None]
    return min(validated, key=lambda epoch: epoch.val_loss) if validated else (history[-1] if history else None)


def stops_early(history: Sequence[Epoch], patience: int | None) -> bool:
    """Whether the last `patience` epochs brought no better validation loss; never, when `patience` is None.

    Computed from the history alone, so that a resumed run stops where an uninterrupted one would
    (the rule of Keras' `EarlyStopping`, https://keras.io/api/callbacks/early_stopping/).
    """
    best = best_epoch(history)
    return patience is not None and best is not None and history[-1].epoch - best.epoch >= patience


def is_finite(epoch: Epoch) -> bool:
    """Whether the epoch's losses are numbers, so that training may go on."""
    return math.isfinite(epoch.loss) and (epoch.val_loss is None or math.isfinite(epoch.val_loss))
