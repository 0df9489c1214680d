"""Steps: the updates of an epoch, and its validation, with the recurrent loops of `core.training.rnn.cells`.

They do what Keras' `fit` and `evaluate` do, with the model's own weights, optimizer, loss and metrics.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

import keras
import numpy as np
import tensorflow as tf

from core.config import TrainConfig
from core.data.encoding import LabelledRows
from core.errors import ConfigError
from core.training.batching import take
from core.training.rnn.forward_pass import drops, is_covered, read, units
from core.training.rnn.time_loop import PAD_MULTIPLE
from core.training.tf_runtime import has_small_loops

MAX_COMPILED_UNITS = 256  # up to here XLA's loops are faster; above, the products in them decide
MOST_AUTO_UNITS = 512  # the widest layers that were measured
MIN_COMPILED_UPDATES = 300  # fewer do not make up for the seconds that XLA takes to compile a shape

Logs = dict[str, float]


def uses_fast_trainer(model: keras.Model, config: TrainConfig) -> bool:
    """Whether `FastTrainer` trains a model, as `train.kernel` says: `auto` takes it where it was measured to be faster.

    That is for every network that they cover and whose layers are not wide, where large products decide; and not on a
    graphics processor, where Keras' layers have faster loops of their own.

    Raises:
        ConfigError: when products of bfloat16 are asked for and only Keras' own loops can train the network.
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
        units(model) <= MOST_AUTO_UNITS and not tf.config.list_physical_devices("GPU")
    )


class FastTrainer:
    """The functions that train and test one model, traced when they are first called.

    Args:
        rows: to train on, for the shapes and types of inputs and labels.
        num_updates: planned in the whole training; with enough of them, XLA compiles the loops for whole batches.
    """

    def __init__(self, model: keras.Model, rows: LabelledRows, config: TrainConfig, num_updates: int):
        model.optimizer.build(model.trainable_variables)
        inputs, labels = rows.encoded.inputs, rows.labels
        num_steps = None if config.batching == "by_length" else inputs.shape[1]

        def signature(num_rows: int | None) -> tuple[tf.TensorSpec, tf.TensorSpec]:
            return (
                tf.TensorSpec((num_rows, num_steps, *inputs.shape[2:]), inputs.dtype),
                tf.TensorSpec((num_rows, *labels.shape[1:]), labels.dtype),
            )

        self.model = model
        self._compiled_rows = config.batch_size if _compiles(model, rows, config, num_updates) else None
        precision = tf.bfloat16 if config.kernel == "bfloat16" else tf.float32

        def update(num_rows: int | None, compiled: Literal["nothing", "loops", "all"]) -> Callable:
            run = partial(_update, model, precision=precision, compiled=compiled == "loops")
            return tf.function(run, signature(num_rows), jit_compile=compiled == "all" or None, autograph=False)

        # In small networks, starting an operation takes longer than most of them do. XLA would draw other masks.
        as_one = has_small_loops() and num_steps is not None and not drops(model)
        self._update_compiled = update(config.batch_size, "all" if as_one else "loops")
        self._update = update(None, "nothing")
        self._test = tf.function(partial(_test, model), signature(None), autograph=False)

    def fit(self, rows: LabelledRows, planned: Sequence[np.ndarray], reporter: keras.callbacks.Callback) -> Logs:
        """Update the weights with one batch after the other; the means of what was measured before each update."""

        def update(inputs: tf.Tensor, labels: tf.Tensor) -> dict[str, tf.Tensor]:
            chosen = self._update_compiled if len(labels) == self._compiled_rows else self._update
            return chosen(inputs, labels)

        return self._run(update, rows, planned, reporter.on_train_batch_end)

    def evaluate(self, rows: LabelledRows, planned: Sequence[np.ndarray], reporter: keras.callbacks.Callback) -> Logs:
        """The means of what is measured of the batches, without dropout."""
        return self._run(self._test, rows, planned, reporter.on_test_batch_end)

    def _run(self, step: Callable, rows: LabelledRows, planned: Sequence[np.ndarray], on_batch: Callable) -> Logs:
        self.model.reset_metrics()
        logs: Logs = {}
        for number, batch in enumerate(planned):
            inputs, labels = tf.constant(take(rows.encoded, batch)), tf.constant(rows.labels[batch])
            logs = {name: float(value) for name, value in step(inputs, labels).items()}
            on_batch(number, logs)
        return logs


def _compiles(model: keras.Model, rows: LabelledRows, config: TrainConfig, num_updates: int) -> bool:
    num_shapes = len(np.unique(-(-rows.encoded.lengths // PAD_MULTIPLE))) if config.batching == "by_length" else 1
    return units(model) <= MAX_COMPILED_UNITS and num_updates >= MIN_COMPILED_UPDATES * num_shapes


def _update(
    model: keras.Model, inputs: tf.Tensor, labels: tf.Tensor, precision: tf.DType, compiled: bool
) -> dict[str, tf.Tensor]:
    weights = [variable.value for variable in model.trainable_variables]
    with tf.GradientTape() as tape:
        predicted = read(model, inputs, training=True, compiled=compiled, precision=precision)
        loss = model.compute_loss(x=inputs, y=labels, y_pred=predicted)
    _apply(model.optimizer, weights, tape.gradient(loss, weights))
    return _measure(model, inputs, labels, predicted, loss)


def _test(model: keras.Model, inputs: tf.Tensor, labels: tf.Tensor) -> dict[str, tf.Tensor]:
    predicted = read(model, inputs, training=False, compiled=False)
    loss = model.compute_loss(x=inputs, y=labels, y_pred=predicted, training=False)
    return _measure(model, inputs, labels, predicted, loss)


def _measure(
    model: keras.Model, inputs: tf.Tensor, labels: tf.Tensor, predicted: tf.Tensor, loss: tf.Tensor
) -> dict[str, tf.Tensor]:
    tracker = next(metric for metric in model.metrics if metric.name == "loss")
    tracker.update_state(loss, sample_weight=tf.shape(inputs)[0])
    return model.compute_metrics(inputs, labels, predicted)


def _apply(optimizer: keras.optimizers.Adam, weights: list[tf.Variable], gradients: list) -> None:
    """Keras' Adam (https://keras.io/api/optimizers/adam/) as one operation a weight, which reads and writes it once.

    Keras squares the gradient of each occurrence of a word before it adds them up, and so do we.
    """
    number = tf.cast(optimizer.iterations.value, tf.float32) + 1
    beta1_power, beta2_power = tf.pow(optimizer.beta_1, number), tf.pow(optimizer.beta_2, number)
    rate = optimizer.learning_rate.value
    betas = {"beta1": optimizer.beta_1, "beta2": optimizer.beta_2, "epsilon": optimizer.epsilon}
    moments = zip(optimizer._momentums, optimizer._velocities, strict=True)
    for weight, (momentum, velocity), gradient in zip(weights, moments, gradients, strict=True):
        if isinstance(gradient, tf.IndexedSlices):
            size = rate * tf.sqrt(1 - beta2_power) / (1 - beta1_power)
            _apply_rows(weight, momentum.value, velocity.value, gradient, size, **betas)
        else:
            tf.raw_ops.ResourceApplyAdam(
                var=weight.handle, m=momentum.value.handle, v=velocity.value.handle, beta1_power=beta1_power,
                beta2_power=beta2_power, lr=rate, grad=gradient, **betas,
            )  # fmt: skip
    optimizer.iterations.value.assign_add(1)


def _apply_rows(
    weight: tf.Variable, momentum: tf.Variable, velocity: tf.Variable, gradient: tf.IndexedSlices, size: tf.Tensor,
    beta1: float, beta2: float, epsilon: float,
) -> None:  # fmt: skip
    """Adam's update of all rows of a weight, from gradients that are given row by row, some rows several times."""

    @tf.function(jit_compile=True, autograph=False)  # one pass over the rows instead of ten
    def move(indices: tf.Tensor, values: tf.Tensor, size: tf.Tensor) -> None:
        def decayed(moment: tf.Variable, beta: float, values: tf.Tensor) -> tf.Tensor:
            added = tf.tensor_scatter_nd_add(beta * moment, indices[:, tf.newaxis], (1 - beta) * values)
            moment.assign(added)
            return added

        moved = decayed(momentum, beta1, values) * size
        weight.assign_sub(moved / (tf.sqrt(decayed(velocity, beta2, tf.square(values))) + epsilon))

    room = _room(gradient.indices)
    nowhere = weight.shape[0]  # XLA adds nothing there
    move(
        tf.pad(gradient.indices, [[0, room]], constant_values=nowhere),
        tf.pad(gradient.values, [[0, room], [0, 0]]),
        size,
    )


def _room(indices: tf.Tensor) -> tf.Tensor:
    """What is missing to the next power of two, so that XLA compiles once for many sizes."""
    num_given = tf.cast(tf.size(indices), tf.float64)
    return tf.cast(2 ** tf.math.ceil(tf.math.log(num_given) / np.log(2)) - num_given, tf.int32)
