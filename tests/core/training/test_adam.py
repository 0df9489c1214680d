import keras
import numpy as np
import pytest
import tensorflow as tf

from core.training.adam import apply_gradients

pytestmark = pytest.mark.training


def test_three_updates_equal_those_of_keras_for_dense_and_row_gradients():
    """The row gradient has one row twice, whose squares Keras adds up one by one."""
    start = [np.arange(12, dtype=np.float32).reshape(4, 3), np.ones(3, np.float32)]
    dense = np.array([0.5, -1.0, 2.0], np.float32)
    rows = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [-1.0, 0.0, 1.0]], np.float32)
    indices = np.array([2, 0, 2], np.int32)
    results = []
    for apply in (keras.optimizers.Adam.apply, lambda optimizer, gradients: ours(optimizer, gradients)):
        variables = [keras.Variable(values, name=f"weight_{number}") for number, values in enumerate(start)]
        optimizer = keras.optimizers.Adam(0.1)
        optimizer.build(variables)

        def ours(optimizer: keras.optimizers.Adam, gradients: list, variables: list = variables) -> None:
            apply_gradients(optimizer, [variable.value for variable in variables], gradients)

        for _ in range(3):
            apply(optimizer, [tf.IndexedSlices(tf.constant(rows), tf.constant(indices), (4, 3)), tf.constant(dense)])
        results.append([np.asarray(values) for values in (*variables, *optimizer.variables)])
    for of_keras, value in zip(*results, strict=True):
        np.testing.assert_allclose(value, of_keras, rtol=1e-5, atol=1e-6)
