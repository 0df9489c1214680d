"""A network's forward pass by Keras' own layers over padded texts, with a mask so that no layer reads the padding."""

import keras
import tensorflow as tf
from keras import layers


def masked_forward(model: keras.Model, ids: tf.Tensor, lengths: tf.Tensor, training: bool) -> tf.Tensor:
    """What `model(ids, training=training)` returns for each text without its padding.

    The mask is an argument, because an embedding with `mask_zero` would also hide the one step of a text without known
    words.

    Args:
        ids: padded after the words, (batch, steps).
        lengths: steps of each text that are read, (batch,).
    """
    mask = tf.sequence_mask(lengths, tf.shape(ids)[1])
    values = {id(model.inputs[0]): ids}
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        inputs = keras.tree.map_structure(lambda tensor: values[id(tensor)], layer.input)
        if isinstance(layer, (layers.RNN, layers.Bidirectional)):
            value = layer(inputs, mask=mask, training=training)
            if getattr(layer, "go_backwards", False):  # it returns the last step first, padding included
                mask = tf.reverse(mask, [1])
        elif isinstance(layer, layers.SpatialDropout1D):
            value = layer(inputs, training=training)
        else:
            value = layer(inputs)
        values[id(layer.output)] = value
    return values[id(model.outputs[0])]
