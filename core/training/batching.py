"""Batches of equal length in a seeded order."""

import numpy as np

from core.data.encoding import Encoded


def batches(lengths: np.ndarray, batch_size: int, seed: int | None = None, epoch: int = 0) -> list[np.ndarray]:
    """Row numbers of each batch; the rows of one batch have one length, so none of them is padded.

    Rows that are all padded to `maxlen` have one length too: they make plain shuffled batches. The order depends on
    `seed` and `epoch` alone, so that a resumed run gets the batches of an uninterrupted one.

    Args:
        lengths: steps of each row, shape (n,).
        batch_size: rows in a batch, at most; the last batch of each length may be smaller.
        seed: of the order; None keeps the rows in order, shortest first.
        epoch: number of the epoch; each epoch has another order.
    """
    random = None if seed is None else np.random.default_rng((seed, epoch))
    rows = np.arange(len(lengths)) if random is None else random.permutation(len(lengths))
    rows = rows[np.argsort(lengths[rows], kind="stable")]
    ends_of_lengths = np.flatnonzero(np.diff(lengths[rows])) + 1
    equal = np.split(rows, ends_of_lengths)
    parts = [group[start : start + batch_size] for group in equal for start in range(0, len(group), batch_size)]
    if random is not None:
        parts = [parts[index] for index in random.permutation(len(parts))]
    return parts


def gather_batch(encoded: Encoded, rows: np.ndarray) -> np.ndarray:
    """The inputs of rows of one length, cut to that length, shape (len(rows), length, ...)."""
    return encoded.inputs[rows, : encoded.lengths[rows[0]]]


def num_batches(lengths: np.ndarray, batch_size: int) -> int:
    """The number of batches of an epoch, the same in every epoch."""
    counts = np.unique(lengths, return_counts=True)[1]
    return int(np.sum(-(-counts // batch_size)))


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
