"""The loop over the steps of a sequence, forward or backward, compiled by XLA or not.

Compiling takes a second or more for each shape of the inputs. Each loop is compiled by itself: those of two directions
are compiled once and run in parallel. Of packed texts, XLA compiles one loop for each size of their blocks, in one
function.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import NamedTuple

import tensorflow as tf
from tensorflow.compiler.tf2xla.python import xla

from core.training.rnn.blocks import Blocks, block_sizes, from_blocks, to_blocks
from core.training.rnn.packing import Packing

Tensors = Sequence[tf.Tensor]
State = tuple[tf.Tensor, ...]
Step = Callable[..., tuple[State, Tensors]]  # of the step's inputs and state, and of masks; new state and outputs


class Order(NamedTuple):
    """How many steps there are, which comes first, and the stride to the next: 1 or -1.

    Packed or in blocks, a step has no more rows than the one before it, or with `adds_rows` no fewer.

    Args:
        num_steps: where arrays are in blocks, those of each block; `first` is then the position to start from.
        block_sizes: empty where arrays are not in blocks.
    """

    num_steps: tf.Tensor
    first: tf.Tensor
    stride: tf.Tensor
    compiled: bool
    packing: Packing | None = None
    adds_rows: bool = False
    block_sizes: tuple[int, ...] = ()


def loop(
    step: Step, order: Order, inputs: Tensors, state_widths: Sequence[int], output_widths: Sequence[int],
    masks: Tensors = (),
) -> list[tf.Tensor]:  # fmt: skip
    """The outputs of `step` at each step, arrays (steps, batch, width), from states of zeros.

    Args:
        inputs: one array for each input of `step`.
        masks: of each row, the same at every step, each (batch, width); where rows are packed, `step` gets those of the
            rows that have the step as its last argument.
    """
    if order.block_sizes:
        return _block_loops(step, order, inputs, state_widths, output_widths, masks)
    if order.packing is not None:
        return _packed_loop(step, order, order.packing, inputs, state_widths, output_widths, masks)
    max_steps, num_rows = (size or tf.shape(inputs[0])[axis] for axis, size in enumerate(inputs[0].shape[:2]))
    arrays = [tf.TensorArray(tf.float32, max_steps).unstack(values) for values in inputs]
    first_state = tuple(tf.zeros((num_rows, width)) for width in state_widths)
    outputs = tuple(tf.TensorArray(tf.float32, max_steps) for _ in output_widths)
    if order.compiled:
        filled = _filled((max_steps, num_rows), output_widths)
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


def _block_loops(
    step: Step, order: Order, inputs: Tensors, state_widths: Sequence[int], output_widths: Sequence[int], masks: Tensors
) -> list[tf.Tensor]:
    """The same over arrays in blocks (positions, width): a loop for each block, which all have the outputs in common.

    XLA compiles no loop whose arrays change their size from step to step.
    """
    sizes = order.block_sizes[::-1] if order.adds_rows else order.block_sizes
    numbers = tf.unstack(order.num_steps, len(sizes))[:: -1 if order.adds_rows else 1]
    outputs = tuple(_filled([tf.shape(inputs[0])[0]], output_widths))
    state = tuple(tf.zeros((sizes[0], width)) for width in state_widths)
    position = order.first
    for size, num_steps in zip(sizes, numbers, strict=True):
        if order.adds_rows:
            state = tuple(tf.pad(values, [[0, size - values.shape[0]], [0, 0]]) for values in state)
        else:
            state = tuple(values[:size] for values in state)
        step_masks = [[tf.slice(mask, [0, 0], [size, mask.shape[1]]) for mask in masks]] if masks else []

        def body(
            done: tf.Tensor, position: tf.Tensor, state: State, outputs: Tensors, size: int = size,
            step_masks: Sequence[Tensors] = step_masks,
        ) -> tuple[tf.Tensor, tf.Tensor, State, Tensors]:  # fmt: skip
            # Not computed from `done`: with both directions of 196 units, an update then did not end within minutes.
            start = position - size if order.adds_rows else position
            read = [tf.slice(values, [start, 0], [size, values.shape[1]]) for values in inputs]
            state, values = step(read, state, *step_masks)
            outputs = tuple(_written(array, value, start) for array, value in zip(outputs, values, strict=True))
            return done + 1, start if order.adds_rows else position + size, state, outputs

        def goes_on(done: tf.Tensor, *_: object, num_steps: tf.Tensor = num_steps) -> tf.Tensor:
            return done < num_steps

        _, position, state, outputs = tf.while_loop(goes_on, body, (0, position, state, outputs))
    return list(outputs)


def _written(array: tf.Tensor, rows: tf.Tensor, position: tf.Tensor) -> tf.Tensor:
    """The array with these rows from a position on. XLA does it in place; TensorFlow's own functions cannot."""
    return xla.dynamic_update_slice(array, rows, tf.stack([position, 0]))


def _filled(shape: Sequence[int | tf.Tensor], widths: Sequence[int]) -> list[tf.Tensor]:
    """Arrays that a compiled loop writes its outputs to, each with other values.

    Arrays with different values are filled in place by the thread that runs the loop. Of equal arrays XLA makes one and
    copies it, with other threads, which then run the loop too, where both directions might wait for the same one.
    """
    return [tf.fill((*shape, width), float(number)) for number, width in enumerate(widths)]


def run_loop(
    body: Callable, inputs: Tensors, weights: Tensors, masks: Tensors, activation: str, backwards: bool, compiled: bool,
    saved: Tensors = (), saves: bool = False, packing: Packing | None = None,
) -> list[tf.Tensor]:  # fmt: skip
    """The outputs of a loop of `core.training.rnn.cells` at each step of the inputs.

    Args:
        body: takes the order, the inputs, the weights, the masks and the activation, and calls `loop`.
        inputs: each of shape (steps, batch, width), or (total, width) with a `packing`.
        saved: more inputs, which another loop has saved; this one is its gradient then.
        saves: whether all outputs but the last are `saved` for the gradient alone; they may be in blocks.
        packing: of the arrays, with blocks where XLA compiles the loop.
    """
    if packing is not None and compiled:
        return _run_in_blocks(body, inputs, weights, masks, activation, backwards, saved, saves, packing)
    counted = inputs[0] if packing is None else packing.sizes
    num_steps = tf.convert_to_tensor(counted.shape[0] or tf.shape(counted)[0])
    first, stride = (num_steps - 1, tf.constant(-1)) if backwards else (tf.constant(0), tf.constant(1))
    order = Order(num_steps, first, stride, compiled, packing, adds_rows=packing is not None and backwards)
    if not compiled:
        return body(order, [*inputs, *saved], weights, masks, activation)
    return _compiled(body, activation)(order, [*inputs, *saved], list(weights), list(masks))


def _run_in_blocks(
    body: Callable, inputs: Tensors, weights: Tensors, masks: Tensors, activation: str, backwards: bool, saved: Tensors,
    saves: bool, packing: Packing,
) -> list[tf.Tensor]:  # fmt: skip
    blocks = Blocks(*packing.blocks)
    # A gradient of zeros has no effect; what the forward pass computes at a place without a row is not read.
    arrays = [to_blocks(values, blocks, zeros=bool(saved)) for values in inputs]
    sizes = block_sizes(packing.last.shape[0])
    end = tf.reduce_sum(blocks.num_steps * sizes)
    first, stride = (end, tf.constant(-1)) if backwards else (tf.constant(0), tf.constant(1))
    order = Order(blocks.num_steps, first, stride, True, adds_rows=backwards, block_sizes=sizes)
    outputs = _compiled(body, activation)(order, [*arrays, *saved], list(weights), list(masks))
    num_saved = len(outputs) - 1 if saves else 0
    return [*outputs[:num_saved], *(from_blocks(values, blocks) for values in outputs[num_saved:])]


@cache
def _compiled(body: Callable, activation: str) -> Callable:
    """One function for all of its callers, so that XLA compiles a shape of theirs once."""
    return tf.function(partial(body, activation=activation), jit_compile=True, autograph=False)
