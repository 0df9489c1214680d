"""Readers: a network's forward pass with its recurrent layers computed by kernels, on the weights of Keras' layers."""

import keras
import tensorflow as tf
from keras import layers

from core.training.rnn import cells

_RECURRENT = (layers.SimpleRNN, layers.GRU, layers.LSTM)
_OTHERS = (
    layers.InputLayer, layers.Embedding, layers.SpatialDropout1D, layers.Permute, layers.Concatenate, layers.Add,
    layers.Multiply, layers.Average, layers.Dense,
)  # fmt: skip


def is_covered(model: keras.Model) -> bool:
    """Whether `read` knows every layer of a network; where it does not, Keras' own training has to do."""
    return all(isinstance(layer, _OTHERS) or _readers(layer) for layer in model.layers) and len(model.inputs) == 1


def units(model: keras.Model) -> int:
    """Width of the widest recurrent layer in one direction."""
    return max(reader.units for layer in model.layers for reader in _readers(layer))


def drops(model: keras.Model) -> bool:
    """Whether anything is dropped while training."""
    return any(
        getattr(layer, "rate", 0) or any(one.dropout or one.recurrent_dropout for one in _readers(layer))
        for layer in model.layers
    )


def read(
    model: keras.Model, inputs: tf.Tensor, training: bool, compiled: bool, precision: tf.DType = tf.float32
) -> tf.Tensor:
    """What `model(inputs, training=training)` gives, to rounding, dropout included.

    Args:
        compiled: whether XLA compiles the loops over time, which takes a second or more for each shape of `inputs`.
        precision: of what goes into the products of recurrent layers outside their loops.
    """
    values = {id(model.inputs[0]): inputs}
    for layer in model.layers:
        if isinstance(layer, layers.InputLayer):
            continue
        given = keras.tree.map_structure(lambda tensor: values[id(tensor)], layer.input)
        if readers := _readers(layer):
            value = _merged(
                layer, [_DirectionLayer(reader, given, training, precision) for reader in readers], compiled
            )
        else:
            value = layer(given, training=training) if isinstance(layer, layers.SpatialDropout1D) else layer(given)
        values[id(layer.output)] = value
    return values[id(model.outputs[0])]


def _readers(layer: layers.Layer) -> list[layers.RNN]:
    """The one or two Keras layers that read at this place, if kernels can take their place."""
    both = isinstance(layer, layers.Bidirectional)
    readers = [layer.forward_layer, layer.backward_layer] if both else [layer]
    return readers if all(isinstance(reader, _RECURRENT) and _has_kernel(reader) for reader in readers) else []


def _has_kernel(reader: layers.RNN) -> bool:
    gates = getattr(reader, "recurrent_activation", keras.activations.sigmoid)
    return (
        reader.activation in (keras.activations.tanh, keras.activations.relu)
        and gates is keras.activations.sigmoid
        and reader.use_bias
        and getattr(reader, "reset_after", True)
        and not (reader.stateful or reader.unroll or reader.return_state)
    )


class _DirectionLayer:
    """One recurrent layer in one direction, with the arguments of its kernel."""

    def __init__(self, layer: layers.RNN, inputs: tf.Tensor, training: bool, precision: tf.DType):
        cell = layer.cell
        self.go_backwards = layer.go_backwards
        self.kernel = {layers.LSTM: cells.lstm, layers.GRU: cells.gru, layers.SimpleRNN: cells.simple_rnn}[type(layer)]
        self.activation = layer.activation.__name__
        bias, extra = cell.bias.value, []
        if isinstance(layer, layers.GRU):
            bias, extra = bias[0], [bias[1]]
        input_masks, self.masks = _dropout_masks(cell, inputs) if training else ([], [])
        projected = _project(inputs, cell.kernel.value, bias, input_masks, precision)
        if len(projected) < len(self.masks):
            projected = tf.split(projected[0], len(self.masks), axis=-1)
        self.arguments = [projected, cell.recurrent_kernel.value, *extra]
        self.precision = precision

    def states(self, compiled: bool) -> tf.Tensor:
        return self.kernel(
            *self.arguments, masks=self.masks, activation=self.activation, backwards=self.go_backwards,
            compiled=compiled, precision=self.precision,
        )  # fmt: skip


def _dropout_masks(cell: layers.Layer, inputs: tf.Tensor) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
    """The masks that Keras would draw: for the inputs (batch, features), and for the states (batch, units)."""
    if not (cell.dropout or cell.recurrent_dropout):
        return [], []
    num_rows = tf.shape(inputs)[0]
    first_step = tf.zeros((num_rows, cell.kernel.shape[0]))
    of_inputs = cell.get_dropout_mask(first_step)
    of_states = cell.get_recurrent_dropout_mask(tf.zeros((num_rows, cell.units)))
    cell.reset_dropout_mask()
    cell.reset_recurrent_dropout_mask()
    return _as_list(of_inputs), _as_list(of_states)


def _as_list(masks: list[tf.Tensor] | tf.Tensor | None) -> list[tf.Tensor]:
    """Keras draws one mask for all gates, or one for each where it drops states."""
    if masks is None:
        return []
    return masks if isinstance(masks, list) else [masks]


def _project(
    inputs: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, masks: list[tf.Tensor], precision: tf.DType
) -> list[tf.Tensor]:
    """The inputs through the input kernel, shape (steps, batch, gates * units); for each gate with masks for each."""
    inputs = tf.cast(tf.transpose(inputs, (1, 0, 2)), precision)
    masked = [inputs * tf.cast(mask, precision) for mask in masks] or [inputs]
    kernel_parts = tf.split(tf.cast(kernel, precision), len(masked), axis=1)
    shape = tf.unstack(tf.shape(inputs)[:2])

    def product(inputs: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
        flat = tf.matmul(tf.reshape(inputs, (-1, kernel.shape[0])), kernel)
        return tf.reshape(tf.cast(flat, tf.float32) + bias, (*shape, kernel.shape[1]))

    return [product(*parts) for parts in zip(masked, kernel_parts, tf.split(bias, len(masked)), strict=True)]


def _merged(layer: layers.Layer, readers: list[_DirectionLayer], compiled: bool) -> tf.Tensor:
    """The outputs of one or two readers as their layer gives them."""
    states = [reader.states(compiled) for reader in readers]
    if layer.return_sequences:
        outputs = [tf.transpose(sequence, (1, 0, 2)) for sequence in states]
    else:
        outputs = [state[0 if reader.go_backwards else -1] for reader, state in zip(readers, states, strict=True)]
    if len(outputs) == 1:  # a layer that reads backwards by itself gives its states in the order of its reading
        return tf.reverse(outputs[0], [1]) if layer.return_sequences and layer.go_backwards else outputs[0]
    forward, backward = outputs
    return {
        "concat": lambda: tf.concat(outputs, axis=-1),
        "sum": lambda: forward + backward,
        "mul": lambda: forward * backward,
        "ave": lambda: (forward + backward) / 2,
    }[layer.merge_mode]()
