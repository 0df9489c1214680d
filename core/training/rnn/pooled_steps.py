"""Pooling over the steps of each row: packed rows, or padded ones with a mask, without their padding."""

from typing import Any

import tensorflow as tf
from keras import layers

from core.training.rnn.packing import Packing

POOLING_LAYERS = (layers.GlobalMaxPooling1D, layers.GlobalAveragePooling1D, layers.Softmax, layers.Dot)


def packed_pooling(layer: layers.Layer, inputs: Any, packing: Packing) -> tf.Tensor:
    """What a pooling layer returns for each packed row.

    Args:
        inputs: of the layer, packed (total, width); a `Dot` has the weights of the steps and the steps.
    """
    rows, num_rows = packing.rows, tf.shape(packing.last)[0]
    is_read = packing.is_read[:, tf.newaxis]
    if isinstance(layer, layers.Dot):
        weights, steps = inputs
        return tf.math.unsorted_segment_sum(weights * steps, rows, num_rows)[:, tf.newaxis]
    if isinstance(layer, layers.GlobalMaxPooling1D):
        return tf.math.unsorted_segment_max(tf.where(is_read, inputs, inputs.dtype.min), rows, num_rows)
    if isinstance(layer, layers.GlobalAveragePooling1D):
        counts = tf.math.unsorted_segment_sum(tf.cast(is_read, inputs.dtype), rows, num_rows)
        return tf.math.unsorted_segment_sum(tf.where(is_read, inputs, 0.0), rows, num_rows) / counts
    scores = tf.where(is_read, inputs, inputs.dtype.min)
    largest = tf.stop_gradient(tf.math.unsorted_segment_max(scores, rows, num_rows))
    powers = tf.where(is_read, tf.exp(scores - tf.gather(largest, rows)), 0.0)
    return powers / tf.gather(tf.math.unsorted_segment_sum(powers, rows, num_rows), rows)


def masked_pooling(layer: layers.Layer, inputs: Any, mask: tf.Tensor) -> tf.Tensor:
    """What a pooling layer returns for padded rows (batch, steps, width) whose padding the mask (batch, steps) hides.

    Keras' pooling by the maximum takes no mask.
    """
    if isinstance(layer, layers.Dot):
        return layer(inputs)  # the weights of padding are zero
    if isinstance(layer, layers.GlobalMaxPooling1D):
        return layer(tf.where(mask[..., tf.newaxis], inputs, inputs.dtype.min))
    return layer(inputs, mask=mask[..., tf.newaxis] if isinstance(layer, layers.Softmax) else mask)
