"""The network of the IMDb races in plain Keras, without any import of ours."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

NUM_WORDS = 10_000


@dataclass(frozen=True)
class Sizes:
    """The sizes at the top of a script."""

    cell: str
    units: int
    embedding_dim: int


def keras_network(sizes: Sizes) -> "keras.Model":
    """The compiled network as the Keras guides write it."""
    import keras
    from keras import layers

    cell = {"SimpleRNN": layers.SimpleRNN, "GRU": layers.GRU, "LSTM": layers.LSTM}[sizes.cell]
    model = keras.Sequential(
        [
            layers.Embedding(NUM_WORDS, sizes.embedding_dim),
            layers.Bidirectional(cell(sizes.units)),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
    return model
