"""The training loop: epochs with validation, checkpoints, early stopping and a way to cancel."""

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np

from core.config import Monitor, TrainConfig
from core.data.encoding import LabelledRows
from core.errors import TrainingDivergedError
from core.models.crf_layer import crf_of, without_crf
from core.system.files import write_whole
from core.training.batches.batching import batches, epoch_batches, num_updates
from core.training.checkpoints import (
    NUM_KEPT,
    best_weights_path,
    checkpoint_path,
    is_whole,
    latest_epoch,
    record_checkpoint,
    remove_checkpoints,
    usable_epochs,
)
from core.training.history import Epoch, Progress, best_epoch, is_finite, plateau_rate, stops_early
from core.training.keras_internals import dropout_states
from core.training.optimization.objective import accuracy_metric, new_loss
from core.training.optimization.optimizer import new_optimizer
from core.training.progress_callback import ProgressCallback
from core.training.train_step import FastTrainer, KerasTrainer, MaskedKerasTrainer, Trainer, uses_fast_trainer

_log = logging.getLogger("core")


def compile_model(model: keras.Model, head: str, config: TrainConfig, num_updates: int) -> None:
    """Compile a model with its optimizer and the loss that fits its head; that of a CRF is no loss of single tokens.

    Args:
        num_updates: planned in the whole training, for the schedule of the learning rate.
    """
    loss = None if crf_of(model) else new_loss(head, config.label_smoothing, model.output_shape[-1])
    optimizer = new_optimizer(config, num_updates)
    model.compile(optimizer=optimizer, loss=loss, metrics=[accuracy_metric(head)], jit_compile=False)


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
    """Train a compiled model and load the weights of its best epoch.

    Args:
        validation: empty when `validation_split` is 0.
        folder: for the checkpoints and the best weights, written after each epoch.
        history: the epochs before, of a model that comes from a checkpoint.
        on_epoch: called with each finished epoch, before its checkpoint is written.
        on_progress: called with the progress after every batch.
        raise_if_stopped: called after every batch; what it raises ends the training.

    Returns:
        All epochs, those of `history` included.

    Raises:
        TrainingDivergedError: when a loss is no longer a finite number.
    """
    history = tuple(history)
    trainer = _trainer(model, training, config)
    for number in range(len(history) + 1, config.epochs + 1):
        if stops_early(history, config.early_stopping_patience, config.monitor):
            break
        epoch = _train_epoch(trainer, training, validation, config, number, history, on_progress, raise_if_stopped)
        if not is_finite(epoch):
            raise TrainingDivergedError(
                f"The loss became {epoch.loss} in epoch {number}.",
                "A loss must stay a finite number.",
                f"Lower train.learning_rate (it is {config.learning_rate:g}) and train again.",
            )
        history += (epoch,)
        if best_epoch(history, config.monitor) == epoch:
            write_whole(model.save_weights, folder / f"best-{number}.weights.h5")
        on_epoch(epoch)
        write_whole(model.save, checkpoint_path(folder, number))
        record_checkpoint(folder, _best_epochs(history, config.monitor))
    best = best_epoch(history, config.monitor)
    model.load_weights(best_weights_path(folder, best.epoch if best else 0))
    return history


def save_model(model: keras.Model, head: str, path: Path) -> None:
    """Write a trained model as a file that Keras loads without our code, so with no metric or layer but Keras' own.

    Of a network with a CRF, it is the part up to the emissions.
    """
    if head == "multi_label":
        model.compile(optimizer=model.optimizer, loss=model.loss, metrics=["binary_accuracy"])
    write_whole(without_crf(model).save, path)


def load_checkpoint(folder: Path, history: Sequence[Epoch], monitor: Monitor) -> tuple[keras.Model, int] | None:
    """The newest whole checkpoint's compiled model and the number of its epoch; None without one.

    A checkpoint that is damaged, or whose best weights or epochs are missing, is passed over for an older one; when
    none is left, all are removed.

    Args:
        history: the epochs that the store has.
    """
    for epoch in usable_epochs(folder):
        best = best_epoch(history[:epoch], monitor)
        if epoch > len(history) or best is None or not is_whole(best_weights_path(folder, best.epoch)):
            continue
        try:
            return keras.saving.load_model(checkpoint_path(folder, epoch)), epoch
        except Exception as error:  # Keras, h5py and zipfile raise many kinds for a damaged file
            _log.warning("the checkpoint after epoch %d cannot be read (%s)", epoch, type(error).__name__)
    if latest_epoch(folder) is not None:
        _log.warning("no checkpoint can be used: the training starts again")
        remove_checkpoints(folder)
    return None


def _best_epochs(history: Sequence[Epoch], monitor: Monitor) -> set[int]:
    """The best epochs as of the newest checkpoints, the ones that are kept."""
    ends = range(max(1, len(history) - NUM_KEPT + 1), len(history) + 1)
    return {best.epoch for end in ends if (best := best_epoch(history[:end], monitor))}


def _trainer(model: keras.Model, training: LabelledRows, config: TrainConfig) -> Trainer:
    if not uses_fast_trainer(model, config):
        by_length = config.batching == "by_length"
        return MaskedKerasTrainer(model, training, config) if by_length else KerasTrainer(model, training, config)
    return FastTrainer(model, training, config, num_updates(config, training.encoded.lengths))


def _train_epoch(
    trainer: Trainer,
    training: LabelledRows,
    validation: LabelledRows,
    config: TrainConfig,
    number: int,
    history: Sequence[Epoch],
    on_progress: Callable[[Progress], None],
    raise_if_stopped: Callable[[], None],
) -> Epoch:
    start = time.monotonic()
    _seed_dropout(trainer.model, config.seed, number)
    if config.schedule == "on_plateau":
        trainer.model.optimizer.learning_rate = plateau_rate(history, config.learning_rate, config.monitor)
    lengths = training.encoded.lengths
    train_batches = epoch_batches(lengths, config.batch_size, config.seed, number, config.steps_per_epoch)
    val_batches = batches(validation.encoded.lengths, config.batch_size)
    callback = ProgressCallback(
        number, config.epochs, len(train_batches), len(val_batches), history, on_progress, raise_if_stopped
    )
    logs = trainer.fit(training, train_batches, callback)
    val_logs = trainer.evaluate(validation, val_batches, callback) if val_batches else {}
    return Epoch(
        epoch=number,
        loss=logs["loss"],
        accuracy=logs["accuracy"],
        val_loss=val_logs.get("loss"),
        val_accuracy=val_logs.get("accuracy"),
        seconds=time.monotonic() - start,
        val_macro_f1=val_logs.get("macro_f1"),
    )


def _seed_dropout(model: keras.Model, seed: int, epoch: int) -> None:
    """Set the random state of every dropout by the seed and the epoch, so that a resumed run drops the same."""
    for number, state in enumerate(dropout_states(model)):
        state.assign(np.random.SeedSequence((seed, epoch, number)).generate_state(2))
