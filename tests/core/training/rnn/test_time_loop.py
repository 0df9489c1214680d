import numpy as np
import pytest
import tensorflow as tf

from core.training.rnn.time_loop import PAD_MULTIPLE, loop, run_loop

pytestmark = pytest.mark.training

ROWS, WIDTH = 3, 2


def running_sum(order, inputs, weights, masks, activation):
    """Keeps of each step what it added and the sum with it."""

    def step(read, state):
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
@pytest.mark.parametrize("num_steps", [1, PAD_MULTIPLE - 1, PAD_MULTIPLE, PAD_MULTIPLE + 1])
def test_each_step_starts_from_the_state_of_the_one_before(summed, num_steps, compiled):
    added, totals = summed(num_steps, compiled=compiled)
    np.testing.assert_array_equal(added, values_of(num_steps))
    np.testing.assert_allclose(totals, 2 * np.cumsum(values_of(num_steps), axis=0), atol=1e-5)


@pytest.mark.parametrize("compiled", [False, True])
def test_reading_backwards_begins_at_the_last_step_and_keeps_the_order_of_the_inputs(summed, compiled):
    added, totals = summed(PAD_MULTIPLE + 1, compiled=compiled, backwards=True)
    values = values_of(PAD_MULTIPLE + 1)
    np.testing.assert_array_equal(added, values)
    np.testing.assert_allclose(totals, 2 * np.cumsum(values[::-1], axis=0)[::-1], atol=1e-5)


def test_padded_outputs_for_another_loop_are_read_only_up_to_its_number_of_steps():
    num_steps = PAD_MULTIPLE + 1

    @tf.function(input_signature=[tf.TensorSpec((None, ROWS, WIDTH))], autograph=False)
    def twice(values):
        padded, totals = run(values, compiled=True, keep_padding=True)
        return padded, totals, *run(totals, compiled=True, backwards=True, padded_inputs=[padded])

    values = values_of(num_steps)
    padded, totals, added, of_totals = (array.numpy() for array in twice(values))
    assert (len(padded), len(totals), len(added)) == (2 * PAD_MULTIPLE, num_steps, num_steps)
    np.testing.assert_allclose(added, totals + values, atol=1e-5)
    np.testing.assert_allclose(of_totals, 2 * np.cumsum(totals[::-1], axis=0)[::-1], atol=1e-4)
