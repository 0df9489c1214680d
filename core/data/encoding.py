"""Encoding: texts as padded rows of word ids, and the parts of a data set as the network reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.config import RunConfig, TextConfig, TextRules
from core.data.dataset import Dataset, Split
from core.data.sources.series.scaling import Scaling, fit_scaling
from core.data.tables.sentiment_classes import sentiment_numbers
from core.data.text.augmentation.clauses import make_clauses, own_words
from core.data.text.augmentation.strong_words import strong_words
from core.data.text.prior_fit import Corpus, fit_priors, held_out_features
from core.data.text.prior_tables import PriorTables
from core.data.text.rules.given_tokens import token_rules, words_of_rows
from core.data.text.tokenization import (
    PADDING_ID,
    START_ID,
    Vocabulary,
    as_tokens,
    fit_rules,
    keras_imdb_vocabulary,
    read_tokens,
    text_rules,
)
from core.data.text.tokens import Tokens

_HEAD_SHARE = 0.35  # of `maxlen`, with `head_tail`: reviews say most at their end


@dataclass(frozen=True)
class Encoded:
    """Examples as a network reads them.

    Args:
        inputs: of texts the word numbers, shape (n, width), int32, each 0 (padding) to num_words - 1; of images and
            sequences the values, of series the scaled ones, shape (n, steps, num_features), float32.
        lengths: shape (n,), int32, the steps of each row that the network reads, at least 1.
        priors: of texts for a network that reads them beside the words, shape (n, width, num_priors), float32.
    """

    inputs: np.ndarray
    lengths: np.ndarray
    priors: np.ndarray | None = None

    @property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """What the network reads, an array for each of its inputs."""
        return (self.inputs,) if self.priors is None else (self.inputs, self.priors)

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
    ids, lengths = _sequences(as_tokens(texts, vocabulary.rules), vocabulary)
    before = np.arange(len(ids)) - np.repeat(np.cumsum(lengths) - lengths, lengths)  # of each word in its text
    sizes = lengths if config.maxlen is None else np.minimum(lengths, config.maxlen)
    num_cut = np.repeat(lengths - sizes, lengths)
    head = num_head(config)
    inside = (before < np.minimum(head, np.repeat(sizes, lengths))) | (before >= head + num_cut)
    longest = max(1, sizes.max(initial=0))
    width = longest if masked or config.maxlen is None else config.maxlen
    rows = np.repeat(np.arange(len(lengths)), lengths)[inside]
    columns = np.where(before < head, before, before - num_cut)[inside]
    if not masked and config.padding == "pre":
        columns += width - sizes[rows]
    padded = np.full((len(lengths), width), PADDING_ID, dtype=np.int32)
    padded[rows, columns] = ids[inside]
    return Encoded(padded, np.maximum(sizes, 1) if masked else np.full_like(sizes, width))


def num_head(config: TextConfig) -> int:
    """How many words of the beginning a text keeps when it is cut; the rest of `maxlen` are from its end."""
    if config.maxlen is None:
        return 0
    return {"pre": 0, "post": config.maxlen, "head_tail": int(_HEAD_SHARE * config.maxlen)}[config.truncating]


def kept_places(num_words: int, config: TextConfig) -> np.ndarray:
    """The places of the words that a text of so many words keeps, in order; the start id counts as a word."""
    num_cut = 0 if config.maxlen is None else max(0, num_words - config.maxlen)
    places = np.arange(num_words)
    return places if not num_cut else places[(places < num_head(config)) | (places >= num_head(config) + num_cut)]


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
    """Encoded examples with their classes, shape (n,), or (n, steps) where each step has a label.

    Args:
        has_token_labels: whether each token of a sentence has a label; there is none after its end.
    """

    encoded: Encoded
    labels: np.ndarray
    has_token_labels: bool = False


@dataclass(frozen=True)
class EncodedParts:
    """All of a data set, ready for the network.

    Args:
        vocabulary: fitted on the training part alone; None for images and sequences.
        priors: fitted on the training part alone; None without `text.priors`.
        maxlen: steps that texts are padded to; None where they are not padded, and for images and sequences.
        scaling: of series, fitted on the training part alone; None for all others.
        num_clauses: the last rows of the training part are so many clauses of `text.augmentation`.
    """

    training: LabelledRows
    validation: LabelledRows
    test: LabelledRows
    vocabulary: Vocabulary | None = None
    maxlen: int | None = None
    priors: PriorTables | None = None
    num_clauses: int = 0
    scaling: Scaling | None = None


def encode_parts(dataset: Dataset, parts: Split, config: RunConfig) -> EncodedParts:
    """Encode the three parts; what depends on the data (words, longest text) comes from the training set."""
    if dataset.tokens is not None:
        return _encoded_sentences(dataset, parts, config.text)
    if config.dataset.kind != "text":
        scaling = fit_scaling(dataset, parts.train, config.dataset) if config.dataset.kind == "series" else None
        all_rows = (parts.train, parts.validation, parts.test)
        train, validation, test = (_of_values(dataset, rows, scaling) for rows in all_rows)
        return EncodedParts(train, validation, test, scaling=scaling)
    masked = config.train.batching == "by_length"
    training_texts = _texts(dataset, parts.train)
    rules = fit_rules(training_texts, text_rules(config.text, has_vocabulary=bool(dataset.word_index)))
    tokens = read_tokens(training_texts, rules)
    vocabulary = _vocabulary(dataset, tokens, config.text, rules)

    def encoded(rows: np.ndarray, text: TextConfig, tokens: Tokens | None = None) -> LabelledRows:
        texts = tokens or _texts(dataset, rows)
        return LabelledRows(encode(texts, vocabulary, text, masked=masked), dataset.labels[rows])

    training = encoded(parts.train, config.text, tokens)
    text = config.text.model_copy(update={"maxlen": training.encoded.inputs.shape[1]}) if not masked else config.text
    encoded_parts = EncodedParts(
        training,
        encoded(parts.validation, text),
        encoded(parts.test, text),
        vocabulary,
        None if masked else text.maxlen,
    )
    if config.has_priors:
        corpus = _corpus(tokens, vocabulary, config.text.min_df)
        encoded_parts = _with_priors(encoded_parts, corpus, dataset.num_classes, config)
    if not config.has_clauses:
        return encoded_parts
    texts, labels = training_clauses(dataset, tokens, training.labels, vocabulary, config)
    return _with_clauses(encoded_parts, encode(texts, vocabulary, text, masked=masked), labels)


def training_clauses(
    dataset: Dataset, tokens: Tokens, labels: np.ndarray, vocabulary: Vocabulary, config: RunConfig
) -> tuple[Sequence[str], np.ndarray]:
    """The clauses that are added to the training texts, and their labels, (num_clauses,).

    Args:
        tokens: of the training texts.
        labels: of the training texts, (n,).

    Raises:
        DatasetError: when the classes are no sentiments, or the texts have too few adjectives.
    """
    negative, positive = sentiment_numbers(dataset.class_names)
    is_positive = labels == positive
    kind = config.text.augmentation
    words = strong_words(*_sequences(tokens, vocabulary), is_positive, vocabulary.word_index, own_words(kind))
    number = round(config.text.augmentation_share * len(labels))
    texts, are_positive = make_clauses(words, number, float(is_positive.mean()), config.train.seed, kind)
    return texts, np.where(are_positive, positive, negative).astype(labels.dtype)


def _with_clauses(parts: EncodedParts, clauses: Encoded, labels: np.ndarray) -> EncodedParts:
    """The same parts with clauses after the training texts; as new texts, their priors are from all training texts."""
    training = parts.training.encoded
    priors = None
    if parts.priors is not None and training.priors is not None:
        priors = _joined(training.priors, parts.priors.features(clauses.inputs))
    lengths = np.concatenate([training.lengths, clauses.lengths])
    encoded = Encoded(_joined(training.inputs, clauses.inputs), lengths, priors)
    rows = LabelledRows(encoded, np.concatenate([parts.training.labels, labels]))
    return replace(parts, training=rows, num_clauses=len(labels))


def _joined(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Rows of two widths, padded to the wider one, (n, width, ...)."""
    width = max(first.shape[1], second.shape[1])
    joined = np.zeros((len(first) + len(second), width, *first.shape[2:]), first.dtype)
    joined[: len(first), : first.shape[1]] = first
    joined[len(first) :, : second.shape[1]] = second
    return joined


def _encoded_sentences(dataset: Dataset, parts: Split, config: TextConfig) -> EncodedParts:
    """Sentences whose tokens have labels: training ones are their first `maxlen` tokens, all others are whole."""
    rules = token_rules(config)
    training = words_of_rows(dataset, parts.train, rules)
    vocabulary = Vocabulary.of_tokens(training, config, rules)

    def encoded(rows: np.ndarray, tokens: Tokens, maxlen: int | None = None) -> LabelledRows:
        text = config.model_copy(update={"maxlen": maxlen, "truncating": "post"})
        inputs = encode(tokens, vocabulary, text, masked=True)
        return LabelledRows(inputs, dataset.labels[rows, : inputs.inputs.shape[1]], has_token_labels=True)

    validation, test = (encoded(rows, words_of_rows(dataset, rows, rules)) for rows in (parts.validation, parts.test))
    return EncodedParts(encoded(parts.train, training, config.maxlen), validation, test, vocabulary)


def _with_priors(parts: EncodedParts, corpus: Corpus, num_classes: int, config: RunConfig) -> EncodedParts:
    """The same parts with priors: of new texts from the whole training part, of training texts from other folds."""
    training, kind = parts.training, config.text.priors
    tables = fit_priors(corpus, training.labels, num_classes, kind)
    held_out = held_out_features(
        corpus, training.labels, num_classes, kind, training.encoded.inputs, config.dataset.seed
    )

    def with_tables(part: LabelledRows) -> LabelledRows:
        return replace(part, encoded=replace(part.encoded, priors=tables.features(part.encoded.inputs)))

    return replace(
        parts,
        training=replace(training, encoded=replace(training.encoded, priors=held_out)),
        validation=with_tables(parts.validation),
        test=with_tables(parts.test),
        priors=tables,
    )


def _corpus(tokens: Tokens, vocabulary: Vocabulary, min_df: int) -> Corpus:
    ids, lengths = _sequences(tokens, vocabulary)
    return Corpus(ids, lengths, vocabulary.num_words, next(iter(vocabulary.word_index.values()), 0), min_df)


def _vocabulary(dataset: Dataset, tokens: Tokens, config: TextConfig, rules: TextRules) -> Vocabulary:
    if dataset.word_index:
        return keras_imdb_vocabulary(dataset.word_index, config.num_words)
    return Vocabulary.of_tokens(tokens, config, rules)


def _texts(dataset: Dataset, rows: np.ndarray) -> Sequence[str]:
    return [dataset.texts[row] for row in rows]


def _of_values(dataset: Dataset, rows: np.ndarray, scaling: Scaling | None) -> LabelledRows:
    values = dataset.arrays[rows]
    lengths = np.full(len(rows), values.shape[1], np.int32) if dataset.lengths is None else dataset.lengths[rows]
    inputs = values if scaling is None else scaling.apply(values, lengths)
    return LabelledRows(Encoded(inputs, lengths), dataset.labels[rows])


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
