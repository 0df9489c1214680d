"""Segments: a network whose states start anew gives what it gives for each segment by itself."""

from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.config import RunConfig
from core.models.keras_model import build_model
from core.training.rnn.forward_pass import forward, reset_every
from core.training.rnn.masked_pass import masked_forward
from core.training.rnn.packing import Packing, pack

pytestmark = pytest.mark.training

EVERY = 3
LENGTHS = np.array([8, 6, 4, 3, 1])
IDS = np.random.default_rng(0).integers(1, 12, (5, 9)).astype(np.int32)  # what follows a text is not zero either
IN_TEXT = np.arange(9) < LENGTHS[:, None]
WAYS = [
    *((cell, way) for cell in ("SimpleRNN", "GRU", "LSTM") for way in ("backward", "bidirectional")),
    ("LSTM", "forward"),
    ("GRU", "two_forward"),
]
TOKENS = ("dataset.name=punctuation", "model.head=per_step")


def new_model(*settings: str) -> keras.Model:
    small = (
        "train.batching=by_length", "text.num_words=12", "model.units=3", "model.embedding_dim=4",
        "model.spatial_dropout=0",
    )  # fmt: skip
    model = build_model(RunConfig().with_settings([*small, *settings]), 2)
    model.set_weights([2 * weight + 0.1 for weight in model.get_weights()])  # so that gates open and close
    return model


def both(*settings: str) -> tuple[keras.Model, keras.Model]:
    """Two networks of the same weights; the states of the first start anew."""
    return new_model(f"model.reset_every={EVERY}", *settings), new_model(*settings)


def each_alone(model: keras.Model) -> list[np.ndarray]:
    """Keras' outputs of each text by itself."""
    return [np.asarray(model(IDS[row : row + 1, :length]))[0] for row, length in enumerate(LENGTHS)]


def packed(model: keras.Model, training: bool = False) -> tuple[tf.Tensor, Packing]:
    packing = Packing.of_lengths(LENGTHS, reset_every=reset_every(model))
    run = tf.function(partial(forward, model, training=training, compiled=False), autograph=False)
    return run([tf.constant(pack(IDS, packing))], packing=Packing(*map(tf.constant, packing))), packing


def masked(model: keras.Model, width: int) -> np.ndarray:
    return masked_forward(model, [tf.constant(IDS[:, :width])], tf.constant(LENGTHS), training=False).numpy()


@pytest.mark.parametrize(("cell", "direction"), WAYS)
def test_every_step_has_the_output_that_its_segment_alone_has(cell, direction):
    """Two layers, by Keras' layers, by masked ones in batches of any width, and by packed loops."""
    model, plain = both(*TOKENS, f"model.cell={cell}", f"model.direction={direction}", "model.num_layers=2")
    expected = np.concatenate(
        [
            np.asarray(plain(IDS[row : row + 1, start : min(start + EVERY, length)]))[0]
            for row, length in enumerate(LENGTHS)
            for start in range(0, length, EVERY)
        ]
    )
    np.testing.assert_allclose(np.concatenate(each_alone(model)), expected, atol=1e-6)
    for width in (8, 9):
        np.testing.assert_allclose(masked(model, width)[IN_TEXT[:, :width]], expected, atol=1e-6)
    outputs, packing = packed(model)
    np.testing.assert_allclose(outputs.numpy()[np.lexsort((packing.steps, packing.rows))], expected, atol=1e-6)


@pytest.mark.parametrize(("cell", "direction"), WAYS)
def test_the_last_state_is_that_of_the_last_segment(cell, direction):
    model, plain = both(f"model.cell={cell}", f"model.direction={direction}")
    starts = (LENGTHS - 1) // EVERY * EVERY
    expected = np.concatenate([plain(IDS[row : row + 1, start : LENGTHS[row]]) for row, start in enumerate(starts)])
    np.testing.assert_allclose(each_alone(model), expected, atol=1e-6)
    np.testing.assert_allclose(masked(model, 9), expected, atol=1e-6)
    np.testing.assert_allclose(packed(model)[0], expected, atol=1e-6)


def test_segments_longer_than_every_text_change_nothing():
    long, plain = new_model("model.reset_every=50", "model.pooling=max"), new_model("model.pooling=max")
    np.testing.assert_allclose(each_alone(long), each_alone(plain), atol=1e-6)


@pytest.mark.parametrize("settings", [("model.pooling=max_mean",), ("model.direction=backward", "model.num_layers=2")])
def test_packed_loops_have_the_gradients_of_masked_layers(settings):
    model = new_model(f"model.reset_every={EVERY}", *settings)
    weights = [variable.value for variable in model.trainable_variables]
    gradients = []
    for outputs_of in (
        lambda: masked_forward(model, [tf.constant(IDS)], tf.constant(LENGTHS), training=True),
        lambda: packed(model, training=True)[0],
    ):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(outputs_of() * (1 + tf.range(len(LENGTHS), dtype=tf.float32))[:, None])
        gradients.append([tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, weights)])
    for ours, of_keras in zip(*gradients, strict=True):
        np.testing.assert_allclose(ours, of_keras, atol=1e-5)


def test_a_saved_network_is_loaded_without_our_code_and_goes_on(tmp_path):
    model = new_model(f"model.reset_every={EVERY}", "model.direction=two_forward", "model.num_layers=2")
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert reset_every(loaded) == EVERY
    np.testing.assert_allclose(each_alone(loaded), each_alone(model), atol=1e-6)
    np.testing.assert_allclose(packed(loaded)[0], each_alone(model), atol=1e-6)
