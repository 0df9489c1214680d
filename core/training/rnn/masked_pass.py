"""A network's forward pass by Keras' own layers over padded texts, with a mask so that no layer reads the padding."""

from collections.abc import Sequence

import keras
import tensorflow as tf
from keras import layers

from core.models.segmented_layer import layer_in_segments, num_segment_steps
from core.training.rnn.flip import ends, is_flip
from core.training.rnn.pooled_steps import POOLING_LAYERS, masked_pooling


def masked_forward(model: keras.Model, inputs: Sequence[tf.Tensor], lengths: tf.Tensor, training: bool) -> tf.Tensor:
    """What `model(inputs, training=training)` returns for each text without its padding.

    The mask is an argument, because an embedding with `mask_zero` would also hide the one step of a text without known
    words.

    Args:
        inputs: word numbers (batch, steps), and priors (batch, steps, num_priors) if any; padded after the words.
        lengths: steps of each text that are read, (batch,).
    """
    mask = tf.sequence_mask(lengths, tf.shape(inputs[0])[1])
    values = {id(tensor): value for tensor, value in zip(model.inputs, inputs, strict=True)}
    for number, layer in enumerate(model.layers):
        if isinstance(layer, layers.InputLayer):
            continue
        tensors, output = ends(model, number)
        layer_inputs = keras.tree.map_structure(lambda tensor: values[id(tensor)], tensors)
        if num_steps := num_segment_steps(layer):
            value = _over_segments(layer_in_segments(layer), num_steps, layer_inputs, lengths, training)
        elif isinstance(layer, (layers.RNN, layers.Bidirectional)):
            value = layer(layer_inputs, mask=mask, training=training)
            if getattr(layer, "go_backwards", False):  # it returns the last step first, padding included
                mask = tf.reverse(mask, [1])
        elif is_flip(layer):  # a model, which would warn about the mask
            value, mask = tf.reverse(layer_inputs, [1]), tf.reverse(mask, [1])
        elif isinstance(layer, POOLING_LAYERS):
            value = masked_pooling(layer, layer_inputs, mask)
        elif isinstance(layer, layers.SpatialDropout1D | layers.Dropout):
            value = layer(layer_inputs, training=training)
        else:
            value = layer(layer_inputs)
        values[id(output)] = value
    return values[id(model.outputs[0])]


def _over_segments(
    layer: layers.Layer, num_steps: int, inputs: tf.Tensor, lengths: tf.Tensor, training: bool
) -> tf.Tensor:
    """What a recurrent layer returns for padded rows (batch, steps, width), read in segments of `num_steps` steps.

    Segments after the end of a row are masked whole.
    """
    num_rows, longest = tf.shape(inputs)[0], tf.shape(inputs)[1]
    padded = tf.pad(inputs, [[0, 0], [0, -longest % num_steps], [0, 0]])
    mask = tf.sequence_mask(lengths, tf.shape(padded)[1])
    segments = tf.reshape(padded, (-1, num_steps, inputs.shape[-1]))
    outputs = layer(segments, mask=tf.reshape(mask, (-1, num_steps)), training=training)
    if not layer.return_sequences:
        of_rows = tf.reshape(outputs, (num_rows, -1, outputs.shape[-1]))
        return tf.gather(of_rows, (lengths - 1) // num_steps, batch_dims=1)
    if getattr(layer, "go_backwards", False):
        outputs = tf.reverse(outputs, [1])
    return tf.reshape(outputs, (num_rows, -1, outputs.shape[-1]))[:, :longest]
