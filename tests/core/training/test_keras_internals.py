"""core.training.keras_internals: each test fails when Keras changes what the module relies on."""

import keras
import numpy as np
import pytest

from core.config import RunConfig
from core.models.keras_model import build_model
from core.training.keras_internals import adam_moments, dropout_states
from core.training.loop import compile_model

pytestmark = pytest.mark.training

IDS = np.array([[1, 2, 3], [4, 5, 6]], np.int32)
DROPOUT = ["model.spatial_dropout=0.5", "model.dropout=0.5", "model.recurrent_dropout=0.5"]


def new_model(*settings: str) -> keras.Model:
    small = ["text.num_words=9", "text.maxlen=3", "model.units=3", "model.embedding_dim=4"]
    config = RunConfig().with_settings([*small, *settings])
    model = build_model(config, 2)
    compile_model(model, "sigmoid", config.train, num_updates=1)
    return model


def test_the_dropout_states_decide_what_is_dropped_and_nothing_else_does():
    model = new_model(*DROPOUT)
    model.evaluate(IDS, np.zeros(2), verbose=0)  # metrics have variables too
    states = dropout_states(model)
    assert len(states) == 3  # of the embedding and of both directions
    assert all(variable.shape == (2,) for variable in states)

    def outputs(seed: int) -> np.ndarray:
        for number, state in enumerate(states):
            state.assign([seed, number])
        return np.asarray(model(IDS, training=True))

    first = outputs(1)
    np.testing.assert_array_equal(outputs(1), first)
    assert not np.array_equal(outputs(2), first)


def test_a_network_without_dropout_has_no_states_that_change_its_outputs():
    model = new_model("model.spatial_dropout=0")
    before = [np.asarray(state) for state in dropout_states(model)]
    model(IDS, training=True)
    assert all(np.array_equal(state, np.asarray(now)) for state, now in zip(before, dropout_states(model), strict=True))


def test_the_moments_are_those_that_keras_adam_updates():
    model = new_model("model.spatial_dropout=0")
    optimizer, weights = model.optimizer, model.trainable_variables
    optimizer.build(weights)
    gradients = [np.full(weight.shape, 0.5 + number, np.float32) for number, weight in enumerate(weights)]
    optimizer.apply(gradients)
    moments = adam_moments(optimizer)
    assert len(moments) == len(weights)
    for (momentum, velocity), gradient in zip(moments, gradients, strict=True):
        np.testing.assert_allclose(momentum, (1 - optimizer.beta_1) * gradient, rtol=1e-5)
        np.testing.assert_allclose(velocity, (1 - optimizer.beta_2) * gradient**2, rtol=1e-4)
