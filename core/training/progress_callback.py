"""Progress inside an epoch, reported after every batch, and the check whether training has to stop."""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence

import keras
import numpy as np

from core.training.history import Epoch, Progress

_MAX_RATIO = 3.0  # to the median batch; a batch that took longer also compiled something
_NUM_LATEST = 1_000  # batches that the estimate is made of
_INTERVAL = 20  # batches, after the first ones, between two estimates

Logs = Mapping[str, float] | None


class ProgressCallback(keras.callbacks.Callback):
    """Reports how far an epoch is, with the time that remains, and lets the exception of a stop through.

    Args:
        epoch: its number, from 1.
        epochs: planned in the whole training.
        num_batches: of the epoch's training.
        num_val_batches: of the validation after it.
        history: the epochs before it.
        on_progress: called after every training batch.
        raise_if_stopped: called after every batch; may raise.
    """

    def __init__(
        self,
        epoch: int,
        epochs: int,
        num_batches: int,
        num_val_batches: int,
        history: Sequence[Epoch],
        on_progress: Callable[[Progress], None],
        raise_if_stopped: Callable[[], None],
    ):
        super().__init__()
        self._epoch = epoch
        self._epochs = epochs
        self._num_batches = num_batches
        self._num_val_batches = num_val_batches
        self._epoch_seconds = min((epoch.seconds for epoch in history), default=None)
        self._on_progress = on_progress
        self._raise_if_stopped = raise_if_stopped
        self._done_at = 0.0
        self._durations: deque[float] = deque(maxlen=_NUM_LATEST)  # without the first batch, which traces the graph
        self._seconds_per_batch = 0.0

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Report a training batch; Keras and `FastTrainer` call this."""
        self._raise_if_stopped()
        done, now = batch + 1, time.monotonic()
        if done > 1:
            self._durations.append(now - self._done_at)
        self._done_at = now
        logs = logs or {}
        progress = Progress(
            step="training",
            epoch=self._epoch,
            epochs=self._epochs,
            batch=done,
            num_batches=self._num_batches,
            loss=logs.get("loss"),
            accuracy=logs.get("accuracy"),
            remaining_seconds=self._remaining_seconds(done),
        )
        self._on_progress(progress)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        """Stop in validation too."""
        self._raise_if_stopped()

    def _remaining_seconds(self, done: int) -> float | None:
        # A validation batch is a forward pass only, about a third of the work of a training batch.
        batches_per_epoch = self._num_batches + self._num_val_batches / 3
        if done == 1:
            if self._epoch_seconds is None:
                return None
            self._seconds_per_batch = self._epoch_seconds / batches_per_epoch
        elif done <= _INTERVAL or done % _INTERVAL == 0:
            self._seconds_per_batch = steady_mean(self._durations)
        later_epochs = self._epochs - self._epoch
        return self._seconds_per_batch * (batches_per_epoch - done + later_epochs * batches_per_epoch)


def steady_mean(durations: Sequence[float]) -> float:
    """The mean duration of batches, with those that also compiled something counted as a median batch.

    Otherwise the first batches of texts by length, each of which compiles a shape, would promise a training several
    times as long as it is.
    """
    median = float(np.median(durations))
    return float(np.mean([duration if duration <= _MAX_RATIO * median else median for duration in durations]))
