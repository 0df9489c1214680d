"""The recurrent loops of training for each cell, with gradients written by hand.

Keras lets TensorFlow derive the gradient of its loop over time, so that every step adds a small product to the gradient
of each weight. Here the loops hold the recurrent product alone: the input is projected before the loop, and the
gradients of the weights are one large product after it.

A cell's function takes the projected inputs (steps, batch, gates * units), the recurrent kernel (units, gates * units)
and the masks of recurrent dropout, each (batch, units): none, one for all gates or one for each. With one for each,
products are computed gate by gate, and the projected inputs are split too: an array (steps, batch, units) for each.
It returns the states (steps, batch, units) in the order of the inputs, in both directions. Gates are in Keras' order:
i, f, c, o (LSTM), z, r, h (GRU). `precision` is that of the product which gives the gradient of the recurrent kernel:
with bfloat16, its factors and its result are rounded. The loops are float32.

With `compiled`, XLA compiles the loops, see `core.training.rnn.time_loop`.
"""

from collections.abc import Callable
from typing import Any

import tensorflow as tf

from core.training.rnn.packing import Packing, earlier_steps
from core.training.rnn.time_loop import Order, State, Tensors, loop, run_loop


def lstm(inputs: Tensors, kernel: tf.Tensor, masks: Tensors = (), **options: Any) -> tf.Tensor:
    """The states of an LSTM (https://keras.io/api/layers/recurrent_layers/lstm/)."""
    return _states(_lstm_forward, _lstm_backward, inputs, kernel, masks, **options)


def simple_rnn(inputs: Tensors, kernel: tf.Tensor, masks: Tensors = (), **options: Any) -> tf.Tensor:
    """The states of a SimpleRNN (https://keras.io/api/layers/recurrent_layers/simple_rnn/)."""
    return _states(_simple_rnn_forward, _simple_rnn_backward, inputs, kernel, masks, **options)


def gru(
    inputs: Tensors, kernel: tf.Tensor, bias: tf.Tensor, masks: Tensors = (), activation: str = "tanh",
    backwards: bool = False, compiled: bool = False, precision: tf.DType = tf.float32, packing: Packing | None = None,
) -> tf.Tensor:  # fmt: skip
    """The states of a GRU with `reset_after` (https://keras.io/api/layers/recurrent_layers/gru/).

    Args:
        bias: the recurrent one, shape (3 * units,), which the reset gate scales too.
    """

    @tf.custom_gradient
    def run(kernel: tf.Tensor, bias: tf.Tensor, *inputs: tf.Tensor) -> tuple[tf.Tensor, Callable]:
        kernels = _kernels(kernel, masks)
        biases = tf.split(bias, len(kernels))
        options: dict[str, Any] = {"masks": masks, "activation": activation, "compiled": compiled, "packing": packing}
        *saved, hiddens = run_loop(
            _gru_forward, inputs, [*kernels, *biases], backwards=backwards, keep_padding=True, **options
        )

        def gradient(upstream: tf.Tensor) -> tuple[tf.Tensor, ...]:
            earlier = _earlier(hiddens, backwards, packing)
            *of_inner, of_new = run_loop(
                _gru_backward,
                (upstream, earlier),
                _transposed(kernels),
                backwards=not backwards,
                padded_inputs=saved,
                **options,
            )
            *of_others, _ = _gates(of_inner, 3)
            return (
                _kernel_gradient(earlier, of_inner, masks, precision, packing),
                tf.concat([tf.reduce_sum(values, range(values.shape.rank - 1)) for values in of_inner], axis=0),
                *_joined([*of_others, of_new], len(inputs)),
            )

        return hiddens, gradient

    return run(kernel, bias, *inputs)


def _states(
    forward: Callable, backward: Callable, inputs: Tensors, kernel: tf.Tensor, masks: Tensors,
    activation: str = "tanh", backwards: bool = False, compiled: bool = False, precision: tf.DType = tf.float32,
    packing: Packing | None = None,
) -> tf.Tensor:  # fmt: skip
    """The states of a cell whose gates are the sum of projected inputs and recurrent product.

    Args:
        forward: the loop of the forward pass; its outputs are the inputs of `backward`, and the state last.
        backward: the loop of the gradient of the projected inputs.
    """

    @tf.custom_gradient
    def run(kernel: tf.Tensor, *inputs: tf.Tensor) -> tuple[tf.Tensor, Callable]:
        kernels = _kernels(kernel, masks)
        options: dict[str, Any] = {"masks": masks, "activation": activation, "compiled": compiled, "packing": packing}
        *saved, hiddens = run_loop(forward, inputs, kernels, backwards=backwards, keep_padding=True, **options)

        def gradient(upstream: tf.Tensor) -> tuple[tf.Tensor, ...]:
            of_inputs = run_loop(
                backward,
                [upstream],
                _transposed(kernels),
                backwards=not backwards,
                padded_inputs=saved,
                **options,
            )
            earlier = _earlier(hiddens, backwards, packing)
            return _kernel_gradient(earlier, of_inputs, masks, precision, packing), *of_inputs

        return hiddens, gradient

    return run(kernel, *inputs)


# The loops, each a `body` of `run_loop`.


def _lstm_forward(order: Order, inputs: Tensors, kernels: Tensors, masks: Tensors, activation: str) -> Tensors:
    act, _ = _ACTIVATIONS[activation]

    def step(inputs: list[tf.Tensor], state: State, masks: Tensors = masks) -> tuple[State, Tensors]:
        hidden, carry = state
        i, f, g, o = _gates(_added(inputs, _products(hidden, kernels, masks)), 4)
        i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), act(g), tf.sigmoid(o)
        earlier, carry = carry, f * carry + i * g
        activated = act(carry)
        hidden = o * activated
        return (hidden, carry), (i, f, g, o, earlier, activated, hidden)

    units = kernels[0].shape[0]
    return loop(step, order, inputs, [units] * 2, [units] * 7, masks)


def _lstm_backward(order: Order, inputs: Tensors, transposed: Tensors, masks: Tensors, activation: str) -> Tensors:
    _, slope = _ACTIVATIONS[activation]

    def step(inputs: list[tf.Tensor], state: State, masks: Tensors = masks) -> tuple[State, Tensors]:
        from_hidden, from_carry = state
        upstream, i, f, g, o, earlier, activated = inputs
        from_hidden += upstream
        from_carry += from_hidden * o * slope(activated)
        parts = (from_carry * g * i * (1 - i), from_carry * earlier * f * (1 - f), from_carry * i * slope(g))
        of_gates = _joined([*parts, from_hidden * activated * o * (1 - o)], len(transposed))
        return (_product_gradient(of_gates, transposed, masks), from_carry * f), of_gates

    return loop(step, order, inputs, [transposed[0].shape[1]] * 2, _widths(transposed), masks)


def _gru_forward(order: Order, inputs: Tensors, weights: Tensors, masks: Tensors, activation: str) -> Tensors:
    act, _ = _ACTIVATIONS[activation]
    kernels, biases = weights[: len(weights) // 2], weights[len(weights) // 2 :]

    def step(inputs: list[tf.Tensor], state: State, masks: Tensors = masks) -> tuple[State, Tensors]:
        (hidden,) = state
        z, r, new = _gates(inputs, 3)
        inner_z, inner_r, inner = _gates(_added(_products(hidden, kernels, masks), biases), 3)
        z, r = tf.sigmoid(z + inner_z), tf.sigmoid(r + inner_r)
        new = act(new + r * inner)
        hidden = new + z * (hidden - new)
        return (hidden,), (z, r, inner, new, hidden)

    units = kernels[0].shape[0]
    return loop(step, order, inputs, [units], [units] * 5, masks)


def _gru_backward(order: Order, inputs: Tensors, transposed: Tensors, masks: Tensors, activation: str) -> Tensors:
    _, slope = _ACTIVATIONS[activation]

    def step(inputs: list[tf.Tensor], state: State, masks: Tensors = masks) -> tuple[State, Tensors]:
        (from_hidden,) = state
        upstream, earlier, z, r, inner, new = inputs
        from_hidden += upstream
        of_new = from_hidden * (1 - z) * slope(new)
        of_z, of_r = from_hidden * (earlier - new) * z * (1 - z), of_new * inner * r * (1 - r)
        of_inner = _joined([of_z, of_r, of_new * r], len(transposed))
        return (from_hidden * z + _product_gradient(of_inner, transposed, masks),), (*of_inner, of_new)

    units = transposed[0].shape[1]
    return loop(step, order, inputs, [units], [*_widths(transposed), units], masks)


def _simple_rnn_forward(order: Order, inputs: Tensors, kernels: Tensors, masks: Tensors, activation: str) -> Tensors:
    act, slope = _ACTIVATIONS[activation]

    def step(inputs: list[tf.Tensor], state: State, masks: Tensors = masks) -> tuple[State, Tensors]:
        hidden = act(*_added(inputs, _products(state[0], kernels, masks)))
        return (hidden,), (slope(hidden), hidden)

    units = kernels[0].shape[0]
    return loop(step, order, inputs, [units], [units] * 2, masks)


def _simple_rnn_backward(
    order: Order, inputs: Tensors, transposed: Tensors, masks: Tensors, activation: str
) -> Tensors:
    def step(inputs: list[tf.Tensor], state: State, masks: Tensors = masks) -> tuple[State, Tensors]:
        upstream, slopes = inputs
        of_input = (state[0] + upstream) * slopes
        return (_product_gradient([of_input], transposed, masks),), (of_input,)

    return loop(step, order, inputs, [transposed[0].shape[1]], _widths(transposed), masks)


# Each with its slope as a function of its output.
_ACTIVATIONS = {
    "tanh": (tf.tanh, lambda output: 1 - output * output),
    "relu": (tf.nn.relu, lambda output: tf.cast(output > 0, output.dtype)),
}


def _earlier(states: tf.Tensor, backwards: bool, packing: Packing | None) -> tf.Tensor:
    """The state that each step started from."""
    if packing is not None:
        return earlier_steps(states, packing)
    others, zeros = (states[1:], [0, 1]) if backwards else (states[:-1], [1, 0])
    return tf.pad(others, [zeros, [0, 0], [0, 0]])


def _kernels(kernel: tf.Tensor, masks: Tensors) -> list[tf.Tensor]:
    return tf.split(kernel, max(1, len(masks)), axis=1)


def _transposed(kernels: Tensors) -> list[tf.Tensor]:
    return [tf.transpose(kernel) for kernel in kernels]


def _gates(arrays: Tensors, num_gates: int) -> Tensors:
    """The array of each gate, split where they are one array."""
    return arrays if len(arrays) == num_gates else tf.split(arrays[0], num_gates, axis=-1)


def _joined(arrays: Tensors, num_arrays: int) -> Tensors:
    """The arrays of all gates, joined where one array is expected."""
    return arrays if len(arrays) == num_arrays else [tf.concat(arrays, axis=-1)]


def _added(arrays: Tensors, others: Tensors) -> Tensors:
    return [array + other for array, other in zip(arrays, others, strict=True)]


def _masked(states: tf.Tensor, masks: Tensors) -> Tensors:
    return [states * mask for mask in masks] or [states]


def _products(hidden: tf.Tensor, kernels: Tensors, masks: Tensors) -> Tensors:
    return [tf.matmul(state, kernel) for state, kernel in zip(_masked(hidden, masks), kernels, strict=True)]


def _product_gradient(of_gates: Tensors, transposed: Tensors, masks: Tensors) -> tf.Tensor:
    """The gradient of the state that `_products` multiplied."""
    parts = [tf.matmul(values, kernel) for values, kernel in zip(of_gates, transposed, strict=True)]
    return tf.add_n([part * mask for part, mask in zip(parts, masks, strict=True)]) if masks else parts[0]


def _kernel_gradient(
    states: tf.Tensor, of_gates: Tensors, masks: Tensors, precision: tf.DType, packing: Packing | None
) -> tf.Tensor:
    """One product over all steps and rows; the mask of a row is the same at each step."""
    if packing is not None:
        masks = [tf.gather(mask, packing.segments) for mask in masks]

    def product(states: tf.Tensor, of_gates: tf.Tensor) -> tf.Tensor:
        states, of_gates = (tf.reshape(values, (-1, values.shape[-1])) for values in (states, of_gates))
        return tf.cast(tf.matmul(states, tf.cast(of_gates, precision), transpose_a=True), tf.float32)

    masked = _masked(tf.cast(states, precision), [tf.cast(mask, precision) for mask in masks])
    return tf.concat([product(*pair) for pair in zip(masked, of_gates, strict=True)], axis=-1)


def _widths(transposed: Tensors) -> list[int]:
    """The widths of the arrays of gates that are multiplied by these kernels."""
    return [kernel.shape[0] for kernel in transposed]
