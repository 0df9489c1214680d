"""Batches of an epoch in a seeded order."""

import numpy as np

from core.config import TrainConfig
from core.data.encoding import Encoded

BATCH_RULE = "full"  # what runs by length record; earlier versions recorded nothing
EARLIER_BATCH_RULE = "of equal length"
EARLIER_BATCHES_NOTE = (
    "An earlier version of Bothways trained the first epochs of this run in batches of equal length, some of them "
    "small. Later epochs have full batches of random lengths. Train a new run to compare it with others."
)
WARM_UP_SHARE = 0.2  # of all updates, in which one cycle raises the learning rate


def batches(lengths: np.ndarray, batch_size: int, seed: int | None = None, epoch: int = 0) -> list[np.ndarray]:
    """Row numbers of each batch: with a seed a random sample of all rows, whatever their lengths.

    All batches are full but one, so that every row has the same weight in an epoch. The rows of a batch come longest
    first. The order depends on `seed` and `epoch` alone, so that a resumed run gets the batches of an uninterrupted
    one.

    Args:
        lengths: steps of each row, shape (n,).
        batch_size: rows in a batch; one batch has those that remain.
        seed: of the order; None sorts all rows by length, which is faster where the order does not matter.
        epoch: number of the epoch; each epoch has another order.
    """
    random = None if seed is None else np.random.default_rng((seed, epoch))
    rows = _longest_first(np.arange(len(lengths)), lengths) if random is None else random.permutation(len(lengths))
    parts = [rows[start : start + batch_size] for start in range(0, len(rows), batch_size)]
    if random is not None:
        parts = [parts[index] for index in random.permutation(len(parts))]
    return [_longest_first(part, lengths) for part in parts]


def gather_batch(encoded: Encoded, rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """The inputs of rows, padded to the longest of them: (len(rows), steps, ...), and their priors if they have any."""
    longest = encoded.lengths[rows].max()
    return tuple(array[rows, :longest] for array in encoded.arrays)


def num_batches(lengths: np.ndarray, batch_size: int) -> int:
    """The number of batches of an epoch, the same in every epoch."""
    return -(-len(lengths) // batch_size)


def num_updates(config: TrainConfig, lengths: np.ndarray) -> int:
    """The number of updates that a whole training plans."""
    return config.epochs * (config.steps_per_epoch or num_batches(lengths, config.batch_size))


def epoch_batches(
    lengths: np.ndarray, batch_size: int, seed: int, epoch: int, steps_per_epoch: int | None = None
) -> list[np.ndarray]:
    """Row numbers of the batches of one epoch, which is a whole pass over the rows or `steps_per_epoch` batches.

    An epoch of `steps_per_epoch` batches continues the pass where the epoch before it ended.

    Args:
        epoch: number of the epoch, from 1.
    """
    if steps_per_epoch is None:
        return batches(lengths, batch_size, seed, epoch)
    steps = range((epoch - 1) * steps_per_epoch, epoch * steps_per_epoch)
    in_pass = num_batches(lengths, batch_size)
    passes = {number: batches(lengths, batch_size, seed, number) for number in {step // in_pass for step in steps}}
    return [passes[step // in_pass][step % in_pass] for step in steps]


def _longest_first(rows: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return rows[np.argsort(-lengths[rows], kind="stable")]
