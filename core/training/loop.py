"""Train a model epoch by epoch, telling what happens and stopping when asked to."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from core.config import TrainConfig
from core.data.encoding import LabelledRows
from core.errors import TrainingDivergedError
from core.system.files import write_whole
from core.training.batching import batches, epoch_batches, num_batches, take
from core.training.checkpoints import best_weights_path, checkpoint_path, latest_epoch, remove_checkpoints
from core.training.history import Epoch, Progress, best_epoch, is_finite, stops_early
from core.training.train_step import FastTrainer, Logs, uses_fast_trainer

_MOST_TIMES_USUAL = 3.0  # as long as the median batch; a longer one compiled
_LATEST = 1_000  # batches tell how long one takes
_EVERY = 20  # batches, after the first ones, the time that remains is judged anew


def compile_model(model: keras.Model, head: str, learning_rate: float) -> None:
    """Give a model Adam and the cross-entropy that fits its head (https://keras.io/api/losses/).

    The sparse cross-entropy of class numbers equals the categorical one of one-hot labels.
    """
    if head in ("sigmoid", "per_step"):
        loss = keras.losses.BinaryCrossentropy()
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=head == "logits")
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss=loss, metrics=["accuracy"], jit_compile=False)


def train(
    model: keras.Model,
    training: LabelledRows,
    validation: LabelledRows,
    config: TrainConfig,
    folder: Path,
    *,
    history: Sequence[Epoch] = (),
    on_epoch: Callable[[Epoch], None] = lambda epoch: None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
    raise_if_stopped: Callable[[], None] = lambda: None,
) -> tuple[Epoch, ...]:
    """Fit a compiled model and leave it with the weights of its best epoch.

    Args:
        folder: where the checkpoint and the best weights are kept after each epoch.
        validation: empty when the settings keep none aside.
        history: epochs that the model has behind it already, when it comes from a checkpoint.
        on_epoch: told each epoch when it is done and before its checkpoint is written.
        on_progress: told how far the epoch is, after every batch.
        raise_if_stopped: asked after every batch; what it raises ends the training.

    Returns:
        The whole history, the given epochs included.

    Raises:
        TrainingDivergedError: when a loss is no longer a finite number.
    """
    history = tuple(history)
    steps = _steps(model, training, config)
    for number in range(len(history) + 1, config.epochs + 1):
        if stops_early(history, config.early_stopping_patience):
            break
        epoch = _train_epoch(steps, training, validation, config, number, history, on_progress, raise_if_stopped)
        if not is_finite(epoch):
            raise TrainingDivergedError(
                f"The loss became {epoch.loss} in epoch {number}.",
                "A loss must stay a finite number.",
                f"Lower train.learning_rate (it is {config.learning_rate:g}) and train again.",
            )
        history += (epoch,)
        if best_epoch(history) == epoch:
            write_whole(model.save_weights, best_weights_path(folder))
        on_epoch(epoch)
        save_checkpoint(model, folder, number)
    model.load_weights(best_weights_path(folder))
    return history


def save_checkpoint(model: keras.Model, folder: Path, epoch: int) -> None:
    """Keep the whole state of training after `epoch`, in place of the checkpoint before it."""
    write_whole(model.save, checkpoint_path(folder, epoch))
    remove_checkpoints(folder, before=epoch)


def load_checkpoint(folder: Path) -> tuple[keras.Model, int] | None:
    """The newest checkpointed model, compiled as it was, and the number of epochs it has behind it."""
    epoch = latest_epoch(folder)
    return None if epoch is None else (keras.saving.load_model(checkpoint_path(folder, epoch)), epoch)


def _steps(model: keras.Model, training: LabelledRows, config: TrainConfig) -> "FastTrainer | KerasTrainer":
    if not uses_fast_trainer(model, config):
        return KerasTrainer(model)
    an_epoch = config.steps_per_epoch or num_batches(training.encoded.lengths, config.batch_size)
    return FastTrainer(model, training, config, config.epochs * an_epoch)


def _train_epoch(
    steps: "FastTrainer | KerasTrainer",
    training: LabelledRows,
    validation: LabelledRows,
    config: TrainConfig,
    number: int,
    history: Sequence[Epoch],
    on_progress: Callable[[Progress], None],
    raise_if_stopped: Callable[[], None],
) -> Epoch:
    start = time.monotonic()
    _seed_dropout(steps.model, config.seed, number)
    lengths = training.encoded.lengths
    planned = epoch_batches(lengths, config.batch_size, config.seed, number, config.steps_per_epoch)
    validating = batches(validation.encoded.lengths, config.batch_size)
    reporter = ProgressCallback(
        number, config.epochs, len(planned), len(validating), history, on_progress, raise_if_stopped
    )
    logs = steps.fit(training, planned, reporter)
    val_loss = val_accuracy = None
    if validating:
        validated = steps.evaluate(validation, validating, reporter)
        val_loss, val_accuracy = validated["loss"], validated["accuracy"]
    seconds = time.monotonic() - start
    return Epoch(number, logs["loss"], logs["accuracy"], val_loss, val_accuracy, seconds)


def _seed_dropout(model: keras.Model, seed: int, epoch: int) -> None:
    """Set every dropout's random state for this epoch: Keras leaves it out of what it saves with a model."""
    states = [variable for variable in model.non_trainable_variables if "seed_generator" in variable.path]
    for number, state in enumerate(states):
        state.assign(np.random.SeedSequence((seed, epoch, number)).generate_state(2))


class KerasTrainer:
    """Training and testing by Keras' own loops, for what `FastTrainer` do not cover."""

    def __init__(self, model: keras.Model):
        self.model = model

    def fit(self, rows: LabelledRows, planned: Sequence[np.ndarray], reporter: keras.callbacks.Callback) -> Logs:
        """One epoch of these batches, in their order."""
        history = self.model.fit(_dataset(rows, planned), callbacks=[reporter], shuffle=False, verbose=0).history
        return {name: values[0] for name, values in history.items()}

    def evaluate(self, rows: LabelledRows, planned: Sequence[np.ndarray], reporter: keras.callbacks.Callback) -> Logs:
        """The loss and the metrics of these batches."""
        return self.model.evaluate(_dataset(rows, planned), callbacks=[reporter], verbose=0, return_dict=True)


class ProgressCallback(keras.callbacks.Callback):
    """Tells the progress inside an epoch, with the time that remains, and lets a stop through."""

    def __init__(self, number, epochs, num_batches, num_val_batches, history, on_progress, raise_if_stopped):
        super().__init__()
        self._number = number
        self._epochs = epochs
        self._num_batches = num_batches
        self._num_val_batches = num_val_batches
        self._epoch_seconds = min((epoch.seconds for epoch in history), default=None)
        self._on_progress = on_progress
        self._raise_if_stopped = raise_if_stopped
        self._done_at = 0.0
        self._batch_seconds: deque[float] = deque(maxlen=_LATEST)  # not the first one, which traces the graph
        self._seconds_a_batch = 0.0

    def on_train_batch_end(self, batch, logs=None):
        self._raise_if_stopped()
        done, now = batch + 1, time.monotonic()
        if done > 1:
            self._batch_seconds.append(now - self._done_at)
        self._done_at = now
        logs = logs or {}
        progress = Progress(
            step="training",
            epoch=self._number,
            epochs=self._epochs,
            batch=done,
            num_batches=self._num_batches,
            loss=logs.get("loss"),
            accuracy=logs.get("accuracy"),
            remaining_seconds=self._remaining_seconds(done),
        )
        self._on_progress(progress)

    def on_test_batch_end(self, batch, logs=None):
        self._raise_if_stopped()

    def _remaining_seconds(self, done: int) -> float | None:
        if done == 1 and self._epoch_seconds is None:
            return None
        # A validation batch runs forward only, about a third of the work of a training batch.
        batches_an_epoch = self._num_batches + self._num_val_batches / 3
        if done == 1:
            self._seconds_a_batch = self._epoch_seconds / batches_an_epoch
        elif done <= _EVERY or done % _EVERY == 0:
            self._seconds_a_batch = steady_mean(self._batch_seconds)
        epochs_after = self._epochs - self._number
        return self._seconds_a_batch * (batches_an_epoch - done + epochs_after * batches_an_epoch)


def steady_mean(seconds: Sequence[float]) -> float:
    """The mean of what batches took, those that also compiled something for their shape counted as usual ones.

    Without this, the first steps of texts by length would promise a training several times as long as it is.
    """
    usual = float(np.median(seconds))
    return float(np.mean([duration if duration <= _MOST_TIMES_USUAL * usual else usual for duration in seconds]))


def _dataset(rows: LabelledRows, planned: Sequence[np.ndarray]) -> tf.data.Dataset:
    def generate() -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for batch in planned:
            yield take(rows.encoded, batch), rows.labels[batch]

    inputs, labels = rows.encoded.inputs, rows.labels
    signature = (
        tf.TensorSpec((None, None, *inputs.shape[2:]), inputs.dtype),
        tf.TensorSpec((None, *labels.shape[1:]), labels.dtype),
    )
    dataset = tf.data.Dataset.from_generator(generate, output_signature=signature)
    options = tf.data.Options()
    options.autotune.enabled = False  # its thread sleeps past the end of an epoch: up to twice the wall time
    cardinality = tf.data.experimental.assert_cardinality(len(planned))
    return dataset.apply(cardinality).with_options(options).prefetch(2)
