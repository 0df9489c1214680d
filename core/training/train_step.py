"""Trainers: an epoch's updates and its validation, by our recurrent loops or by Keras' own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Literal, Protocol

import keras
import numpy as np
import tensorflow as tf

from core.config import TrainConfig
from core.data.encoding import LabelledRows
from core.errors import ConfigError
from core.training.batches.batch_tensors import input_specs, keras_dataset, label_spec, padded_batches
from core.training.batches.batching import epoch_batches
from core.training.macro_f1 import macro_f1_of_outputs
from core.training.optimization.adam import apply_gradients
from core.training.optimization.batch_loss import BatchLoss, batch_loss
from core.training.optimization.objective import class_weights, targets
from core.training.rnn.forward_pass import (
    forward,
    has_bounded_states,
    has_dropout,
    is_covered,
    max_units,
    reset_every,
)
from core.training.rnn.masked_pass import masked_forward
from core.training.rnn.packing import Packing, pack, packing_spec
from core.training.rnn.time_loop import PAD_MULTIPLE
from core.training.tf_runtime import has_small_loops

MAX_COMPILED_UNITS = 256  # up to here XLA's loops are faster; above, the products in them decide
MAX_AUTO_UNITS = 512  # the widest layers that were measured
MAX_COMPILED_PADDING = 3_000  # rows of padding at a step times units; with more, computing no padding is faster
MIN_COMPILED_UPDATES = 300  # fewer do not make up for the seconds that XLA takes to compile a shape

Logs = dict[str, float]
Tested = tuple[dict[str, tf.Tensor], tf.Tensor, tf.Tensor]
Inputs = tuple[tf.Tensor, ...]  # what the network reads, one tensor for each of its inputs


class Trainer(Protocol):
    """What trains and tests one compiled model, an epoch at a time."""

    model: keras.Model

    def fit(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """Update the weights with these batches in their order; the loss and metrics of the epoch.

        Args:
            batches: row numbers of each batch.
            callback: its `on_train_batch_end` is called after each batch.
        """

    def evaluate(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """The loss, metrics and macro F1 of these batches without dropout; calls `on_test_batch_end` after each."""


def uses_fast_trainer(model: keras.Model, config: TrainConfig) -> bool:
    """Whether `FastTrainer` trains a model, as `train.kernel` says: `auto` takes it where it was measured to be faster.

    That is for every network that it covers and whose layers are not wide, where large products decide; and not on a
    graphics processor, where Keras' layers have faster loops of their own.

    Raises:
        ConfigError: when `train.kernel` is bfloat16 and only Keras' own loops can train the network.
    """
    if config.kernel == "keras" or not is_covered(model):
        if config.kernel == "bfloat16":
            raise ConfigError(
                "train.kernel is 'bfloat16' for a network that only Keras' own loops train.",
                "They have no products of bfloat16.",
                "Set train.kernel to auto, or model.direction to forward or bidirectional.",
            )
        return False
    return config.kernel in ("fast", "bfloat16") or (
        max_units(model) <= MAX_AUTO_UNITS and not tf.config.list_physical_devices("GPU")
    )


class KerasTrainer:
    """The trainer, with Keras' own loops, of every network that `FastTrainer` does not cover; rows have one length."""

    def __init__(self, model: keras.Model, rows: LabelledRows, config: TrainConfig):
        encoded, labels = rows.encoded, rows.labels
        of_labels = tf.TensorSpec((None, *labels.shape[1:]), labels.dtype)
        signature = (input_specs(encoded, (None, encoded.inputs.shape[1])), of_labels)
        self.model = model
        self._class_weights = class_weights(config, labels)
        self._test = tf.function(partial(_keras_test, model), signature, autograph=False)

    def fit(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """See `Trainer`."""
        dataset, weights = keras_dataset(rows, batches, partial(targets, self.model)), self._class_weights
        history = self.model.fit(dataset, callbacks=[callback], class_weight=weights, shuffle=False, verbose=0).history
        return {name: values[0] for name, values in history.items()}

    def evaluate(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """See `Trainer`."""
        arguments = ((inputs, labels) for inputs, labels, _ in padded_batches(rows, batches))
        return _evaluate(self.model, self._test, arguments, callback)


class MaskedKerasTrainer:
    """The trainer of the same networks for texts of different lengths: Keras' own loops, with the padding masked."""

    def __init__(self, model: keras.Model, rows: LabelledRows, config: TrainConfig):
        model.optimizer.build(model.trainable_variables)
        signature = (
            input_specs(rows.encoded, (None, None)),
            label_spec(rows, None),
            tf.TensorSpec((None,), rows.encoded.lengths.dtype),
        )
        self.model = model
        update = partial(_masked_update, model, weights=class_weights(config, rows.labels))
        self._update = tf.function(update, signature, autograph=False)
        self._test = tf.function(partial(_masked_test, model), signature, autograph=False)

    def fit(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """See `Trainer`."""
        return _run(self.model, self._update, padded_batches(rows, batches), callback.on_train_batch_end)

    def evaluate(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """See `Trainer`."""
        return _evaluate(self.model, self._test, padded_batches(rows, batches), callback)


class FastTrainer:
    """What Keras' `fit` and `evaluate` do, with the recurrent loops of `core.training.rnn.cells`.

    It uses the model's own weights, optimizer, loss and metrics. Its functions are traced when they are first called.
    Texts of different lengths are packed, so that no padding is computed. Where XLA compiles the loops, all texts of a
    batch have the same number of steps, and what follows a text's last word has no effect.

    Args:
        rows: the training set, for the shapes and types of inputs and labels.
        num_updates: planned in the whole training; with enough of them, XLA compiles the loops for whole batches.
    """

    def __init__(self, model: keras.Model, rows: LabelledRows, config: TrainConfig, num_updates: int):
        model.optimizer.build(model.trainable_variables)
        encoded = rows.encoded
        self._packs = config.batching == "by_length"
        self._reset_every = reset_every(model)

        def signature(num_rows: int | None) -> tuple[Any, ...]:
            of_labels = label_spec(rows, num_rows)
            if not self._packs:
                return input_specs(encoded, (num_rows, encoded.inputs.shape[1])), of_labels
            of_labels = tf.TensorSpec((None,), of_labels.dtype) if rows.has_token_labels else of_labels
            return input_specs(encoded, (None,)), of_labels, packing_spec(num_rows)

        self.model = model
        self._compiled_rows = config.batch_size if _compiles(model, rows, config, num_updates) else None
        of_classes = class_weights(config, rows.labels)
        precision = tf.bfloat16 if config.kernel == "bfloat16" else tf.float32

        def update(num_rows: int | None, compiled: Literal["nothing", "loops", "all"]) -> Callable:
            run = partial(_update, model, weights=of_classes, precision=precision, compiled=compiled == "loops")
            return tf.function(run, signature(num_rows), jit_compile=compiled == "all" or None, autograph=False)

        # In small networks, starting an operation takes longer than most of them do. XLA would draw other masks.
        # Keras' rules for the rows of an embedding, which optimizers other than Adam keep, are not for XLA.
        as_one = has_small_loops() and not (self._packs or has_dropout(model))
        as_one = as_one and isinstance(model.optimizer, keras.optimizers.Adam)
        self._update_compiled = update(config.batch_size, "all" if as_one else "loops")
        self._update = update(None, "nothing")
        self._test = tf.function(partial(_test, model), signature(None), autograph=False)

    def fit(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """See `Trainer`; the metrics are those before each update, as Keras measures them."""

        def update(inputs: Inputs, labels: tf.Tensor, *packing: Packing) -> dict[str, tf.Tensor]:
            num_rows = len(packing[0].last) if packing else len(labels)
            step = self._update_compiled if num_rows == self._compiled_rows else self._update
            return step(inputs, labels, *packing)

        return _run(self.model, update, self._arguments(rows, batches, training=True), callback.on_train_batch_end)

    def evaluate(self, rows: LabelledRows, batches: Sequence[np.ndarray], callback: keras.callbacks.Callback) -> Logs:
        """See `Trainer`."""
        arguments = self._arguments(rows, batches, training=False)
        return _evaluate(self.model, self._test, arguments, callback)

    def _arguments(
        self, rows: LabelledRows, batches: Sequence[np.ndarray], training: bool
    ) -> Iterator[tuple[Any, ...]]:
        for inputs, labels, lengths in padded_batches(rows, batches):
            if not self._packs:
                yield inputs, labels
                continue
            compiled = training and len(labels) == self._compiled_rows
            packing = Packing.of_lengths(lengths, _compiled_steps(lengths[0]) if compiled else None, self._reset_every)
            labels = pack(labels, packing) if rows.has_token_labels else labels
            yield tuple(pack(values, packing) for values in inputs), labels, packing


def _run(model: keras.Model, step: Callable, batches: Iterable[tuple[Any, ...]], on_batch: Callable) -> Logs:
    model.reset_metrics()
    logs: Logs = {}
    for number, arguments in enumerate(batches):
        tensors = tf.nest.map_structure(tf.constant, arguments)
        logs = {name: float(value) for name, value in step(*tensors).items()}
        on_batch(number, logs)
    return logs


def _evaluate(
    model: keras.Model, step: Callable, arguments: Iterable[tuple[Any, ...]], callback: keras.callbacks.Callback
) -> Logs:
    tested = []

    def test(*tensors: tf.Tensor) -> dict[str, tf.Tensor]:
        results, labels, outputs = step(*tensors)
        tested.append((labels.numpy(), outputs.numpy()))
        return results

    logs = _run(model, test, arguments, callback.on_test_batch_end)
    labels, outputs = (np.concatenate(of_batches) for of_batches in zip(*tested, strict=True))
    return logs | {"macro_f1": macro_f1_of_outputs(labels, outputs)}


def _compiles(model: keras.Model, rows: LabelledRows, config: TrainConfig, num_updates: int) -> bool:
    if not 0 < max_units(model) <= MAX_COMPILED_UNITS or reset_every(model):  # segments differ in number
        return False
    if config.batching == "padded":
        return num_updates >= MIN_COMPILED_UPDATES
    parts = epoch_batches(rows.encoded.lengths, config.batch_size, config.seed, epoch=1)
    full = [rows.encoded.lengths[part] for part in parts if len(part) == config.batch_size]
    num_steps = [_compiled_steps(lengths[0]) for lengths in full]
    if num_updates < MIN_COMPILED_UPDATES * len(set(num_steps)) or not full:
        return False
    padding_rows = config.batch_size - np.sum(full) / sum(num_steps)
    return has_bounded_states(model) and padding_rows * max_units(model) <= MAX_COMPILED_PADDING


def _compiled_steps(longest: int) -> int:
    """Steps of a compiled loop over a batch, so that batches whose longest texts are similar share one."""
    return int(-(-longest // PAD_MULTIPLE) * PAD_MULTIPLE)


def _update(
    model: keras.Model, inputs: Inputs, labels: tf.Tensor, packing: Packing | None = None, *,
    weights: dict[int, float] | None, precision: tf.DType, compiled: bool,
) -> dict[str, tf.Tensor]:  # fmt: skip
    variables = [variable.value for variable in model.trainable_variables]
    with tf.GradientTape() as tape:
        predicted = forward(model, inputs, training=True, compiled=compiled, precision=precision, packing=packing)
        batch = batch_loss(model, labels, predicted, weights, packing)
    apply_gradients(model.optimizer, variables, tape.gradient(batch.loss, variables))
    return _measure(model, inputs, batch)


def _test(model: keras.Model, inputs: Inputs, labels: tf.Tensor, packing: Packing | None = None) -> Tested:
    predicted = forward(model, inputs, training=False, compiled=False, packing=packing)
    return _tested(model, inputs, batch_loss(model, labels, predicted, packing=packing))


def _masked_update(
    model: keras.Model, inputs: Inputs, labels: tf.Tensor, lengths: tf.Tensor, weights: dict[int, float] | None
) -> dict[str, tf.Tensor]:
    with tf.GradientTape() as tape:
        predicted = masked_forward(model, inputs, lengths, training=True)
        batch = batch_loss(model, labels, predicted, weights, lengths=lengths)
    gradients = tape.gradient(batch.loss, [variable.value for variable in model.trainable_variables])
    model.optimizer.apply(gradients, model.trainable_variables)
    return _measure(model, inputs, batch)


def _masked_test(model: keras.Model, inputs: Inputs, labels: tf.Tensor, lengths: tf.Tensor) -> Tested:
    predicted = masked_forward(model, inputs, lengths, training=False)
    return _tested(model, inputs, batch_loss(model, labels, predicted, lengths=lengths))


def _keras_test(model: keras.Model, inputs: Inputs, labels: tf.Tensor) -> Tested:
    predicted = model(inputs if len(inputs) > 1 else inputs[0], training=False)
    return _tested(model, inputs, batch_loss(model, labels, predicted))


def _tested(model: keras.Model, inputs: Inputs, batch: BatchLoss) -> Tested:
    """The loss and metrics so far, and the labels and outputs of this batch."""
    return _measure(model, inputs, batch), batch.labels, batch.outputs


def _measure(model: keras.Model, inputs: Inputs, batch: BatchLoss) -> dict[str, tf.Tensor]:
    tracker = next(metric for metric in model.metrics if metric.name == "loss")
    tracker.update_state(batch.loss, sample_weight=tf.shape(batch.labels)[0])
    return model.compute_metrics(inputs, targets(model, batch.labels), batch.outputs)
