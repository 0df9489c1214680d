import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from core.training.rnn import cells
from core.training.rnn.time_loop import PAD_MULTIPLE

pytestmark = pytest.mark.training

STEPS, ROWS, FEATURES, UNITS = 7, 5, 3, 4
CELLS = {"SimpleRNN": layers.SimpleRNN, "GRU": layers.GRU, "LSTM": layers.LSTM}


def keras_layer(cell: str, activation: str) -> layers.RNN:
    """A layer whose weights are large enough for every gate to open and to close."""
    layer = CELLS[cell](UNITS, activation=activation, return_sequences=True)
    layer.build((None, STEPS, FEATURES))
    random = np.random.default_rng(1)
    layer.set_weights([random.normal(0, 0.7, weight.shape) for weight in layer.get_weights()])
    return layer


def states(
    layer: layers.RNN, cell: str, inputs: tf.Tensor, activation: str, masks=(), precision=tf.float32, **options
) -> tf.Tensor:
    kernel, recurrent, bias = (variable.value for variable in layer.trainable_variables)
    extra = {}
    if cell == "GRU":
        bias, extra = bias[0], {"bias": bias[1]}
    projected = tf.tensordot(tf.transpose(inputs, (1, 0, 2)), kernel, 1) + bias
    run = {"SimpleRNN": cells.simple_rnn, "GRU": cells.gru, "LSTM": cells.lstm}[cell]
    arguments = {"masks": masks, "activation": activation, "precision": precision, **options}
    projected = tf.split(projected, max(1, len(masks)), axis=-1)
    return tf.transpose(run(projected, recurrent, **arguments, **extra), (1, 0, 2))


def value_and_gradients(function, layer, inputs) -> list[np.ndarray]:
    """The outputs, and the gradients of a loss that every step's output is in, by inputs and weights."""
    weights = [variable.value for variable in layer.trainable_variables]
    importance = tf.constant(np.random.default_rng(2).normal(size=(ROWS, STEPS, UNITS)), tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = function(inputs)
        loss = tf.reduce_sum(importance * outputs)
    return [np.asarray(values) for values in (outputs, *tape.gradient(loss, [inputs, *weights]))]


@pytest.fixture
def inputs() -> tf.Tensor:
    return tf.constant(np.random.default_rng(0).normal(size=(ROWS, STEPS, FEATURES)), tf.float32)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("cell", CELLS)
def test_outputs_and_gradients_are_those_of_keras(inputs, cell, activation, compiled):
    layer = keras_layer(cell, activation)
    ours = tf.function(lambda inputs: states(layer, cell, inputs, activation, compiled=compiled), autograph=False)
    expected = value_and_gradients(layer, layer, inputs)
    for values, of_keras in zip(value_and_gradients(ours, layer, inputs), expected, strict=True):
        np.testing.assert_allclose(values, of_keras, atol=1e-5 * max(1, np.abs(of_keras).max()))


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(("cell", "num_masks"), [("SimpleRNN", 1), ("GRU", 3), ("LSTM", 4)])
def test_gradients_of_masked_states_are_the_slopes_of_the_loss(inputs, cell, num_masks, compiled):
    """Against differences of the loss itself, because Keras has no layer that takes masks."""
    layer = keras_layer(cell, "tanh")
    random = np.random.default_rng(3)
    masks = [tf.constant(random.integers(0, 2, (ROWS, UNITS)) * 2.0, tf.float32) for _ in range(num_masks)]
    function = tf.function(
        lambda inputs: states(layer, cell, inputs, "tanh", masks, compiled=compiled), autograph=False
    )
    _, *gradients = value_and_gradients(function, layer, inputs)
    importance = np.random.default_rng(2).normal(size=(ROWS, STEPS, UNITS))
    recurrent = layer.trainable_variables[1]
    for row, column in [(0, 0), (1, UNITS - 1), (UNITS - 1, recurrent.shape[1] - 1)]:
        losses = []
        for move in (0.01, -0.01):
            moved = recurrent.numpy().copy()
            moved[row, column] += move
            before = recurrent.numpy()
            recurrent.assign(moved)
            losses.append(float((importance * function(inputs).numpy()).sum()))
            recurrent.assign(before)
        assert gradients[2][row, column] == pytest.approx((losses[0] - losses[1]) / 0.02, rel=0.02, abs=0.01)


@pytest.mark.parametrize("num_masks", [0, 1])
@pytest.mark.parametrize("cell", CELLS)
def test_with_bfloat16_only_the_gradient_of_the_recurrent_kernel_is_rounded(inputs, cell, num_masks):
    layer = keras_layer(cell, "tanh")
    masks = [tf.constant(np.random.default_rng(3).integers(0, 2, (ROWS, UNITS)) * 2.0, tf.float32)] * num_masks
    results = []
    for precision in (tf.float32, tf.bfloat16):
        ours = tf.function(lambda x, to=precision: states(layer, cell, x, "tanh", masks, precision=to), autograph=False)
        results.append(value_and_gradients(ours, layer, inputs))
    (*exact_others, exact, exact_bias), (*others, rounded, bias) = results
    assert 0 < np.abs(exact - rounded).max() < 0.05 * np.abs(exact).max()
    for values, exact_values in zip([*others, bias], [*exact_others, exact_bias], strict=True):
        np.testing.assert_array_equal(values, exact_values)


@pytest.mark.parametrize("cell", CELLS)
def test_compiled_loops_over_padded_arrays_return_the_steps_of_the_inputs_alone(cell):
    """Backward too: as forward over the reversed inputs."""
    layer = keras_layer(cell, "tanh")
    weights = [variable.value for variable in layer.trainable_variables]

    @tf.function(input_signature=[tf.TensorSpec((ROWS, None, FEATURES))], autograph=False)
    def ours(inputs):
        return states(layer, cell, inputs, "tanh", compiled=True, backwards=True)

    for num_steps in (PAD_MULTIPLE, PAD_MULTIPLE + 1):
        inputs = tf.constant(np.random.default_rng(0).normal(size=(ROWS, num_steps, FEATURES)), tf.float32)
        results = []
        for outputs_of in (ours, lambda inputs: tf.reverse(layer(tf.reverse(inputs, [1])), [1])):
            with tf.GradientTape() as tape:
                tape.watch(inputs)
                outputs = outputs_of(inputs)
                loss = tf.reduce_sum(outputs * tf.reshape(tf.range(tf.size(outputs), dtype=tf.float32), outputs.shape))
            results.append([outputs, *tape.gradient(loss, [inputs, *weights])])
        for values, of_keras in zip(*results, strict=True):
            np.testing.assert_allclose(values, of_keras, atol=1e-5 * max(1, np.abs(of_keras).max()))


def test_any_number_of_steps_and_rows_needs_one_trace(inputs):
    layer = keras_layer("GRU", "tanh")
    ours = tf.function(
        lambda inputs: states(layer, "GRU", inputs, "tanh"),
        input_signature=[tf.TensorSpec((None, None, FEATURES))],
        autograph=False,
    )
    for part in (inputs, inputs[:2, :1], inputs[:1, :4]):
        np.testing.assert_allclose(ours(part), layer(part), atol=1e-6)
    assert ours.experimental_get_tracing_count() == 1
