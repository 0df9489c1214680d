"""Blocks of packed steps: steps with one of few numbers of rows, so that XLA compiles few loops for many batches."""

import math
from typing import NamedTuple

import numpy as np
import tensorflow as tf

MAX_BLOCKS = 8  # more leave fewer places empty, and take longer to compile


class Blocks(NamedTuple):
    """Where packed steps are in arrays (positions, width) in which each step has one of the `block_sizes`.

    A step gets the smallest size that has room for its rows; the places that are left over have no effect. The first
    block has the steps of the largest size, the next one those of the next size, and so on. A block may have no steps.

    Args:
        num_steps: of each block, shape (blocks,).
        sources: the packed step at each position, or the number of packed steps where there is none, shape
            (positions,).
        positions: of each packed step, shape (total,).
    """

    num_steps: tf.Tensor
    sources: tf.Tensor
    positions: tf.Tensor

    @classmethod
    def of_sizes(cls, sizes: np.ndarray, num_positions: int = 0) -> "Blocks":
        """The blocks of steps with so many rows each, which must not increase; with NumPy arrays.

        Args:
            num_positions: of the arrays; more where the steps need more.
        """
        room = _room(sizes)
        num_steps = np.count_nonzero(room == np.array(block_sizes(sizes[0]))[:, np.newaxis], axis=1)
        total = np.sum(sizes)
        positions = np.arange(total) + np.repeat(np.cumsum(room - sizes) - (room - sizes), sizes)
        sources = np.full(max(num_positions, count_positions(sizes)), total)
        sources[positions] = np.arange(total)
        return cls(*(part.astype(np.int32) for part in (num_steps, sources, positions)))


def block_sizes(num_rows: int) -> tuple[int, ...]:
    """The numbers of rows that a step of so many rows or fewer can have in blocks, the largest first."""
    return tuple(range(num_rows, 0, -math.ceil(num_rows / MAX_BLOCKS)))


def count_positions(sizes: np.ndarray) -> int:
    """The positions that steps with so many rows each need, rounded up so that most batches need the same number."""
    needed = int(_room(sizes).sum())
    unit = 2 ** max(0, needed.bit_length() - 2)
    return -(-needed // unit) * unit


def to_blocks(values: tf.Tensor, blocks: Blocks, zeros: bool) -> tf.Tensor:
    """Packed steps (total, width) at their positions.

    Args:
        zeros: whether positions without a step are zeros; else they have the values of any step, which is faster.
    """
    if zeros:
        return tf.gather(tf.pad(values, [[0, 1], [0, 0]]), blocks.sources)
    return tf.gather(values, tf.minimum(blocks.sources, tf.shape(values)[0] - 1))


def from_blocks(values: tf.Tensor, blocks: Blocks) -> tf.Tensor:
    """The packed steps (total, width) of arrays in blocks."""
    return tf.gather(values, blocks.positions)


def _room(sizes: np.ndarray) -> np.ndarray:
    """The block size of each step."""
    smallest_first = np.array(block_sizes(sizes[0])[::-1])
    return smallest_first[np.searchsorted(smallest_first, sizes)]
