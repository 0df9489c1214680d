"""IMDb reviews: the recipes imdb-bi-lstm, imdb-bi-gru and imdb-bi-simplernn, and a wider LSTM over 200 steps.

    python -m benchmarks imdb-bi-lstm

The reviews are the packaged ones: the first 10,000 of the 20,000 training reviews, or 4,000 for the long texts, and a
quarter as many to test.
"""

from collections.abc import Callable
from functools import partial

from benchmarks.training.keras_network import NUM_WORDS, Sizes, keras_network
from benchmarks.training.rows import Rows
from benchmarks.training.torch_loop import fit, network
from benchmarks.training.work import Work, pausing
from core.recipes import find_recipe

BATCH_SIZE = 32
MAX_ROWS, MAX_LONG_ROWS = 10_000, 4_000


def keras_script(sizes: Sizes, rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """The training as in the Keras guides."""
    import keras

    keras.utils.set_random_seed(seed)
    x_train, y_train, x_test, y_test = rows.padded
    model = keras_network(sizes)
    model.fit(x_train, y_train, epochs=epochs, batch_size=BATCH_SIZE, verbose=0, callbacks=[pausing(pause)])
    return model.evaluate(x_test, y_test, verbose=0)[1]


def torch_script(sizes: Sizes, rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """The same network in PyTorch."""
    import torch

    torch.manual_seed(seed)
    cell = {"SimpleRNN": "RNN"}.get(sizes.cell, sizes.cell)
    net = network(cell, sizes.embedding_dim, sizes.units, num_outputs=1, num_words=NUM_WORDS)
    return fit(net, rows, BATCH_SIZE, epochs, pause)


_REVIEWS = ["dataset.name=reviews", "dataset.source=imdb"]


def _work(cell: str) -> Work:
    name = f"imdb-bi-{cell.lower()}"
    config = find_recipe(name).config.with_settings(_REVIEWS)
    sizes = Sizes(cell, config.model.units, config.model.embedding_dim)
    return Work(name, config, partial(keras_script, sizes), partial(torch_script, sizes), MAX_ROWS)


def _wide() -> Work:
    changed = ["model.units=64", "model.embedding_dim=128", "text.maxlen=200"]
    config = find_recipe("imdb-bi-lstm").config.with_settings([*_REVIEWS, *changed])
    sizes = Sizes("LSTM", 64, 128)
    return Work("imdb-bi-lstm-64", config, partial(keras_script, sizes), partial(torch_script, sizes), MAX_LONG_ROWS)


WORKS = (*(_work(cell) for cell in ("LSTM", "GRU", "SimpleRNN")), _wide())
