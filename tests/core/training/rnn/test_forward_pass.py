from collections.abc import Callable, Iterator

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.config import RunConfig
from core.models.keras_model import build_model
from core.training.rnn.forward_pass import forward, has_dropout, is_covered, max_units

pytestmark = pytest.mark.training

RANDOM = np.random.default_rng(1)
INPUTS = {
    "reviews": RANDOM.integers(0, 12, (8, 6)).astype(np.int32),
    "mnist": RANDOM.random((3, 28, 28), np.float32),
    "cumulative_sum": RANDOM.random((8, 6, 1), np.float32),
}
DROPS = [f"model.{name}=0.3" for name in ("spatial_dropout", "dropout", "recurrent_dropout")]
NO_DROPS = [f"model.{name}=0" for name in ("spatial_dropout", "dropout", "recurrent_dropout")]


def config(*settings: str) -> RunConfig:
    small = ["text.num_words=12", "text.maxlen=6", "model.units=3", "model.embedding_dim=4"]
    return RunConfig().with_settings([*small, *settings])


def new_model(config: RunConfig) -> keras.Model:
    keras.utils.set_random_seed(0)
    model = build_model(config, 3 if config.dataset.kind == "image" else 2)
    model.set_weights([3 * weight + 0.1 for weight in model.get_weights()])  # so that gates open and close
    return model


def results_of(chosen: RunConfig, *passes: Callable[[keras.Model, tf.Tensor], tf.Tensor]) -> Iterator[tuple]:
    """Outputs and gradients of one batch, pass by pass, each from the same random state of the dropout."""
    model, inputs = new_model(chosen), tf.constant(INPUTS[chosen.dataset.name])
    weights = [variable.value for variable in model.trainable_variables]
    states = [(variable, np.asarray(variable.value)) for variable in model.non_trainable_variables]
    results = []
    for outputs_of in passes:
        for variable, value in states:
            variable.assign(value)
        with tf.GradientTape() as tape:
            outputs = outputs_of(model, inputs)
            loss = tf.reduce_sum(outputs * tf.reshape(tf.range(tf.size(outputs), dtype=tf.float32), outputs.shape))
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, weights)]
        results.append([np.asarray(values) for values in (outputs, *gradients)])
    return zip(*results, strict=True)


def assert_same_as_keras(chosen: RunConfig) -> None:
    for of_keras, ours in results_of(
        chosen,
        lambda model, inputs: model(inputs, training=True),
        lambda model, inputs: forward(model, [inputs], training=True, compiled=False),
    ):
        # Sums of float32 in another order differ by 2e-5 at times; another formula would by more than 1e-2.
        np.testing.assert_allclose(ours, of_keras, rtol=1e-5, atol=1e-4 * max(1, np.abs(of_keras).max()))


@pytest.mark.parametrize("dropped", [NO_DROPS, DROPS], ids=["", "dropout"])
@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional"])
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_stacked_layers_of_every_cell_and_direction_equal_those_of_keras(cell, direction, dropped):
    """With dropout too, because Keras' own layers draw the masks, from their own random states."""
    assert_same_as_keras(config(f"model.cell={cell}", f"model.direction={direction}", "model.num_layers=2", *dropped))


@pytest.mark.parametrize("dropped", [NO_DROPS, DROPS], ids=["", "dropout"])
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_products_of_bfloat16_differ_by_their_rounding_and_no_more(cell, dropped):
    for exact, rounded in results_of(
        config(f"model.cell={cell}", *dropped),
        lambda model, inputs: forward(model, [inputs], training=True, compiled=False),
        lambda model, inputs: forward(model, [inputs], training=True, compiled=False, precision=tf.bfloat16),
    ):
        assert rounded.dtype == np.float32
        assert 0 < np.abs(exact - rounded).max() < 0.05 * np.abs(exact).max()


@pytest.mark.parametrize("merge_mode", ["concat", "sum", "mul", "ave"])
@pytest.mark.parametrize("name", ["reviews", "cumulative_sum"])
def test_every_merge_mode_equals_that_of_keras_for_last_and_for_all_outputs(name, merge_mode):
    head = "per_step" if name == "cumulative_sum" else "sigmoid"
    settings = [f"dataset.name={name}", f"model.head={head}", f"model.merge_mode={merge_mode}", "model.activation=relu"]
    assert_same_as_keras(config(*settings, *NO_DROPS))


@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_four_directions_over_images_equal_those_of_keras(cell):
    settings = ["dataset.name=mnist", "model.direction=four_directions", "model.head=logits", f"model.cell={cell}"]
    assert_same_as_keras(config(*settings, *NO_DROPS))


def test_dropout_of_one_kind_alone_is_that_of_keras():
    for name in ("spatial_dropout", "dropout", "recurrent_dropout"):
        for cell in ("SimpleRNN", "GRU", "LSTM"):
            assert_same_as_keras(config(*NO_DROPS, f"model.{name}=0.4", f"model.cell={cell}"))


def test_outputs_without_training_are_those_of_the_model():
    chosen = config("model.dropout=0.5", "model.spatial_dropout=0.5", "model.merge_mode=ave")
    model, ids = new_model(chosen), INPUTS["reviews"]
    np.testing.assert_allclose(
        forward(model, [tf.constant(ids)], training=False, compiled=False), model(ids), atol=1e-6
    )


def test_dropout_has_the_moments_of_keras():
    chosen = config(
        "model.dropout=0.4", "model.recurrent_dropout=0.3", "model.spatial_dropout=0.2", "model.head=softmax"
    )
    model, ids = new_model(chosen), np.tile(INPUTS["reviews"][:1], (4000, 1))
    ours = np.asarray(forward(model, [tf.constant(ids)], training=True, compiled=False))[:, 0]
    of_keras = np.asarray(model(ids, training=True))[:, 0]  # other draws: the random states have moved on
    spread = of_keras.std()
    assert spread > 0.02
    assert abs(ours.mean() - of_keras.mean()) < 5 * spread * (2 / 4000) ** 0.5
    assert ours.std() == pytest.approx(spread, rel=0.1)


def test_each_kind_of_dropout_is_noticed():
    assert [has_dropout(new_model(config(*NO_DROPS, one))) for one in DROPS] == [True, True, True]
    assert not has_dropout(new_model(config(*NO_DROPS)))


def test_layers_without_a_loop_are_not_covered():
    assert is_covered(new_model(config()))
    assert max_units(new_model(config("model.units=7"))) == 7
    for odd in (
        keras.layers.LSTM(3, activation="elu"),
        keras.layers.GRU(3, reset_after=False),
        keras.layers.LSTM(3, use_bias=False),
        keras.layers.Conv1D(3, 2),
    ):
        assert not is_covered(keras.Sequential([keras.Input((5, 2)), odd, keras.layers.Dense(1)]))


@pytest.mark.parametrize("num_layers", [1, 2])
def test_steps_of_backward_layers_come_in_the_order_of_the_inputs(num_layers):
    """Keras' layers return the last step first, and the network turns them round again."""
    backward = ("dataset.name=cumulative_sum", "model.head=per_step", "model.direction=backward")
    assert_same_as_keras(config(*backward, f"model.num_layers={num_layers}"))
    assert is_covered(new_model(config(*backward)))
