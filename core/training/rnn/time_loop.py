"""Loops: over the steps of sequences, in the order that they are read, compiled by XLA or not.

Compiling takes about a second for each shape of the inputs. Each loop is compiled by itself: those of two directions
are compiled once and run beside each other. Where the number of steps differs from batch to batch, the arrays get room
for a few more than there are, and one compiled loop serves several numbers.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

import tensorflow as tf

PAD_MULTIPLE = 8  # steps; a compiled loop has room for a multiple of it

Tensors = Sequence[tf.Tensor]


class Order(NamedTuple):
    """How many steps there are, which of them is read first, and how far it is to the next: 1 or -1."""

    num_steps: tf.Tensor
    first: tf.Tensor
    stride: tf.Tensor
    compiled: bool


def loop(
    step: Callable, order: Order, inputs: Tensors, state_widths: Sequence[int], widths: Sequence[int]
) -> list[tf.Tensor]:
    """What `step` keeps of each step, arrays of these widths, from states of zeros.

    Args:
        inputs: what is read at each step; may have room for more steps at its end.
    """
    room, num_rows = (size or tf.shape(inputs[0])[axis] for axis, size in enumerate(inputs[0].shape[:2]))
    arrays = [tf.TensorArray(tf.float32, room).unstack(values) for values in inputs]
    state = tuple(tf.zeros((num_rows, width)) for width in state_widths)
    kept = tuple(tf.TensorArray(tf.float32, room) for _ in widths)
    if order.compiled:
        # What differs is filled in place by the thread that runs the loop. Of equal arrays XLA makes one and copies it,
        # with other threads, which then run the loop too, where both directions might wait for the same one.
        filled = [tf.fill((room, num_rows, width), float(number)) for number, width in enumerate(widths)]
        kept = tuple(array.unstack(values) for array, values in zip(kept, filled, strict=True))

    def body(done, state, kept):
        index = order.first + order.stride * done
        state, values = step([array.read(index) for array in arrays], state)
        return done + 1, state, tuple(array.write(index, value) for array, value in zip(kept, values, strict=True))

    def goes_on(done, *_):
        return done < order.num_steps

    _, _, kept = tf.while_loop(goes_on, body, (0, state, kept), maximum_iterations=room, parallel_iterations=8)
    return [array.stack() for array in kept]


def run_loop(
    walk: Callable, inputs: Tensors, weights: Tensors, masks: Tensors, activation: str, backwards: bool, compiled: bool,
    padded_inputs: Tensors = (), keep_padding: bool = False,
) -> list[tf.Tensor]:  # fmt: skip
    """What a loop of `core.training.rnn.cells` keeps of each step, for as many steps as the inputs have.

    Args:
        walk: takes the order, the inputs, the weights, the masks and the activation.
        inputs: each of shape (steps, batch, width).
        roomy: more inputs, kept of another loop.
        keeps_room: whether all arrays but the last are only for another loop, and may have room for more steps.
    """
    num_steps = tf.convert_to_tensor(inputs[0].shape[0] or tf.shape(inputs[0])[0])
    first, stride = (num_steps - 1, tf.constant(-1)) if backwards else (tf.constant(0), tf.constant(1))
    order = Order(num_steps, first, stride, compiled)
    if not compiled:
        return walk(order, [*inputs, *padded_inputs], weights, masks, activation)
    varies = inputs[0].shape[0] is None
    room = [[0, -num_steps % PAD_MULTIPLE], [0, 0], [0, 0]]
    read = [tf.pad(values, room) if varies else values for values in inputs]
    kept = _compiled(walk, activation)(order, [*read, *padded_inputs], list(weights), list(masks))
    if not varies:
        return kept
    return [*kept[:-1], kept[-1][:num_steps]] if keep_padding else [values[:num_steps] for values in kept]


@cache
def _compiled(walk: Callable, activation: str) -> Callable:
    """One function for all of its callers, so that XLA compiles a shape of theirs once."""
    return tf.function(partial(walk, activation=activation), jit_compile=True, autograph=False)
