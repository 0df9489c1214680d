"""A network's forward pass with its recurrent layers computed by our loops, on the weights of Keras' layers."""

from collections.abc import Callable, Sequence

import keras
import tensorflow as tf
from keras import layers

from core.models.crf_layer import LinearChainCRF
from core.models.segmented_layer import layer_in_segments, num_segment_steps
from core.training.rnn import cells
from core.training.rnn.flip import ends, is_flip
from core.training.rnn.packing import Packing, last_steps, mirror
from core.training.rnn.pooled_steps import POOLING_LAYERS, packed_pooling

_CELLS: dict[type[layers.RNN], Callable[..., tf.Tensor]] = {
    layers.SimpleRNN: cells.simple_rnn,
    layers.GRU: cells.gru,
    layers.LSTM: cells.lstm,
}
_OTHERS = (
    layers.InputLayer, layers.Embedding, layers.SpatialDropout1D, layers.Permute, layers.Concatenate, layers.Add,
    layers.Multiply, layers.Average, layers.Dense, layers.Dropout, layers.Activation, layers.Flatten, LinearChainCRF,
    *POOLING_LAYERS,
)  # fmt: skip


def is_covered(model: keras.Model) -> bool:
    """Whether `forward` can compute every layer of a network; otherwise Keras' own training has to do."""
    return all(isinstance(layer, _OTHERS) or is_flip(layer) or _rnn_layers(layer) for layer in model.layers)


def reset_every(model: keras.Model) -> int | None:
    """Steps after which the states of the recurrent layers start anew; None where they never do."""
    return next(filter(None, map(num_segment_steps, model.layers)), None)


def max_units(model: keras.Model) -> int:
    """Units of the widest direction layer; 0 without any."""
    return max((rnn.units for layer in model.layers for rnn in _rnn_layers(layer)), default=0)


def has_bounded_states(model: keras.Model) -> bool:
    """Whether no state can overflow, however many steps of padding a loop computes after a text."""
    rnns = [rnn for layer in model.layers for rnn in _rnn_layers(layer)]
    return all(rnn.activation is keras.activations.tanh for rnn in rnns)


def has_dropout(model: keras.Model) -> bool:
    """Whether any layer drops something while training."""
    return any(
        getattr(layer, "rate", 0) or any(rnn.dropout or rnn.recurrent_dropout for rnn in _rnn_layers(layer))
        for layer in model.layers
    )


def forward(
    model: keras.Model, inputs: Sequence[tf.Tensor], training: bool, compiled: bool,
    precision: tf.DType = tf.float32, packing: Packing | None = None,
) -> tf.Tensor:  # fmt: skip
    """What `model(inputs, training=training)` returns, to rounding, dropout included.

    Args:
        inputs: each (batch, steps, ...), or with a `packing` of texts of different lengths, (total, ...).
        compiled: whether XLA compiles the loops over time, which takes a second or more for each shape of `inputs`.
        precision: of what goes into the products of recurrent layers outside their loops.
    """
    values = {id(tensor): value for tensor, value in zip(model.inputs, inputs, strict=True)}
    for number, layer in enumerate(model.layers):
        if isinstance(layer, layers.InputLayer):
            continue
        tensors, output = ends(model, number)
        layer_inputs = keras.tree.map_structure(lambda tensor: values[id(tensor)], tensors)
        if rnns := _rnn_layers(layer):
            arguments = (layer_inputs, training, precision, packing, num_segment_steps(layer))
            direction_layers = [_DirectionLayer(rnn, *arguments) for rnn in rnns]
            value = _merged(layer, direction_layers, compiled)
        elif isinstance(layer, layers.SpatialDropout1D):
            value = _spatial_dropout(layer, layer_inputs, training, packing)
        elif isinstance(layer, layers.Dropout):
            value = _dropout(layer, layer_inputs, training, packing if len(output.shape) == 3 else None)
        elif is_flip(layer) and packing is not None:
            value = mirror(layer_inputs, packing)
        elif isinstance(layer, POOLING_LAYERS) and packing is not None:
            value = packed_pooling(layer, layer_inputs, packing)
        else:
            value = layer(layer_inputs)
        values[id(output)] = value
    return values[id(model.outputs[0])]


def _rnn_layers(layer: layers.Layer) -> list[layers.RNN]:
    """The layer itself, or both layers of a `Bidirectional`; empty where our loops cannot compute them."""
    layer = layer_in_segments(layer) or layer
    is_bidirectional = isinstance(layer, layers.Bidirectional)
    rnns = [layer.forward_layer, layer.backward_layer] if is_bidirectional else [layer]
    return rnns if all(isinstance(rnn, tuple(_CELLS)) and _has_loop(rnn) for rnn in rnns) else []


def _has_loop(rnn: layers.RNN) -> bool:
    gate_activation = getattr(rnn, "recurrent_activation", keras.activations.sigmoid)
    return (
        rnn.activation in (keras.activations.tanh, keras.activations.relu)
        and gate_activation is keras.activations.sigmoid
        and rnn.use_bias
        and getattr(rnn, "reset_after", True)
        and not (rnn.stateful or rnn.unroll or rnn.return_state)
    )


class _DirectionLayer:
    """One direction of a recurrent layer, with the arguments of its loop."""

    def __init__(
        self, layer: layers.RNN, inputs: tf.Tensor, training: bool, precision: tf.DType, packing: Packing | None,
        num_steps: int | None,
    ):  # fmt: skip
        cell = layer.cell
        self.go_backwards = layer.go_backwards
        self.run = _CELLS[type(layer)]
        self.activation = layer.activation.__name__
        bias, recurrent_bias = cell.bias.value, []
        if isinstance(layer, layers.GRU):
            bias, recurrent_bias = bias[0], [bias[1]]
        input_masks, self.masks = _masks(cell, inputs, packing, num_steps) if training else ([], [])
        if packing is None:
            inputs = tf.transpose(inputs, (1, 0, 2))
        else:
            inputs = mirror(inputs, packing) if self.go_backwards else inputs
            input_masks = [tf.gather(mask, packing.segments) for mask in input_masks]
        projected = _project(inputs, cell.kernel.value, bias, input_masks, precision)
        if len(projected) < len(self.masks):
            projected = tf.split(projected[0], len(self.masks), axis=-1)
        self.arguments = [projected, cell.recurrent_kernel.value, *recurrent_bias]
        self.precision = precision
        self.packing = packing

    def states(self, compiled: bool) -> tf.Tensor:
        """The states at every step (steps, batch, units), in the order of the inputs.

        Packed, (total, units) in the order in which they are read.
        """
        return self.run(
            *self.arguments,
            masks=self.masks,
            activation=self.activation,
            backwards=self.go_backwards and self.packing is None,
            compiled=compiled,
            precision=self.precision,
            packing=self.packing,
        )

    def last_state(self, states: tf.Tensor) -> tf.Tensor:
        """The state after the last step that is read, (batch, units)."""
        if self.packing is not None:
            return last_steps(states, self.packing)
        return states[0 if self.go_backwards else -1]

    def sequence(self, states: tf.Tensor, reverse: bool) -> tf.Tensor:
        """The states as an output (batch, steps, units), or packed; with `reverse` in the order in which they are read.

        Otherwise they are in the order of the inputs.
        """
        if self.packing is not None:
            return mirror(states, self.packing) if self.go_backwards and not reverse else states
        outputs = tf.transpose(states, (1, 0, 2))
        return tf.reverse(outputs, [1]) if self.go_backwards and reverse else outputs


def _spatial_dropout(
    layer: layers.SpatialDropout1D, inputs: tf.Tensor, training: bool, packing: Packing | None
) -> tf.Tensor:
    if packing is None:
        return layer(inputs, training=training)
    if not training:
        return inputs
    # One mask for all steps of a row.
    kept = layer(tf.ones((tf.shape(packing.last)[0], 1, inputs.shape[-1])), training=True)
    return inputs * tf.gather(kept[:, 0], packing.rows)


def _dropout(layer: layers.Dropout, inputs: tf.Tensor, training: bool, packing: Packing | None) -> tf.Tensor:
    """Dropout of numbers, or of tokens where the layer's `noise_shape` has one for each step.

    Steps are dropped as Keras drops those of rows that are padded to the longest one.

    Args:
        packing: of steps; None where each row has numbers by itself.
    """
    if packing is None or not training:
        return layer(inputs, training=training)
    longest = 1 + tf.reduce_max(tf.where(packing.is_read, packing.steps, 0))
    width = 1 if layer.noise_shape else inputs.shape[-1]
    kept = layer(tf.ones((tf.shape(packing.last)[0], longest, width)), training=True)
    places = tf.stack([packing.rows, tf.minimum(packing.steps, longest - 1)], axis=1)
    return inputs * tf.gather_nd(kept, places)


def _masks(
    cell: layers.Layer, inputs: tf.Tensor, packing: Packing | None, num_steps: int | None
) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
    """The masks of dropout of each row, or of each packed segment."""
    if packing is None or num_steps is None:
        return _dropout_masks(cell, tf.shape(inputs)[0] if packing is None else packing.sizes[0])
    # Keras has the segments of a row one after the other, as many for each row as the longest has.
    segments_of_row = (tf.reduce_max(packing.steps) + num_steps) // num_steps
    both = _dropout_masks(cell, tf.shape(packing.last)[0] * segments_of_row)
    rows, first = packing.rows[: packing.sizes[0]], packing.steps[: packing.sizes[0]]
    places = rows * segments_of_row + first // num_steps
    of_inputs, of_states = ([tf.gather(mask, places) for mask in masks] for masks in both)
    return of_inputs, of_states


def _dropout_masks(cell: layers.Layer, num_rows: tf.Tensor) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
    """The masks that Keras would draw: for the inputs (batch, features), and for the states (batch, units)."""
    if not (cell.dropout or cell.recurrent_dropout):
        return [], []
    first_step = tf.zeros((num_rows, cell.kernel.shape[0]))
    input_masks = cell.get_dropout_mask(first_step)
    state_masks = cell.get_recurrent_dropout_mask(tf.zeros((num_rows, cell.units)))
    cell.reset_dropout_mask()
    cell.reset_recurrent_dropout_mask()
    return _as_list(input_masks), _as_list(state_masks)


def _as_list(masks: list[tf.Tensor] | tf.Tensor | None) -> list[tf.Tensor]:
    """Keras draws one mask for all gates, or one for each where it drops states."""
    if masks is None:
        return []
    return masks if isinstance(masks, list) else [masks]


def _project(
    inputs: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor, masks: list[tf.Tensor], precision: tf.DType
) -> list[tf.Tensor]:
    """The inputs through the input kernel, shape (..., gates * units); for each gate with masks for each."""
    inputs = tf.cast(inputs, precision)
    masked = [inputs * tf.cast(mask, precision) for mask in masks] or [inputs]
    kernel_parts = tf.split(tf.cast(kernel, precision), len(masked), axis=1)
    shape = tf.unstack(tf.shape(inputs)[:-1])

    def product(inputs: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
        flat = tf.matmul(tf.reshape(inputs, (-1, kernel.shape[0])), kernel)
        return tf.reshape(tf.cast(flat, tf.float32) + bias, (*shape, kernel.shape[1]))

    return [product(*parts) for parts in zip(masked, kernel_parts, tf.split(bias, len(masked)), strict=True)]


def _merged(layer: layers.Layer, direction_layers: list[_DirectionLayer], compiled: bool) -> tf.Tensor:
    """The output of a Keras layer, made of the states of its one or two directions."""
    in_segments = layer_in_segments(layer)
    layer = in_segments or layer
    states = [direction_layer.states(compiled) for direction_layer in direction_layers]
    pairs = zip(direction_layers, states, strict=True)
    if layer.return_sequences:
        # A backward layer by itself returns the last step first, but not in segments.
        alone = len(states) == 1 and in_segments is None
        outputs = [direction_layer.sequence(sequence, reverse=alone) for direction_layer, sequence in pairs]
    else:
        outputs = [direction_layer.last_state(sequence) for direction_layer, sequence in pairs]
    if len(outputs) == 1:
        return outputs[0]
    of_forward, of_backward = outputs
    if layer.merge_mode == "concat":
        return tf.concat(outputs, axis=-1)
    if layer.merge_mode == "mul":
        return of_forward * of_backward
    total = of_forward + of_backward
    return total / 2 if layer.merge_mode == "ave" else total
