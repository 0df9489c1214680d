from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.config import RunConfig
from core.models.keras_model import build_model
from core.training.rnn.forward_pass import forward
from core.training.rnn.masked_pass import masked_forward
from core.training.rnn.packing import Packing, pack

pytestmark = pytest.mark.training

LENGTHS = np.array([6, 6, 5, 3, 3, 1, 1])
IDS = np.random.default_rng(0).integers(1, 12, (7, 6)).astype(np.int32)  # what follows a text is not zero either
PRIORS = np.random.default_rng(2).normal(size=(*IDS.shape, 6)).astype(np.float32)
DROPS = [f"model.{name}=0.3" for name in ("spatial_dropout", "dropout", "recurrent_dropout")]
NO_DROPS = [f"model.{name}=0" for name in ("spatial_dropout", "dropout", "recurrent_dropout")]


def new_model(*settings: str) -> keras.Model:
    small = ["text.num_words=12", "text.maxlen=6", "model.units=3", "model.embedding_dim=4", "train.batching=by_length"]
    model = build_model(RunConfig().with_settings([*small, *settings]), 2)
    model.set_weights([2 * weight + 0.1 for weight in model.get_weights()])  # so that gates open and close
    return model


def inputs(model: keras.Model) -> list[np.ndarray]:
    """Word numbers, and priors where the network reads them."""
    return [IDS, PRIORS][: len(model.inputs)]


def each_alone(model: keras.Model) -> tf.Tensor:
    """Keras' outputs of each text by itself, without padding."""
    rows = [[values[row : row + 1, :length] for values in inputs(model)] for row, length in enumerate(LENGTHS)]
    return tf.concat([model(row if len(row) > 1 else row[0]) for row in rows], axis=0)


def masked(model: keras.Model) -> tf.Tensor:
    return masked_forward(model, [tf.constant(values) for values in inputs(model)], tf.constant(LENGTHS), training=True)


def packed(model: keras.Model, num_steps: int | None = None) -> tf.Tensor:
    packing = Packing.of_lengths(LENGTHS, num_steps)
    tensors = Packing(*map(tf.constant, packing))
    arrays = [tf.constant(pack(values, packing)) for values in inputs(model)]
    run = tf.function(partial(forward, model, training=True, compiled=num_steps is not None), autograph=False)
    return run(arrays, packing=tensors)


def compiled(model: keras.Model) -> tf.Tensor:
    return packed(model, num_steps=8)


def assert_same(model: keras.Model, expected, *others) -> None:
    """Equal outputs and gradients of the batch, from the same random states of the dropout."""
    weights = [variable.value for variable in model.trainable_variables]
    states = [(variable, np.asarray(variable.value)) for variable in model.non_trainable_variables]
    results = []
    for outputs_of in (expected, *others):
        for variable, value in states:
            variable.assign(value)
        with tf.GradientTape() as tape:
            outputs = outputs_of(model)
            loss = tf.reduce_sum(outputs * (1 + tf.range(len(LENGTHS), dtype=tf.float32))[:, None])
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, weights)]
        results.append([np.asarray(values) for values in (outputs, *gradients)])
    for of_keras, *ours in zip(*results, strict=True):
        for values in ours:
            np.testing.assert_allclose(values, of_keras, atol=1e-5 * max(1, np.abs(of_keras).max()))


@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional"])
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_a_batch_of_different_lengths_equals_its_texts_one_by_one(cell, direction):
    """Outputs and gradients, by Keras' masked layers, by packed and by compiled loops: padding has no effect."""
    model = new_model(f"model.cell={cell}", f"model.direction={direction}", "model.num_layers=2", *NO_DROPS)
    assert_same(model, each_alone, masked, packed, compiled)


@pytest.mark.filterwarnings("ignore:.*softmax over axis:UserWarning")  # a text of one word
@pytest.mark.parametrize("direction", ["backward", "two_forward", "bidirectional"])
@pytest.mark.parametrize("pooling", ["max_mean", "attention"])
def test_padding_is_never_pooled(pooling, direction):
    model = new_model(f"model.pooling={pooling}", f"model.direction={direction}", "text.priors=both", *NO_DROPS)
    assert_same(model, each_alone, masked, packed, compiled)


@pytest.mark.parametrize("direction", ["backward", "bidirectional"])
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_dropout_of_packed_texts_is_that_of_keras_masked_layers(cell, direction):
    model = new_model(f"model.cell={cell}", f"model.direction={direction}", "model.num_layers=2", *DROPS)
    assert_same(model, masked, packed, compiled)


@pytest.mark.parametrize("merge_mode", ["sum", "mul", "ave"])
def test_every_merge_mode_and_relu_equal_those_of_the_texts_one_by_one(merge_mode):
    model = new_model(f"model.merge_mode={merge_mode}", "model.activation=relu", *NO_DROPS)
    assert_same(model, each_alone, masked, packed)


def test_masks_are_those_of_an_embedding_with_mask_zero():
    model = new_model(*NO_DROPS)
    embedding, recurrent, head = model.layers[1:]
    inputs = keras.Input((None,), dtype="int32")
    hiding = keras.layers.Embedding(12, 4, mask_zero=True)
    plain = keras.Model(inputs, head(recurrent(hiding(inputs))))
    hiding.set_weights(embedding.get_weights())
    ids = np.where(np.arange(6) < LENGTHS[:, None], IDS, 0)
    np.testing.assert_allclose(masked(model), plain(ids), atol=1e-6)
