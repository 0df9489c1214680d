"""Encoding: a data set's parts as the network reads them, and the vocabulary that texts are read with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.config import RunConfig, TextConfig
from core.data.sources import Dataset, Split
from core.data.tokenization import Encoded, Tokens, Vocabulary, encode, keras_imdb_vocabulary, read_tokens


@dataclass(frozen=True)
class LabelledRows:
    """Encoded examples with their classes, shape (n,), or (n, steps) where each step has a label."""

    encoded: Encoded
    labels: np.ndarray


@dataclass(frozen=True)
class EncodedParts:
    """All of a data set, ready for the network.

    Args:
        vocabulary: fitted on the training part alone; None for images and sequences.
        maxlen: steps that texts are padded to; None where they are not padded, and for images and sequences.
    """

    training: LabelledRows
    validation: LabelledRows
    test: LabelledRows
    vocabulary: Vocabulary | None = None
    maxlen: int | None = None


def encode_parts(dataset: Dataset, parts: Split, config: RunConfig) -> EncodedParts:
    """Encode the three parts; what depends on the data (words, longest text) is taken from the training part."""
    if config.dataset.kind != "text":
        return EncodedParts(*(_as_they_are(dataset, rows) for rows in (parts.train, parts.validation, parts.test)))
    masked = config.train.batching == "by_length"
    lower = config.text.lower or bool(dataset.word_index)  # as `keras_imdb_vocabulary` says of its words
    tokens = read_tokens(_texts(dataset, parts.train), lower)
    vocabulary = _vocabulary(dataset, tokens, config.text)

    def encoded(rows: np.ndarray, text: TextConfig, tokens: Tokens | None = None) -> LabelledRows:
        texts = tokens or _texts(dataset, rows)
        return LabelledRows(encode(texts, vocabulary, text, masked=masked), dataset.labels[rows])

    training = encoded(parts.train, config.text, tokens)
    text = config.text.model_copy(update={"maxlen": training.encoded.inputs.shape[1]}) if not masked else config.text
    return EncodedParts(
        training,
        encoded(parts.validation, text),
        encoded(parts.test, text),
        vocabulary,
        None if masked else text.maxlen,
    )


def _vocabulary(dataset: Dataset, tokens: Tokens, config: TextConfig) -> Vocabulary:
    if dataset.word_index:
        return keras_imdb_vocabulary(dataset.word_index, config.num_words)
    return Vocabulary.fit(tokens, config)


def _texts(dataset: Dataset, rows: np.ndarray) -> Sequence[str]:
    return [dataset.texts[row] for row in rows]


def _as_they_are(dataset: Dataset, rows: np.ndarray) -> LabelledRows:
    values = dataset.values[rows]
    return LabelledRows(Encoded(values, np.full(len(rows), values.shape[1], np.int32)), dataset.labels[rows])
