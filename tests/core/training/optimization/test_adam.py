import keras
import numpy as np
import pytest
import tensorflow as tf

from core.config import TrainConfig
from core.training.optimization.adam import apply_gradients
from core.training.optimization.optimizer import new_optimizer

pytestmark = pytest.mark.training

RATE = {"learning_rate": 0.1}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"optimizer": "adamw", "schedule": "one_cycle", "weight_decay": 0.1},
        {"global_clipnorm": 0.5},
        {"optimizer": "sgd", "global_clipnorm": 100.0},
    ],
    ids=lambda settings: " ".join(map(str, settings.values())) or "adam",
)
def test_three_updates_equal_those_of_keras_for_dense_and_row_gradients(settings):
    """The row gradient has one row twice, whose squares Keras adds up one by one, but for clipped gradients."""
    start = [np.arange(12, dtype=np.float32).reshape(4, 3), np.ones(3, np.float32)]
    dense = np.array([0.5, -1.0, 2.0], np.float32)
    rows = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [-1.0, 0.0, 1.0]], np.float32)
    indices = np.array([2, 0, 2], np.int32)
    results = []
    for apply in (keras.optimizers.Optimizer.apply, lambda optimizer, gradients: ours(optimizer, gradients)):
        variables = [keras.Variable(values, name=f"weight_{number}") for number, values in enumerate(start)]
        optimizer = new_optimizer(TrainConfig(**RATE, **settings), num_updates=5)
        optimizer.build(variables)

        def ours(optimizer: keras.optimizers.Optimizer, gradients: list, variables: list = variables) -> None:
            apply_gradients(optimizer, [variable.value for variable in variables], gradients)

        for _ in range(3):
            apply(optimizer, [tf.IndexedSlices(tf.constant(rows), tf.constant(indices), (4, 3)), tf.constant(dense)])
        results.append([np.asarray(values) for values in (*variables, *optimizer.variables)])
        assert not np.allclose(results[-1][0], start[0])
    for of_keras, value in zip(*results, strict=True):
        np.testing.assert_allclose(value, of_keras, rtol=1e-5, atol=1e-6)


def test_a_gradient_that_is_not_finite_is_not_clipped_to_a_finite_one():
    weight = keras.Variable(np.ones(2, np.float32))
    optimizer = new_optimizer(TrainConfig(global_clipnorm=1.0), num_updates=1)
    optimizer.build([weight])
    apply_gradients(optimizer, [weight.value], [tf.constant([np.inf, 1.0])])
    assert not np.isfinite(np.asarray(weight)).any()
