"""Packed batches: the steps of texts of different lengths one after the other, without padding."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import tensorflow as tf


class Packing(NamedTuple):
    """Where the steps of a batch are in packed arrays (total, width): all first steps, then all second ones, and so on.

    Rows are ordered by length, the longest first, so that the rows of a step are always the first ones. A row that is
    read backwards is packed from its own end, in the same places.

    Args:
        sizes: rows that have each step, shape (steps,).
        starts: position of each step's first row, shape (steps,).
        rows: row of each position, shape (total,).
        earlier: 1 + position of the step before in the same row, 0 for a first step, shape (total,).
        mirrored: position of the same row's step counted from its other end, shape (total,).
        is_read: whether a position holds a step of its row, not one after its end, shape (total,).
        last: position of each row's last step, shape (batch,).
    """

    sizes: tf.Tensor
    starts: tf.Tensor
    rows: tf.Tensor
    earlier: tf.Tensor
    mirrored: tf.Tensor
    is_read: tf.Tensor
    last: tf.Tensor

    @classmethod
    def of_lengths(cls, lengths: np.ndarray, num_steps: int | None = None) -> "Packing":
        """The packing of rows of these lengths, which must not increase; with NumPy arrays.

        Args:
            num_steps: gives every row so many steps, as loops that XLA compiles need them. Those after a row's last one
                have no effect: no state is read from them.
        """
        if num_steps is None:
            sizes = np.count_nonzero(lengths[:, np.newaxis] > np.arange(lengths[0]), axis=0)
        else:
            sizes = np.full(num_steps, len(lengths))
        starts = np.cumsum(sizes) - sizes
        steps = np.repeat(np.arange(len(sizes)), sizes)
        rows = np.arange(len(steps)) - starts[steps]
        earlier = np.where(steps > 0, 1 + starts[steps - 1] + rows, 0)
        from_end = lengths[rows] - 1 - steps
        mirrored = np.where(from_end >= 0, starts[from_end] + rows, np.arange(len(steps)))
        last = starts[lengths - 1] + np.arange(len(lengths))
        positions = {"sizes": sizes, "starts": starts, "rows": rows, "earlier": earlier, "mirrored": mirrored}
        numbers = {name: values.astype(np.int32) for name, values in positions.items()}
        return cls(**numbers, is_read=from_end >= 0, last=last.astype(np.int32))


def packing_spec(num_rows: int | None) -> Packing:
    """The types of a packing of so many rows."""
    types = {name: tf.TensorSpec((None,), tf.int32) for name in Packing._fields}
    types |= {"is_read": tf.TensorSpec((None,), tf.bool), "last": tf.TensorSpec((num_rows,), tf.int32)}
    return Packing(**types)


def pack(values: np.ndarray, packing: Packing) -> np.ndarray:
    """Padded rows (batch, steps, ...) in the order of a packing, (total, ...); steps that are missing are zeros."""
    steps = np.repeat(np.arange(len(packing.sizes)), packing.sizes)
    missing = max(0, len(packing.sizes) - values.shape[1])
    padded = np.pad(values, [(0, 0), (0, missing), *[(0, 0)] * (values.ndim - 2)])
    return padded[packing.rows, steps]


def unpack(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """Packed rows (total, ...) as padded ones, (batch, steps, ...); what follows a row's end is any of its values."""
    num_rows = tf.shape(packing.last)[0]
    places = packing.starts + tf.minimum(tf.range(num_rows)[:, tf.newaxis], packing.sizes - 1)
    return tf.gather(values, places)


def lengths_of(packing: Packing) -> tf.Tensor:
    """The steps of each packed row, (batch,)."""
    return tf.math.unsorted_segment_sum(tf.cast(packing.is_read, tf.int32), packing.rows, tf.shape(packing.last)[0])


def mirror(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """Packed rows from their other end."""

    @tf.custom_gradient
    def run(values: tf.Tensor) -> tuple[tf.Tensor, Callable]:
        # Mirroring twice changes nothing, so that its gradient is itself: TensorFlow's own would add rows up.
        return tf.gather(values, packing.mirrored), lambda upstream: tf.gather(upstream, packing.mirrored)

    return run(values)


def last_steps(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """The last step of each packed row, shape (batch, width)."""

    @tf.custom_gradient
    def run(values: tf.Tensor) -> tuple[tf.Tensor, Callable]:
        def gradient(upstream: tf.Tensor) -> tf.Tensor:
            return tf.scatter_nd(packing.last[:, tf.newaxis], upstream, tf.shape(values))

        return tf.gather(values, packing.last), gradient

    return run(values)


def earlier_steps(values: tf.Tensor, packing: Packing) -> tf.Tensor:
    """For each packed step the one before it, zeros for a first one."""
    return tf.gather(tf.pad(values, [[1, 0], [0, 0]]), packing.earlier)
