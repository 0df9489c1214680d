import numpy as np
import pytest
import tensorflow as tf

from core.training.rnn.packing import Packing
from core.training.rnn.time_loop import loop, run_loop

pytestmark = pytest.mark.training

ROWS, WIDTH = 3, 2


def running_sum(order, inputs, weights, masks, activation):
    """Keeps of each step what it added and the sum with it."""

    def step(read, state, masks=()):
        values, *others = read
        total = state[0] + values * weights[0]
        return (total,), (sum(others, values), total)

    return loop(step, order, inputs, [WIDTH], [WIDTH, WIDTH])


def values_of(num_steps):
    return np.random.default_rng(num_steps).normal(size=(num_steps, ROWS, WIDTH)).astype(np.float32)


def run(values, **options):
    return run_loop(running_sum, [values], [tf.constant(2.0)], [], "none", **({"backwards": False} | options))


@pytest.fixture(scope="module", params=["known", "varying"])
def summed(request):
    """Runs a loop in a function that knows the number of steps, or one that does not."""

    def traced(num_steps, **options):
        shape = (num_steps if request.param == "known" else None, ROWS, WIDTH)
        function = tf.function(lambda values: run(values, **options), [tf.TensorSpec(shape)], autograph=False)
        return [array.numpy() for array in function(values_of(num_steps))]

    return traced


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("num_steps", [1, 5])
def test_each_step_starts_from_the_state_of_the_one_before(summed, num_steps, compiled):
    added, totals = summed(num_steps, compiled=compiled)
    np.testing.assert_array_equal(added, values_of(num_steps))
    np.testing.assert_allclose(totals, 2 * np.cumsum(values_of(num_steps), axis=0), atol=1e-5)


@pytest.mark.parametrize("compiled", [False, True])
def test_reading_backwards_begins_at_the_last_step_and_keeps_the_order_of_the_inputs(summed, compiled):
    added, totals = summed(5, compiled=compiled, backwards=True)
    values = values_of(5)
    np.testing.assert_array_equal(added, values)
    np.testing.assert_allclose(totals, 2 * np.cumsum(values[::-1], axis=0)[::-1], atol=1e-5)


def test_loops_over_blocks_compute_each_row_of_a_packing_as_the_packed_loop_does():
    """What stays in blocks for another loop is read by it in its place."""
    packing = Packing.of_lengths(np.sort(np.random.default_rng(1).integers(1, 9, 20))[::-1], num_positions=0)
    values = np.random.default_rng(2).normal(size=(packing.sizes.sum(), WIDTH)).astype(np.float32)

    def twice(compiled):
        def traced(values):
            options = {"compiled": compiled, "packing": tf.nest.map_structure(tf.constant, packing)}
            saved, totals = run(values, saves=True, **options)
            return totals, *run(totals, backwards=True, saved=[saved], **options)

        return [array.numpy() for array in tf.function(traced, autograph=False)(values)]

    for in_blocks, packed in zip(twice(True), twice(False), strict=True):
        np.testing.assert_allclose(in_blocks, packed, atol=1e-4)
