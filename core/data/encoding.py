"""Encoding: texts as padded rows of word ids, and the parts of a data set as the network reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.config import RunConfig, TextConfig
from core.data.dataset import Dataset, Split
from core.data.text.tokenization import (
    PADDING_ID,
    START_ID,
    Tokens,
    Vocabulary,
    as_tokens,
    keras_imdb_vocabulary,
    read_tokens,
)


@dataclass(frozen=True)
class Encoded:
    """Examples as a network reads them.

    Args:
        inputs: of texts the word numbers, shape (n, width), int32, each 0 (padding) to num_words - 1; of images and
            sequences the values, shape (n, steps, num_features), float32.
        lengths: shape (n,), int32, the steps of each row that the network reads, at least 1.
    """

    inputs: np.ndarray
    lengths: np.ndarray

    @property
    def num_words(self) -> np.ndarray:
        """Shape (n,): of texts, the word numbers of each row that are not padding, with the one that starts texts."""
        return np.count_nonzero(self.inputs != PADDING_ID, axis=1)


def encode(texts: Sequence[str] | Tokens, vocabulary: Vocabulary, config: TextConfig, *, masked: bool) -> Encoded:
    """Turn texts into padded rows of word numbers.

    Unmasked, rows are padded and cut to `maxlen` as keras.utils.pad_sequences does, and the network reads the
    padding too: width and lengths are `maxlen`, or the longest of these texts where `maxlen` is None. Masked, texts are
    cut the same way but padded after their words, to the longest of these texts: lengths count the words, and a text
    without any known word is one step of padding.
    """
    ids, lengths = _sequences(as_tokens(texts, vocabulary.lower), vocabulary)
    before = np.arange(len(ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)  # of each word in its text
    sizes = lengths if config.maxlen is None else np.minimum(lengths, config.maxlen)
    if config.truncating == "pre":
        before -= np.repeat(lengths - sizes, lengths)
    longest = max(1, sizes.max(initial=0))
    width = longest if masked or config.maxlen is None else config.maxlen
    inside = (before >= 0) & (before < np.repeat(sizes, lengths))
    rows = np.repeat(np.arange(len(lengths)), lengths)[inside]
    columns = before[inside]
    if not masked and config.padding == "pre":
        columns += width - sizes[rows]
    padded = np.full((len(lengths), width), PADDING_ID, dtype=np.int32)
    padded[rows, columns] = ids[inside]
    return Encoded(padded, np.maximum(sizes, 1) if masked else np.full_like(sizes, width))


def shuffled(encoded: Encoded, seed: int, start: bool = False) -> Encoded:
    """The same texts with the words of each in a random order; paddings, and the ids that start texts, stay in place.

    What a network still gets right does not depend on word order. Truncated words stay out.

    Args:
        seed: equal texts and seeds give equal orders for every network.
        start: whether texts begin with an id that stands for their start, as `Vocabulary.start` says.
    """
    moves = encoded.inputs != PADDING_ID
    if start:
        moves &= encoded.inputs != START_ID
    rows, _ = np.nonzero(moves)  # row by row, so that sorting by row and chance shuffles each row in its own places
    order = np.argsort(rows + np.random.default_rng(seed).random(len(rows)))
    ids = encoded.inputs.copy()
    ids[moves] = encoded.inputs[moves][order]
    return Encoded(ids, encoded.lengths)


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
    """Encode the three parts; what depends on the data (words, longest text) comes from the training set."""
    if config.dataset.kind != "text":
        train, validation, test = (_unchanged(dataset, rows) for rows in (parts.train, parts.validation, parts.test))
        return EncodedParts(train, validation, test)
    masked = config.train.batching == "by_length"
    lower = config.text.lower or bool(dataset.word_index)  # because `keras_imdb_vocabulary` has lower-case words only
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


def _unchanged(dataset: Dataset, rows: np.ndarray) -> LabelledRows:
    values = dataset.arrays[rows]
    return LabelledRows(Encoded(values, np.full(len(rows), values.shape[1], np.int32)), dataset.labels[rows])


def _sequences(tokens: Tokens, vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
    """The ids of all texts one after the other, and how many each text has."""
    get = vocabulary.word_index.get
    unknown = vocabulary.oov_id if vocabulary.oov or vocabulary.start else PADDING_ID
    ids = np.fromiter((get(word, unknown) for word in tokens.words), np.int32, len(tokens.words))[tokens.codes]
    lengths = tokens.lengths
    if vocabulary.start:
        return np.insert(ids, np.cumsum(lengths) - lengths, START_ID), lengths + np.int32(1)
    if vocabulary.oov:
        return ids, lengths
    texts = np.repeat(np.arange(len(lengths)), lengths)
    return ids[ids != PADDING_ID], np.bincount(texts[ids != PADDING_ID], minlength=len(lengths)).astype(np.int32)
