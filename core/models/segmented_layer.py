"""A recurrent layer whose states start anew every few steps, made of Keras' own layers and operations alone."""

import keras
from keras import layers, ops


def segmented(layer: layers.Layer, width: int, num_steps: int) -> keras.Model:
    """A recurrent layer that reads a row in segments of `num_steps` steps, the states zeros at the start of each.

    The last segment has the steps that remain, and a mask hides what follows them, so that a backward layer starts at
    the end of the row. It is a model, which Keras loads without our code; all rows of its input have the same length.

    Args:
        layer: with `return_sequences`, the outputs of all steps are in the order of the input, whatever its direction;
            without, the output is that of the last segment.
        width: numbers of each step.
    """
    inputs = keras.Input((None, width))
    ones = ops.cast(ops.max(ops.ones_like(inputs), axis=-1), "int32")  # the numbers of rows and steps are not fixed
    num_rows, longest = ops.cumsum(ops.max(ones, axis=1), axis=0), ops.max(ops.cumsum(ones, axis=1))
    num_segments = (longest + num_steps - 1) // num_steps
    outputs = layer(_segments(inputs, num_steps), mask=_segments(ones[..., None], num_steps)[..., 0] > 0)
    if layer.return_sequences:
        if getattr(layer, "go_backwards", False):
            outputs = ops.flip(outputs, axis=1)
        first = (num_rows[:, None] - 1) * num_segments * num_steps
        outputs = ops.take(ops.reshape(outputs, (-1, outputs.shape[-1])), first + ops.cumsum(ones, axis=1) - 1, axis=0)
    else:
        outputs = ops.take(outputs, num_rows * num_segments - 1, axis=0)
    return keras.Model(inputs, outputs, name=layer.name)


def layer_in_segments(layer: layers.Layer) -> layers.Layer | None:
    """The recurrent layer of a model that `segmented` made; None for any other layer."""
    if not isinstance(layer, keras.Model):
        return None
    recurrent = (one for one in layer.layers if isinstance(one, layers.RNN | layers.Bidirectional))
    return next(recurrent, None)


def num_segment_steps(layer: layers.Layer) -> int | None:
    """The steps of each segment of a model that `segmented` made; None for any other layer."""
    recurrent = layer_in_segments(layer)
    return None if recurrent is None else recurrent.input[0].shape[1]


def _segments(values: keras.KerasTensor, num_steps: int) -> keras.KerasTensor:
    """Rows (batch, steps, width) as rows of each segment (segments, num_steps, width), zeros after the last step."""
    padded = ops.transpose(ops.pad(values, ((0, 0), (0, num_steps - 1), (0, 0))), (0, 2, 1))
    parts = ops.extract_sequences(padded, num_steps, num_steps)
    return ops.reshape(ops.transpose(parts, (0, 2, 3, 1)), (-1, num_steps, values.shape[-1]))
