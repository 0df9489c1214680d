"""Batches of equal length in a seeded order."""

from collections.abc import Iterator

import numpy as np

from core.text import Encoded


def batches(lengths: np.ndarray, batch_size: int, seed: int | None = None, epoch: int = 0) -> list[np.ndarray]:
    """Row numbers of each batch; the rows of one batch have one length, so none of them is padded.

    Rows that are all padded to `maxlen` have one length too, and come out as plain shuffled batches. The order depends
    on `seed` and `epoch` alone, so that a resumed run meets the batches it would have met.

    Args:
        lengths: steps of each row, shape (n,).
        batch_size: rows in a batch, at most; the last batch of each length may be smaller.
        seed: decides the order; None keeps the rows in order, shortest first.
        epoch: number of the epoch, for an order of its own.
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


def take(encoded: Encoded, rows: np.ndarray) -> np.ndarray:
    """The inputs of rows of one length, cut to that length, shape (len(rows), length, ...)."""
    return encoded.inputs[rows, : encoded.lengths[rows[0]]]


def num_batches(lengths: np.ndarray, batch_size: int) -> int:
    """How many batches an epoch has; the same in every epoch."""
    counts = np.unique(lengths, return_counts=True)[1]
    return int(np.sum(-(-counts // batch_size)))


def labelled_batches(
    encoded: Encoded, labels: np.ndarray, batch_size: int, seed: int | None = None, epoch: int = 0
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Inputs and labels of each batch, in the order of `batches`."""
    for rows in batches(encoded.lengths, batch_size, seed, epoch):
        yield take(encoded, rows), labels[rows]
