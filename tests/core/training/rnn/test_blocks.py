import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from core.training.rnn.blocks import MAX_BLOCKS, Blocks, block_sizes, count_positions, from_blocks, to_blocks

pytestmark = pytest.mark.training

sizes = st.lists(st.integers(1, 40), min_size=1, max_size=9).map(lambda values: np.array(sorted(values)[::-1]))


@pytest.mark.parametrize("num_rows", [1, 7, 8, 9, 20, 128])
def test_steps_have_one_of_few_sizes_of_which_the_first_has_room_for_all_rows(num_rows):
    chosen = block_sizes(num_rows)
    assert chosen[0] == num_rows
    assert 1 <= len(chosen) <= MAX_BLOCKS
    assert min(chosen) > 0
    assert (np.diff(chosen) < 0).all()


@given(sizes)
def test_each_step_is_in_the_smallest_block_that_has_room_for_its_rows(sizes):
    blocks = Blocks.of_sizes(sizes)
    room = np.repeat(block_sizes(sizes[0]), blocks.num_steps)
    assert len(room) == len(sizes)
    for size, places in zip(sizes, room, strict=True):
        assert places == min(chosen for chosen in block_sizes(sizes[0]) if chosen >= size)
    starts = np.cumsum(room) - room
    expected = np.concatenate([start + np.arange(size) for start, size in zip(starts, sizes, strict=True)])
    assert blocks.positions.tolist() == expected.tolist()


@given(sizes, st.integers(0, 300))
def test_packed_steps_come_back_from_blocks_and_other_places_are_zeros_or_any_step(sizes, num_positions):
    blocks, values = Blocks.of_sizes(sizes, num_positions), 1 + np.arange(sizes.sum(), dtype=np.float32)[:, None]
    assert len(blocks.sources) == max(num_positions, count_positions(sizes))
    for zeros in (True, False):
        placed = to_blocks(tf.constant(values), blocks, zeros)
        np.testing.assert_array_equal(from_blocks(placed, blocks), values)
        others = np.delete(placed.numpy(), blocks.positions)
        assert (others == 0).all() if zeros else np.isin(others, values).all()


def test_batches_of_similar_lengths_need_the_same_number_of_positions():
    random = np.random.default_rng(0)
    needed = {count_positions(np.sort(random.integers(100, 129, 12))[::-1]) for _ in range(50)}
    assert len(needed) == 1
