import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.data.encoding import Encoded
from core.training.batches.batching import batches, epoch_batches, gather_batch, num_batches

lengths = st.lists(st.integers(1, 8), max_size=60).map(lambda values: np.array(values, dtype=np.int32))


@given(lengths, st.integers(1, 9), st.integers(0, 5))
def test_every_row_comes_once_in_full_batches_but_one_longest_first(lengths, batch_size, seed):
    parts = batches(lengths, batch_size, seed)
    assert sorted(row for part in parts for row in part) == list(range(len(lengths)))
    assert sum(len(part) < batch_size for part in parts) == (len(lengths) % batch_size > 0)
    assert all((np.diff(lengths[part]) <= 0).all() for part in parts)


@given(lengths, st.integers(1, 9), st.integers(0, 5))
def test_batches_of_texts_have_the_rows_that_they_would_have_with_equal_lengths(lengths, batch_size, seed):
    equal = batches(np.ones_like(lengths), batch_size, seed)
    assert list(map(set, batches(lengths, batch_size, seed))) == list(map(set, equal))


def test_length_does_not_decide_which_classes_a_batch_has():
    lengths = np.repeat([3, 30], 320)  # a class of short and a class of long texts
    parts = batches(lengths, 32, seed=4, epoch=1)
    assert len(parts) == 20
    assert all(4 <= np.count_nonzero(lengths[part] == 3) <= 28 for part in parts)


@given(lengths, st.integers(1, 9))
def test_the_number_of_batches_is_known_beforehand(lengths, batch_size):
    assert len(batches(lengths, batch_size, seed=3)) == num_batches(lengths, batch_size)


def test_rows_of_one_length_come_as_plain_shuffled_batches():
    parts = batches(np.full(100, 7), batch_size=32, seed=0)
    assert sorted(len(part) for part in parts) == [4, 32, 32, 32]
    assert np.concatenate(parts).tolist() != list(range(100))


def test_the_order_depends_on_seed_and_epoch_alone():
    def order(seed, epoch):
        return np.concatenate(batches(np.full(50, 3), 8, seed, epoch)).tolist()

    assert order(1, 1) == order(1, 1)
    assert order(1, 1) != order(1, 2)
    assert order(1, 1) != order(2, 1)


def test_without_a_seed_rows_are_sorted_longest_first():
    assert [part.tolist() for part in batches(np.array([1, 3, 1, 3, 2]), 2)] == [[1, 3], [4, 0], [2]]


def test_a_batch_is_cut_to_its_longest_row():
    encoded = Encoded(np.array([[1, 2, 0], [3, 0, 0], [4, 5, 0]], dtype=np.int32), np.array([2, 1, 2], dtype=np.int32))
    assert gather_batch(encoded, np.array([0, 2]))[0].tolist() == [[1, 2], [4, 5]]
    assert gather_batch(encoded, np.array([0, 1]))[0].tolist() == [[1, 2], [3, 0]]
    assert gather_batch(encoded, np.array([1]))[0].tolist() == [[3]]


@given(lengths.filter(len), st.integers(1, 9), st.integers(1, 25), st.integers(1, 6))
def test_short_and_long_epochs_read_all_rows_before_they_read_any_again(lengths, batch_size, steps, epochs):
    read = [
        row
        for epoch in range(1, epochs + 1)
        for batch in epoch_batches(lengths, batch_size, 3, epoch, steps)
        for row in batch
    ]
    counts = np.bincount(read, minlength=len(lengths))
    assert counts.max() - counts.min() <= 1
    assert sum(len(epoch_batches(lengths, batch_size, 3, epoch, steps)) for epoch in (1, 2)) == 2 * steps


def test_without_steps_per_epoch_an_epoch_is_a_whole_pass():
    lengths = np.full(10, 4)
    assert sorted(np.concatenate(epoch_batches(lengths, 3, 0, 5))) == list(range(10))
