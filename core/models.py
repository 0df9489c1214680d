"""The network of a run, as plain Keras layers."""

import zlib

import keras
from keras import initializers, layers

from core.config import RunConfig
from core.layers import head_units, layer_table, num_steps, recurrent_name


def build_model(config: RunConfig, num_classes: int) -> keras.Model:
    """The untrained, uncompiled network: embedding, recurrent layers and head.

    Takes `ids` (batch, steps) of words; gives (batch, 1) for a `sigmoid` head, else (batch, num_classes).
    Every weight is drawn from `train.seed` and its own place in the network. So a forward network and its bidirectional
    twin start with the same embedding and the same forward weights wherever their shapes agree.

    Raises:
        ConfigError: when the head cannot tell so many classes apart, or the network has too many weights.
    """
    layer_table(config, num_classes)  # refuses what cannot be built or exported before any memory is taken
    model = config.model
    ids = keras.Input((num_steps(config),), dtype="int32", name="ids")
    hidden = layers.Embedding(
        config.text.num_words,
        model.embedding_dim,
        embeddings_initializer=initializers.RandomUniform(seed=_seed(config, "embedding")),
        name="embedding",
    )(ids)
    if model.spatial_dropout:
        hidden = layers.SpatialDropout1D(
            model.spatial_dropout, seed=_seed(config, "spatial_dropout"), name="spatial_dropout"
        )(hidden)
    for number in range(1, model.num_layers + 1):
        hidden = _recurrent(config, number)(hidden)
    head = layers.Dense(
        head_units(model, num_classes),
        activation="linear" if model.head == "logits" else model.head,
        kernel_initializer=initializers.GlorotUniform(seed=_seed(config, "head")),
        name="head",
    )(hidden)
    return keras.Model(ids, head, name="bothways")


def _recurrent(config: RunConfig, number: int) -> layers.Layer:
    """One layer of the stack; only the last gives a single vector.

    A Keras layer with `go_backwards` returns its sequence in reversed time. In a stack of backward layers therefore
    only the first goes backwards: what the next one receives starts at the text's end already.
    """
    name = recurrent_name(number)
    if config.model.direction == "forward":
        return _reader(config, number, "forward", name)
    if config.model.direction == "backward":
        return _reader(config, number, "backward", name, go_backwards=number == 1)
    return layers.Bidirectional(
        _reader(config, number, "forward", name),
        backward_layer=_reader(config, number, "backward", f"backward_{name}", go_backwards=True),
        merge_mode=config.model.merge_mode,
        name=name,
    )


def _reader(config: RunConfig, number: int, reads: str, name: str, go_backwards: bool = False) -> layers.Layer:
    model = config.model
    place = f"{recurrent_name(number)}/{reads}"
    cell = {"SimpleRNN": layers.SimpleRNN, "GRU": layers.GRU, "LSTM": layers.LSTM}[model.cell]
    return cell(
        model.units,
        dropout=model.dropout,
        recurrent_dropout=model.recurrent_dropout,
        return_sequences=number < model.num_layers,
        go_backwards=go_backwards,
        kernel_initializer=initializers.GlorotUniform(seed=_seed(config, f"{place}/kernel")),
        recurrent_initializer=initializers.Orthogonal(seed=_seed(config, f"{place}/recurrent_kernel")),
        seed=_seed(config, f"{place}/dropout"),
        name=name,
    )


def _seed(config: RunConfig, place: str) -> int:
    """A seed of its own for each place in the network, so that no two weights start as copies of each other."""
    return zlib.crc32(f"{config.train.seed}/{place}".encode()) & 0x7FFFFFFF
