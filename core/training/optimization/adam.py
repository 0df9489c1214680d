"""Keras' Adam and AdamW as one operation for each weight, which reads and writes it once."""

from collections.abc import Sequence

import keras
import numpy as np
import tensorflow as tf

from core.training.keras_internals import adam_moments


def apply_gradients(
    optimizer: keras.optimizers.Optimizer,
    weights: Sequence[tf.Variable],
    gradients: Sequence[tf.Tensor | tf.IndexedSlices],
) -> None:
    """Update weights as `optimizer.apply` does (https://keras.io/api/optimizers/adam/), with the optimizer's own state.

    Keras squares the gradient of each occurrence of a word before it adds them up, and so does this. Other optimizers
    than Adam and AdamW are Keras' own.
    """
    if not isinstance(optimizer, keras.optimizers.Adam):
        optimizer.apply(gradients, weights)
        return
    if optimizer.global_clipnorm:
        gradients = _clipped(gradients, optimizer.global_clipnorm)
    rate = tf.convert_to_tensor(optimizer.learning_rate)
    if optimizer.weight_decay:
        for weight in weights:
            weight.assign_sub(weight * optimizer.weight_decay * rate)
    number = tf.cast(optimizer.iterations.value, tf.float32) + 1
    beta1_power, beta2_power = tf.pow(optimizer.beta_1, number), tf.pow(optimizer.beta_2, number)
    betas = {"beta1": optimizer.beta_1, "beta2": optimizer.beta_2, "epsilon": optimizer.epsilon}
    moments = adam_moments(optimizer)
    for weight, (momentum, velocity), gradient in zip(weights, moments, gradients, strict=True):
        if isinstance(gradient, tf.IndexedSlices):
            size = rate * tf.sqrt(1 - beta2_power) / (1 - beta1_power)
            _apply_rows(weight, momentum.value, velocity.value, gradient, size, **betas)
        else:
            tf.raw_ops.ResourceApplyAdam(
                var=weight.handle,
                m=momentum.value.handle,
                v=velocity.value.handle,
                beta1_power=beta1_power,
                beta2_power=beta2_power,
                lr=rate,
                grad=gradient,
                **betas,
            )
    optimizer.iterations.value.assign_add(1)


def _clipped(gradients: Sequence[tf.Tensor | tf.IndexedSlices], max_norm: float) -> list[tf.Tensor]:
    """The gradients as Keras scales them down: the norm counts each occurrence of a word, and the result is dense."""
    norm = tf.linalg.global_norm(gradients)
    scale = max_norm * tf.minimum(1 / norm, 1 / max_norm) + (norm - norm)  # not a number where the norm is infinite
    return [tf.convert_to_tensor(gradient) * scale for gradient in gradients]


def _apply_rows(
    weight: tf.Variable,
    momentum: tf.Variable,
    velocity: tf.Variable,
    gradient: tf.IndexedSlices,
    size: tf.Tensor,
    beta1: float,
    beta2: float,
    epsilon: float,
) -> None:
    """Update all rows of a weight from a gradient with one entry for each occurrence of a row."""

    @tf.function(jit_compile=True, autograph=False)  # one pass over the rows instead of ten
    def move(indices: tf.Tensor, values: tf.Tensor, size: tf.Tensor) -> None:
        def decayed(moment: tf.Variable, beta: float, values: tf.Tensor) -> tf.Tensor:
            total = tf.tensor_scatter_nd_add(beta * moment, indices[:, tf.newaxis], (1 - beta) * values)
            moment.assign(total)
            return total

        step = decayed(momentum, beta1, values) * size
        weight.assign_sub(step / (tf.sqrt(decayed(velocity, beta2, tf.square(values))) + epsilon))

    num_padded = _num_padded(gradient.indices)
    outside = weight.shape[0]  # XLA adds nothing there
    move(
        tf.pad(gradient.indices, [[0, num_padded]], constant_values=outside),
        tf.pad(gradient.values, [[0, num_padded], [0, 0]]),
        size,
    )


def _num_padded(indices: tf.Tensor) -> tf.Tensor:
    """How many are missing to the next power of two, so that XLA compiles once for many sizes."""
    num_indices = tf.cast(tf.size(indices), tf.float64)
    return tf.cast(2 ** tf.math.ceil(tf.math.log(num_indices) / np.log(2)) - num_indices, tf.int32)
