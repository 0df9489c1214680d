"""The loop over the steps of a sequence, forward or backward, compiled by XLA or not.

Compiling takes about a second for each shape of the inputs. Each loop is compiled by itself: those of two directions
are compiled once and run in parallel. Where the number of steps differs from batch to batch, the arrays are padded by a
few steps, so that one compiled loop serves several numbers.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

import tensorflow as tf

PAD_MULTIPLE = 8  # a compiled loop takes arrays whose number of steps is padded to a multiple of this

Tensors = Sequence[tf.Tensor]
State = tuple[tf.Tensor, ...]
Step = Callable[[list[tf.Tensor], State], tuple[State, Tensors]]  # the step's inputs and state; new state and outputs


class Order(NamedTuple):
    """How many steps there are, which comes first, and the stride to the next: 1 or -1."""

    num_steps: tf.Tensor
    first: tf.Tensor
    stride: tf.Tensor
    compiled: bool


def loop(
    step: Step, order: Order, inputs: Tensors, state_widths: Sequence[int], output_widths: Sequence[int]
) -> list[tf.Tensor]:
    """The outputs of `step` at each step, arrays (steps, batch, width), from states of zeros.

    Args:
        inputs: one array for each input of `step`; may be padded at the end.
    """
    max_steps, num_rows = (size or tf.shape(inputs[0])[axis] for axis, size in enumerate(inputs[0].shape[:2]))
    arrays = [tf.TensorArray(tf.float32, max_steps).unstack(values) for values in inputs]
    first_state = tuple(tf.zeros((num_rows, width)) for width in state_widths)
    outputs = tuple(tf.TensorArray(tf.float32, max_steps) for _ in output_widths)
    if order.compiled:
        # Arrays with different values are filled in place by the thread that runs the loop. Of equal arrays XLA makes
        # one and copies it, with other threads, which then run the loop too, where both directions might wait for the
        # same one.
        filled = [tf.fill((max_steps, num_rows, width), float(number)) for number, width in enumerate(output_widths)]
        outputs = tuple(array.unstack(values) for array, values in zip(outputs, filled, strict=True))

    def body(
        done: tf.Tensor, state: State, outputs: tuple[tf.TensorArray, ...]
    ) -> tuple[tf.Tensor, State, tuple[tf.TensorArray, ...]]:
        index = order.first + order.stride * done
        state, values = step([array.read(index) for array in arrays], state)
        return done + 1, state, tuple(array.write(index, value) for array, value in zip(outputs, values, strict=True))

    def goes_on(done: tf.Tensor, *_: object) -> tf.Tensor:
        return done < order.num_steps

    _, _, outputs = tf.while_loop(
        goes_on, body, (0, first_state, outputs), maximum_iterations=max_steps, parallel_iterations=8
    )
    return [array.stack() for array in outputs]


def run_loop(
    body: Callable, inputs: Tensors, weights: Tensors, masks: Tensors, activation: str, backwards: bool, compiled: bool,
    padded_inputs: Tensors = (), keep_padding: bool = False,
) -> list[tf.Tensor]:  # fmt: skip
    """The outputs of a loop of `core.training.rnn.cells` at each step of the inputs.

    Args:
        body: takes the order, the inputs, the weights, the masks and the activation, and calls `loop`.
        inputs: each of shape (steps, batch, width).
        padded_inputs: more inputs, the padded outputs of another loop.
        keep_padding: whether all outputs but the last may stay padded, because only another loop reads them.
    """
    num_steps = tf.convert_to_tensor(inputs[0].shape[0] or tf.shape(inputs[0])[0])
    first, stride = (num_steps - 1, tf.constant(-1)) if backwards else (tf.constant(0), tf.constant(1))
    order = Order(num_steps, first, stride, compiled)
    if not compiled:
        return body(order, [*inputs, *padded_inputs], weights, masks, activation)
    varies = inputs[0].shape[0] is None
    padding = [[0, -num_steps % PAD_MULTIPLE], [0, 0], [0, 0]]
    padded = [tf.pad(values, padding) if varies else values for values in inputs]
    outputs = _compiled(body, activation)(order, [*padded, *padded_inputs], list(weights), list(masks))
    if not varies:
        return outputs
    if keep_padding:
        return [*outputs[:-1], outputs[-1][:num_steps]]
    return [values[:num_steps] for values in outputs]


@cache
def _compiled(body: Callable, activation: str) -> Callable:
    """One function for all of its callers, so that XLA compiles a shape of theirs once."""
    return tf.function(partial(body, activation=activation), jit_compile=True, autograph=False)
