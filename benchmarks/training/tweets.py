"""Tweets: the recipe tweets-bi-lstm; ours without reading padding, the scripts padded as published.

    python -m benchmarks tweets-bi-lstm --tweets FILE

FILE is Sentiment140's CSV or one with its columns. Without it the sentences of Rotten Tomatoes replace it.
"""

from collections.abc import Callable
from pathlib import Path

from benchmarks.training.rows import Rows
from benchmarks.training.torch_loop import fit, network
from benchmarks.training.work import Work, pausing
from core.recipes import find_recipe

NUM_WORDS, EMBEDDING_DIM, UNITS, BATCH_SIZE = 4_000, 256, 196, 128


def keras_script(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """The published network, with its dropout inside the LSTM."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    x_train, y_train, x_test, y_test = rows.padded
    y_train, y_test = keras.utils.to_categorical(y_train), keras.utils.to_categorical(y_test)
    model = keras.Sequential(
        [
            layers.Embedding(NUM_WORDS, EMBEDDING_DIM),
            layers.Bidirectional(layers.LSTM(UNITS, dropout=0.05, recurrent_dropout=0.2)),
            layers.Dense(2, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(x_train, y_train, epochs=epochs, batch_size=BATCH_SIZE, verbose=0, callbacks=[pausing(pause)])
    return model.evaluate(x_test, y_test, verbose=0)[1]


def torch_script(rows: Rows, seed: int, epochs: int, pause: Callable[[], None]) -> float:
    """The same network in PyTorch, whose LSTM has no dropout inside."""
    import torch

    torch.manual_seed(seed)
    net = network("LSTM", EMBEDDING_DIM, UNITS, num_outputs=2, num_words=NUM_WORDS)
    return fit(net, rows, BATCH_SIZE, epochs, pause)


def work(path: Path | None) -> Work:
    """The race on the tweets of a file, or on sentences instead of them."""
    data = ["dataset.name=sentiment140", f"dataset.path={path}"] if path else ["dataset.name=reviews"]
    stand_in = [] if path else ["dataset.source=rotten_tomatoes", "dataset.num_rows=none"]
    config = find_recipe("tweets-bi-lstm").config.with_settings([*data, *stand_in, "train.batching=by_length"])
    return Work("tweets-bi-lstm", config, keras_script, torch_script, rounds=True)
