"""The loop over the steps of a sequence, forward or backward, compiled by XLA or not.

Compiling takes about a second for each shape of the inputs. Each loop is compiled by itself: those of two directions
are compiled once and run in parallel. Where the number of steps differs from batch to batch, the arrays are padded by a
few steps, so that one compiled loop serves several numbers.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

import tensorflow as tf

from core.training.rnn.packing import Packing

PAD_MULTIPLE = 8  # a compiled loop takes arrays whose number of steps is padded to a multiple of this

Tensors = Sequence[tf.Tensor]
State = tuple[tf.Tensor, ...]
Step = Callable[..., tuple[State, Tensors]]  # of the step's inputs and state, and of masks; new state and outputs


class Order(NamedTuple):
    """How many steps there are, which comes first, and the stride to the next: 1 or -1.

    Packed, a step has no more rows than the one before it, or with `adds_rows` no fewer.
    """

    num_steps: tf.Tensor
    first: tf.Tensor
    stride: tf.Tensor
    compiled: bool
    packing: Packing | None = None
    adds_rows: bool = False


def loop(
    step: Step, order: Order, inputs: Tensors, state_widths: Sequence[int], output_widths: Sequence[int],
    masks: Tensors = (),
) -> list[tf.Tensor]:  # fmt: skip
    """The outputs of `step` at each step, arrays (steps, batch, width), from states of zeros.

    Args:
        inputs: one array for each input of `step`; may be padded at the end.
        masks: of each row, the same at every step, each (batch, width); where rows are packed, `step` gets those of the
            rows that have the step as its last argument.
    """
    if order.packing is not None:
        return _packed_loop(step, order, order.packing, inputs, state_widths, output_widths, masks)
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


def _packed_loop(
    step: Step, order: Order, packing: Packing, inputs: Tensors, state_widths: Sequence[int],
    output_widths: Sequence[int], masks: Tensors,
) -> list[tf.Tensor]:  # fmt: skip
    """The same over packed arrays (total, width); a step computes the rows that have it and no others.

    From the first step to the last, rows that have ended leave the state. From the last to the first, rows that begin
    join it with zeros.
    """
    sizes, starts = packing.sizes, packing.starts
    first_state = tuple(tf.zeros((sizes[order.first], width)) for width in state_widths)
    outputs = tuple(
        tf.TensorArray(tf.float32, order.num_steps, element_shape=(None, width), infer_shape=False)
        for width in output_widths
    )

    def body(
        done: tf.Tensor, state: State, outputs: tuple[tf.TensorArray, ...]
    ) -> tuple[tf.Tensor, State, tuple[tf.TensorArray, ...]]:
        index = order.first + order.stride * done
        size = sizes[index]
        read = [tf.slice(values, [starts[index], 0], [size, values.shape[1]]) for values in inputs]
        if order.adds_rows:
            joining = [[0, size - tf.shape(state[0])[0]], [0, 0]]
            state = tuple(tf.pad(values, joining) for values in state)
        else:
            state = tuple(values[:size] for values in state)
        state, values = step(read, state, *([[mask[:size] for mask in masks]] if masks else []))
        return done + 1, state, tuple(array.write(index, value) for array, value in zip(outputs, values, strict=True))

    invariants = (
        tf.TensorShape([]),
        tuple(tf.TensorShape((None, width)) for width in state_widths),
        tuple(tf.TensorShape(None) for _ in outputs),
    )
    _, _, outputs = tf.while_loop(
        lambda done, *_: done < order.num_steps, body, (0, first_state, outputs), invariants,
        maximum_iterations=order.num_steps,
    )  # fmt: skip
    return [array.concat() for array in outputs]


def run_loop(
    body: Callable, inputs: Tensors, weights: Tensors, masks: Tensors, activation: str, backwards: bool, compiled: bool,
    padded_inputs: Tensors = (), keep_padding: bool = False, packing: Packing | None = None,
) -> list[tf.Tensor]:  # fmt: skip
    """The outputs of a loop of `core.training.rnn.cells` at each step of the inputs.

    Args:
        body: takes the order, the inputs, the weights, the masks and the activation, and calls `loop`.
        inputs: each of shape (steps, batch, width), or (total, width) with a `packing`.
        padded_inputs: more inputs, the padded outputs of another loop.
        keep_padding: whether all outputs but the last may stay padded, because only another loop reads them.
        packing: of the arrays; every row of it has every step where XLA compiles the loop.
    """
    if packing is not None and compiled:
        shaped = [
            tf.reshape(values, (-1, packing.last.shape[0], values.shape[-1])) for values in (*inputs, *padded_inputs)
        ]
        outputs = run_loop(body, shaped, weights, masks, activation, backwards, compiled)
        return [tf.reshape(values, (-1, values.shape[-1])) for values in outputs]
    counted = inputs[0] if packing is None else packing.sizes
    num_steps = tf.convert_to_tensor(counted.shape[0] or tf.shape(counted)[0])
    first, stride = (num_steps - 1, tf.constant(-1)) if backwards else (tf.constant(0), tf.constant(1))
    order = Order(num_steps, first, stride, compiled, packing, adds_rows=packing is not None and backwards)
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
