"""The network of a run, as plain Keras layers."""

import zlib

import keras
import numpy as np
from keras import initializers, layers, regularizers

from core.config import RunConfig
from core.directions import DIRECTIONS
from core.models.architecture import (
    CRF,
    FLIP,
    MERGE_LAYERS,
    direction_layer_names,
    goes_backwards,
    head_units,
    is_bidirectional,
    layer_table,
    merge_name,
    num_features,
    num_priors,
    num_steps,
    recurrent_name,
    recurrent_numbers,
    returns_sequences,
    reverses_time,
)
from core.models.crf_layer import LinearChainCRF
from core.models.pooling import ATTENTION_SCORES, has_attention, has_max, has_mean
from core.models.segmented_layer import segmented


def build_model(config: RunConfig, num_classes: int) -> keras.Model:
    """The untrained, uncompiled network: embedding (of words), recurrent layers and head.

    Input: texts and sentences as `ids` (batch, steps), images and sequences as `inputs` (batch, steps, num_features).
    Output: (batch, 1) for a `sigmoid` head, otherwise (batch, num_classes), with `multi_label` a probability of its own
    for each label; for `per_step` (batch, steps, 1) with two classes, (batch, steps, num_classes) with more. With a CRF
    the emissions, (batch, steps, num_classes).
    Every initial weight depends on `train.seed` and its place in the network alone. So a forward network and its
    bidirectional twin start with the same embedding and the same forward weights wherever their shapes agree, and so
    does the first of two forward layers.

    Raises:
        ConfigError: when the head cannot predict so many classes, or the network has too many weights.
    """
    layer_table(config, num_classes)  # refuses what cannot be built or exported before any memory is allocated
    if config.dataset.has_words:
        ids = keras.Input((num_steps(config),), dtype="int32", name="ids")
        priors = num_priors(config, num_classes)
        inputs = [ids, keras.Input((num_steps(config), priors), name="priors")] if priors else [ids]
        hidden = _stack(config, _embedded(config, inputs))
    else:
        inputs = [keras.Input((num_steps(config), num_features(config)), name="inputs")]
        hidden = _stack(config, inputs[0])
    if DIRECTIONS[config.model.direction].reads_columns:
        columns = layers.Permute((2, 1), name="columns")(inputs[0])
        hidden = layers.Concatenate(name="concatenate")([hidden, _stack(config, columns, "_columns")])
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], _head(config, num_classes, hidden), name="bothways")


def set_word_vectors(model: keras.Model, ids: np.ndarray, vectors: np.ndarray) -> None:
    """Give words their vectors, (n, embedding_dim); all others keep their initial numbers."""
    embedding = model.get_layer("embedding")
    (weights,) = embedding.get_weights()
    weights[ids] = vectors
    embedding.set_weights([weights])


def _embedded(config: RunConfig, inputs: list[keras.KerasTensor]) -> keras.KerasTensor:
    """Each token's vector, and its priors where there are any."""
    model, (ids, *priors) = config.model, inputs
    hidden = layers.Embedding(
        config.text.num_words,
        model.embedding_dim,
        embeddings_initializer=initializers.RandomUniform(seed=_seed(config, "embedding")),
        trainable=model.embeddings_trainable,
        name="embedding",
    )(ids)
    if priors:
        hidden = layers.Concatenate(name="features")([hidden, *priors])
    if model.token_dropout:
        seed, one_for_a_token = _seed(config, "token_dropout"), (None, None, 1)
        dropout = layers.Dropout(model.token_dropout, noise_shape=one_for_a_token, seed=seed, name="token_dropout")
        hidden = dropout(hidden)
    if model.spatial_dropout:
        seed = _seed(config, "spatial_dropout")
        hidden = layers.SpatialDropout1D(model.spatial_dropout, seed=seed, name="spatial_dropout")(hidden)
    return hidden


def _stack(config: RunConfig, hidden: keras.KerasTensor, suffix: str = "") -> keras.KerasTensor:
    for number in recurrent_numbers(config.model):
        if DIRECTIONS[config.model.direction].layout == "merged":
            hidden = _merged(config, number, hidden)
        else:
            hidden = _read(config, _recurrent(config, number, suffix), hidden)
    return _pooled(config, hidden, suffix) if config.model.pools else hidden


def _pooled(config: RunConfig, hidden: keras.KerasTensor, suffix: str) -> keras.KerasTensor:
    """All steps as one vector. These layers see no padding: each text is read by itself, or padding is masked."""
    model = config.model
    if has_attention(model):
        kernel = initializers.GlorotUniform(seed=_seed(config, f"{ATTENTION_SCORES}{suffix}"))
        score = layers.Dense(1, use_bias=False, kernel_initializer=kernel, name=f"{ATTENTION_SCORES}{suffix}")
        scores = score(layers.Activation("tanh", name=f"attention_tanh{suffix}")(hidden))
        weights = layers.Softmax(axis=1, name=f"attention_weights{suffix}")(scores)
        weighted = layers.Dot(axes=1, name=f"attention_sum{suffix}")([weights, hidden])
        return layers.Flatten(name=f"attention{suffix}")(weighted)
    pooled = []
    if has_max(model):
        pooled.append(layers.GlobalMaxPooling1D(name=f"pooling_max{suffix}")(hidden))
    if has_mean(model):
        pooled.append(layers.GlobalAveragePooling1D(name=f"pooling_mean{suffix}")(hidden))
    return layers.Concatenate(name=f"pooling{suffix}")(pooled) if len(pooled) > 1 else pooled[0]


def _merged(config: RunConfig, number: int, hidden: keras.KerasTensor) -> keras.KerasTensor:
    """One layer of the stack: two forward layers over the same steps, merged as `Bidirectional` merges its two."""
    names = direction_layer_names(config.model, number)
    merge = getattr(layers, MERGE_LAYERS[config.model.merge_mode])(name=merge_name(number))
    summaries = DIRECTIONS[config.model.direction].summaries
    return merge(
        [
            _read(config, _direction_layer(config, number, name, f"{recurrent_name(number)}/{summary}"), hidden)
            for name, summary in zip(names, summaries, strict=True)
        ]
    )


def _read(config: RunConfig, layer: layers.Layer, hidden: keras.KerasTensor) -> keras.KerasTensor:
    """The output of a recurrent layer, which reads whole rows or segments of them."""
    if config.reset_every is None:
        return layer(hidden)
    return segmented(layer, hidden.shape[-1], config.reset_every)(hidden)


def _recurrent(config: RunConfig, number: int, suffix: str) -> layers.Layer:
    """One layer of the stack.

    A Keras layer with `go_backwards` returns its sequence in reversed time. So in a stack of backward layers only the
    first has it: the input of the next one begins with the last step already. Segments are in the order of the input.
    """
    name = recurrent_name(number, suffix)
    if not is_bidirectional(config.model):
        only_pass = DIRECTIONS[config.model.direction].only_pass
        go_backwards = goes_backwards(config.model) and (number == 1 or not reverses_time(config))
        return _direction_layer(config, number, name, f"{name}/{only_pass}", go_backwards)
    return layers.Bidirectional(
        _direction_layer(config, number, name, f"{name}/forward"),
        backward_layer=_direction_layer(config, number, f"backward_{name}", f"{name}/backward", go_backwards=True),
        merge_mode=config.model.merge_mode,
        name=name,
    )


def _direction_layer(config: RunConfig, number: int, name: str, place: str, go_backwards: bool = False) -> layers.Layer:
    model = config.model
    cell = {"SimpleRNN": layers.SimpleRNN, "GRU": layers.GRU, "LSTM": layers.LSTM}[model.cell]
    return cell(
        model.units,
        activation=model.activation,
        dropout=model.dropout,
        recurrent_dropout=model.recurrent_dropout,
        return_sequences=returns_sequences(model, number),
        go_backwards=go_backwards,
        kernel_initializer=initializers.GlorotUniform(seed=_seed(config, f"{place}/kernel")),
        recurrent_initializer=initializers.Orthogonal(seed=_seed(config, f"{place}/recurrent_kernel")),
        kernel_regularizer=_penalty(config),
        recurrent_regularizer=_penalty(config),
        seed=_seed(config, f"{place}/dropout"),
        name=name,
    )


def _head(config: RunConfig, num_classes: int, hidden: keras.KerasTensor) -> keras.KerasTensor:
    """The last layer, which Keras applies to each step of a sequence.

    Not `TimeDistributed(Dense)`, which computes the same: in Keras 3.15 it confuses the numbers of rows and steps when
    steps are not fixed, and cuts the sequence or fails.
    """
    model, units = config.model, head_units(config.model, num_classes)
    is_linear = model.head == "logits" or model.has_crf
    is_softmax = model.head == "softmax" or (model.head == "per_step" and units > 1)
    dense = layers.Dense(
        units,
        activation="linear" if is_linear else "softmax" if is_softmax else "sigmoid",
        kernel_initializer=initializers.GlorotUniform(seed=_seed(config, "head")),
        kernel_regularizer=_penalty(config),
        name="head",
    )
    if model.head == "per_step" and reverses_time(config):
        hidden = _flip(hidden)
    if model.head_dropout:
        hidden = layers.Dropout(model.head_dropout, seed=_seed(config, "head_dropout"), name="head_dropout")(hidden)
    return LinearChainCRF(name=CRF)(dense(hidden)) if model.has_crf else dense(hidden)


def _penalty(config: RunConfig) -> regularizers.Regularizer | None:
    return regularizers.L2(config.model.l2) if config.model.l2 else None


def _flip(hidden: keras.KerasTensor) -> keras.KerasTensor:
    """The steps in the order of the input again; a model, because a bare operation cannot have a name."""
    reversed_time = keras.Input(hidden.shape[1:])
    return keras.Model(reversed_time, keras.ops.flip(reversed_time, axis=1), name=FLIP)(hidden)


def _seed(config: RunConfig, place: str) -> int:
    """A different seed for each place in the network, so that no two weights start as copies of each other."""
    return zlib.crc32(f"{config.train.seed}/{place}".encode()) & 0x7FFFFFFF
