"""Tweets: the recipe tweets-bi-lstm; ours in batches of equal length, the scripts padded as published.

    python -m benchmarks tweets-bi-lstm --tweets FILE

FILE is Sentiment140's CSV or one of its form. Without it the sentences of Rotten Tomatoes stand in.
"""

from collections.abc import Callable
from pathlib import Path

from benchmarks.rows import Rows
from benchmarks.torch_loop import fit
from benchmarks.work import Work, pausing
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
    from torch import nn

    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(NUM_WORDS, EMBEDDING_DIM)
            self.recurrent = nn.LSTM(EMBEDDING_DIM, UNITS, batch_first=True, bidirectional=True)
            self.head = nn.Linear(2 * UNITS, 2)

        def forward(self, ids):
            outputs, _ = self.recurrent(self.embedding(ids))
            return self.head(torch.cat([outputs[:, -1, :UNITS], outputs[:, 0, UNITS:]], dim=-1))

    torch.manual_seed(seed)
    loss = nn.CrossEntropyLoss()
    return fit(Network(), lambda logits, y: loss(logits, y.long()), rows, BATCH_SIZE, epochs, pause)


def work(path: Path | None) -> Work:
    """The race on the tweets of a file, or on sentences that stand in for them."""
    data = ["dataset.name=sentiment140", f"dataset.path={path}"] if path else ["dataset.name=reviews"]
    stand_in = [] if path else ["dataset.source=rotten_tomatoes", "dataset.num_rows=none"]
    config = find_recipe("tweets-bi-lstm").config.with_settings([*data, *stand_in, "train.batching=by_length"])
    return Work("tweets-bi-lstm", config, keras_script, torch_script)
