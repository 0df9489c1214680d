import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from core.training.rnn.packing import Packing, earlier_steps, last_steps, lengths_of, mirror, pack, unpack

pytestmark = pytest.mark.training

lengths = st.lists(st.integers(1, 6), min_size=1, max_size=5).map(lambda values: np.array(sorted(values)[::-1]))
num_steps = st.sampled_from([None, 8])


def ids_of(lengths: np.ndarray) -> np.ndarray:
    """Padded rows; each number names its row and its step: 204 is the fourth step of row 2."""
    steps = 1 + np.arange(lengths[0])
    return np.where(steps <= lengths[:, None], 100 * np.arange(len(lengths))[:, None] + steps, 0)


def rows_of(values: np.ndarray, packing: Packing, lengths: np.ndarray) -> list[list[float]]:
    """The steps of each row, in the order in which they are packed."""
    return [values[packing.rows == row].tolist()[:length] for row, length in enumerate(lengths)]


@given(lengths, num_steps)
def test_packed_rows_have_their_steps_in_order_and_mirrored_ones_in_reverse(lengths, num_steps):
    packing, ids = Packing.of_lengths(lengths, num_steps), ids_of(lengths)
    values = tf.constant(pack(ids, packing)[:, None], tf.float32)
    expected = [row[:length].tolist() for row, length in zip(ids, lengths, strict=True)]
    assert rows_of(values[:, 0].numpy(), packing, lengths) == expected
    assert rows_of(mirror(values, packing)[:, 0].numpy(), packing, lengths) == [row[::-1] for row in expected]
    assert last_steps(values, packing)[:, 0].numpy().tolist() == [row[-1] for row in expected]
    assert rows_of(earlier_steps(values, packing)[:, 0].numpy(), packing, lengths) == [
        [0, *row[:-1]] for row in expected
    ]


@given(lengths)
def test_without_a_number_of_steps_nothing_but_the_rows_is_packed(lengths):
    packing = Packing.of_lengths(lengths)
    assert len(pack(ids_of(lengths), packing)) == lengths.sum() == packing.sizes.sum()
    assert len(pack(ids_of(lengths), Packing.of_lengths(lengths, 8))) == 8 * len(lengths)


@given(lengths, num_steps)
def test_gradients_go_back_to_the_steps_that_they_come_from(lengths, num_steps):
    packing = Packing.of_lengths(lengths, num_steps)
    values = tf.constant(pack(ids_of(lengths), packing)[:, None], tf.float32)
    for function in (mirror, last_steps):
        with tf.GradientTape() as tape:
            tape.watch(values)
            loss = tf.reduce_sum(function(values, packing) ** 2) / 2
        gradient = np.asarray(tape.gradient(loss, values))
        reached = np.isin(np.arange(len(values)), packing.last) if function is last_steps else True
        np.testing.assert_array_equal(
            gradient, np.where(np.broadcast_to(reached, len(values)), values[:, 0], 0)[:, None]
        )


@given(lengths, num_steps, st.sampled_from([None, 2, 3]))
def test_rows_come_back_from_their_segments_as_they_were(lengths, num_steps, reset_every):
    packing = Packing.of_lengths(lengths, None if reset_every else num_steps, reset_every)
    ids = ids_of(lengths)
    rows = unpack(tf.constant(pack(ids, packing)), packing).numpy()[:, : lengths[0]]
    np.testing.assert_array_equal(np.where(ids > 0, rows, 0), ids)
    np.testing.assert_array_equal(lengths_of(packing), lengths)
