"""Packed batches: the steps of texts of different lengths one after the other, without padding.

Where states start anew every few steps, the segments of the texts are packed instead: a loop reads each as it reads a
text.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf


class Packing(NamedTuple):
    """Where the steps of a batch are in packed arrays (total, width): all first steps, then all second ones, and so on.

    Segments, or rows that are one segment each, are ordered by length, the longest first, so that the segments of a
    step are always the first ones. A segment that is read backwards is packed from its own end, in the same places.

    Args:
        sizes: segments that have each step, shape (steps,).
        starts: position of each step's first segment, shape (steps,).
        segments: segment of each position, shape (total,).
        rows: row of each position, shape (total,).
        steps: step of each position in its row, shape (total,).
        earlier: 1 + position of the step before in the same segment, 0 for a first step, shape (total,).
        mirrored: position of the same segment's step counted from its other end, shape (total,).
        is_read: whether a position holds a step of its row, not one after its end, shape (total,).
        last: position of the last step of each row's last segment, shape (batch,).
    """

    sizes: tf.Tensor
    starts: tf.Tensor
    segments: tf.Tensor
    rows: tf.Tensor
    steps: tf.Tensor
    earlier: tf.Tensor
    mirrored: tf.Tensor
    is_read: tf.Tensor
    last: tf.Tensor

    @classmethod
    def of_lengths(cls, lengths: np.ndarray, num_steps: int | None = None, reset_every: int | None = None) -> "Packing":
        """The packing of rows of these lengths, which must not increase; with NumPy arrays.

        Args:
            num_steps: gives every segment so many steps, as loops that XLA compiles need them. Those after a segment's
                last one have no effect: no state is read from them.
            reset_every: steps of a segment; None makes each row one segment.
        """
        row_of, first_of, lengths_of = _segments(lengths, reset_every)
        if num_steps is None:
            sizes = np.count_nonzero(lengths_of > np.arange(lengths_of[0])[:, np.newaxis], axis=1)
        else:
            sizes = np.full(num_steps, len(lengths_of))
        starts = np.cumsum(sizes) - sizes
        steps = np.repeat(np.arange(len(sizes)), sizes)
        segments = np.arange(len(steps)) - starts[steps]
        earlier = np.where(steps > 0, 1 + starts[steps - 1] + segments, 0)
        from_end = lengths_of[segments] - 1 - steps
        mirrored = np.where(from_end >= 0, starts[from_end] + segments, np.arange(len(steps)))
        is_last = first_of + lengths_of == lengths[row_of]
        last = np.empty(len(lengths), int)
        last[row_of[is_last]] = (starts[lengths_of - 1] + np.arange(len(lengths_of)))[is_last]
        positions = {
            "sizes": sizes, "starts": starts, "segments": segments, "rows": row_of[segments],
            "steps": first_of[segments] + steps, "earlier": earlier, "mirrored": mirrored, "last": last,
        }  # fmt: skip
        numbers = {name: values.astype(np.int32) for name, values in positions.items()}
        return cls(**numbers, is_read=from_end >= 0)


def _segments(lengths: np.ndarray, reset_every: int | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The row, the first step and the length of each segment, the longest first."""
    if reset_every is None:
        return np.arange(len(lengths)), np.zeros_like(lengths), lengths
    counts = -(-lengths // reset_every)
    rows = np.repeat(np.arange(len(lengths)), counts)
    first = (np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)) * reset_every
    lengths_of = np.minimum(lengths[rows] - first, reset_every)
    order = np.argsort(-lengths_of, kind="stable")
    return rows[order], first[order], lengths_of[order]


def packing_spec(num_rows: int | None) -> Packing:
    """The types of a packing of so many rows."""
    types = {name: tf.TensorSpec((None,), tf.int32) for name in Packing._fields}
    types |= {"is_read": tf.TensorSpec((None,), tf.bool), "last": tf.TensorSpec((num_rows,), tf.int32)}
    return Packing(**types)


def pack(values: np.ndarray, packing: Packing) -> np.ndarray:
    """Padded rows (batch, steps, ...) in the order of a packing, (total, ...); steps that are missing are zeros."""
    missing = max(0, 1 + packing.steps.max() - values.shape[1])
    padded = np.pad(values, [(0, 0), (0, missing), *[(0, 0)] * (values.ndim - 2)])
    return padded[packing.rows, packing.steps]


def unpack(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """Packed rows (total, ...) as padded ones, (batch, steps, ...); what follows a row's end is any of its values."""
    positions = tf.range(tf.shape(packing.rows)[0])
    shape = (tf.shape(packing.last)[0], 1 + tf.reduce_max(packing.steps))
    places = tf.scatter_nd(tf.stack([packing.rows, packing.steps], axis=1), positions, shape)
    return tf.gather(values, places)


def lengths_of(packing: Packing) -> tf.Tensor:
    """The steps of each packed row, (batch,)."""
    return tf.math.unsorted_segment_sum(tf.cast(packing.is_read, tf.int32), packing.rows, tf.shape(packing.last)[0])


def mirror(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """Packed segments from their other end."""

    @tf.custom_gradient
    def run(values: tf.Tensor) -> tuple[tf.Tensor, Callable]:
        # Mirroring twice changes nothing, so that its gradient is itself: TensorFlow's own would add rows up.
        return tf.gather(values, packing.mirrored), lambda upstream: tf.gather(upstream, packing.mirrored)

    return run(values)


def last_steps(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """The last step of each row, shape (batch, width)."""

    @tf.custom_gradient
    def run(values: tf.Tensor) -> tuple[tf.Tensor, Callable]:
        def gradient(upstream: tf.Tensor) -> tf.Tensor:
            return tf.scatter_nd(packing.last[:, tf.newaxis], upstream, tf.shape(values))

        return tf.gather(values, packing.last), gradient

    return run(values)


def earlier_steps(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """For each packed step the one before it, zeros for a first one."""
    return tf.gather(tf.pad(values, [[1, 0], [0, 0]]), packing.earlier)
