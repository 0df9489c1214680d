"""Priors of a training set: tables for new texts, and for each training text numbers of a model fitted without it.

Fitted on the text itself, its label would be in its numbers, and a network would learn to read it off: Wolpert 1992
(https://doi.org/10.1016/S0893-6080(05)80023-1) gives a second model what the first predicts for held-out examples.
"""

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.data.text.count_ratios import log_count_ratios
from core.data.text.prior_tables import PriorTables

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from core.config.text_config import Priors

_RATIO_SCALE = 0.5  # so that most ratios lie between -1 and 1, as do the numbers of word vectors
_MIN_PAIR_TEXTS = 2  # a pair that one text has says little, and most pairs are in one text only
_C = 5.0  # scikit-learn's C of the linear model
_MAX_ITERATIONS = 50
_NUM_FOLDS = 5
_NUM_FOLDS_SMALL = 8  # so that the model of each fold sees nearly all of a small training set
_SMALL = 10_000  # texts


@dataclass(frozen=True)
class Corpus:
    """The words of the training texts.

    Args:
        ids: word numbers of all texts, one text after the other, shape (total,).
        lengths: how many each text has, shape (n,).
        num_words: size of the vocabulary.
        first_word: the lowest number of a word; lower ones are padding, out-of-vocabulary words or starts of texts.
    """

    ids: np.ndarray
    lengths: np.ndarray
    num_words: int
    first_word: int


@dataclass(frozen=True)
class _Features:
    """Which words, and which pairs that enough texts have, each text has.

    Args:
        presence: shape (n, num_words + num_pairs), 1 or 0.
        pair_keys: see `PriorTables`.
    """

    presence: "csr_matrix"
    pair_keys: np.ndarray
    num_words: int


def fit_priors(corpus: Corpus, labels: np.ndarray, num_classes: int, priors: "Priors") -> PriorTables:
    """The tables of all training texts.

    `naive_bayes` is half the log-count ratio log((A + 1) / (N + 2)) of a class, where A of its N texts have the word,
    minus that of all other texts (Wang and Manning 2012, https://aclanthology.org/P12-2018/). `linear` is the weight in
    a logistic regression on TF-IDF times the word's IDF, divided by twice its standard deviation over all words and
    pairs. Two classes have one number from each, for the second class; more have one each, against the rest.

    Args:
        labels: class of each text, shape (n,).
    """
    features = _features(corpus)
    return _tables(features, np.arange(len(labels)), labels, num_classes, priors)


def held_out_features(
    corpus: Corpus, labels: np.ndarray, num_classes: int, priors: "Priors", ids: np.ndarray, seed: int
) -> np.ndarray:
    """The numbers of each training text from tables that were fitted without the texts of its fold.

    Equal texts are in one fold: the label of one would be that of the other.

    Args:
        ids: the texts as the network reads them, padded, shape (n, width).
        seed: of the folds.

    Returns:
        Shape (n, width, num_numbers), float32.
    """
    features = _features(corpus)
    held_out = None
    for fold in folds(corpus, seed):
        others = np.setdiff1d(np.arange(len(labels)), fold)
        numbers = _tables(features, others, labels, num_classes, priors).features(ids[fold])
        if held_out is None:
            held_out = np.zeros((*ids.shape, numbers.shape[-1]), np.float32)
        held_out[fold] = numbers
    assert held_out is not None  # there is at least one fold
    return held_out


def folds(corpus: Corpus, seed: int) -> list[np.ndarray]:
    """The rows of each fold, at random, equal texts together."""
    ends = np.cumsum(corpus.lengths)
    numbers: dict[bytes, int] = {}
    text_of = np.array(
        [
            numbers.setdefault(corpus.ids[end - length : end].tobytes(), len(numbers))
            for end, length in zip(ends, corpus.lengths, strict=True)
        ]
    )
    num_folds = _NUM_FOLDS_SMALL if len(text_of) < _SMALL else _NUM_FOLDS
    fold_of = np.random.default_rng(seed).permutation(len(numbers)) % num_folds
    parts = [np.flatnonzero(fold_of[text_of] == fold) for fold in range(num_folds)]
    return [part for part in parts if len(part)]


def _features(corpus: Corpus) -> _Features:
    from scipy.sparse import csr_matrix, hstack

    text_of = np.repeat(np.arange(len(corpus.lengths)), corpus.lengths)
    is_word = corpus.ids >= corpus.first_word
    ids = corpus.ids.astype(np.int64)
    is_pair = is_word[:-1] & is_word[1:] & (text_of[:-1] == text_of[1:])
    keys = ids[:-1][is_pair] * corpus.num_words + ids[1:][is_pair]

    def presence(rows: np.ndarray, columns: np.ndarray, num_columns: int) -> "csr_matrix":
        ones = np.ones(len(rows), np.float32)
        matrix = csr_matrix((ones, (rows, columns)), shape=(len(corpus.lengths), num_columns))
        matrix.data[:] = 1  # it has counted
        return matrix

    pair_keys, columns = np.unique(keys, return_inverse=True)
    pairs = presence(text_of[1:][is_pair], columns, len(pair_keys))
    is_frequent = np.bincount(pairs.indices, minlength=len(pair_keys)) >= _MIN_PAIR_TEXTS
    words = presence(text_of[is_word], ids[is_word], corpus.num_words)
    return _Features(
        hstack([words, pairs[:, is_frequent]], format="csr", dtype=np.float32), pair_keys[is_frequent], corpus.num_words
    )


def _tables(
    features: _Features, rows: np.ndarray, labels: np.ndarray, num_classes: int, priors: "Priors"
) -> PriorTables:
    presence, labels = features.presence[rows], labels[rows]
    of_scores = [labels == number for number in ([1] if num_classes == 2 else range(num_classes))]
    numbers = np.stack(list(_numbers(presence, of_scores, priors)), axis=1).astype(np.float32)
    words, pairs = np.split(numbers, [features.num_words])
    is_known = np.any(pairs != 0, axis=1)
    return PriorTables(words, features.pair_keys[is_known], pairs[is_known])


def _numbers(presence: "csr_matrix", of_scores: Sequence[np.ndarray], priors: "Priors") -> Iterator[np.ndarray]:
    """The numbers of every feature, (num_features,): of each score by Naive Bayes, then of each by a linear model."""
    if not presence.shape[0]:  # all training texts are equal
        yield from np.zeros((len(of_scores) * (2 if priors == "both" else 1), presence.shape[1]))
        return
    if priors in ("naive_bayes", "both"):
        yield from (_RATIO_SCALE * log_count_ratios(presence, is_class) for is_class in of_scores)
    if priors in ("linear", "both"):
        yield from _linear_weights(presence, of_scores)


def _linear_weights(presence: "csr_matrix", of_scores: Sequence[np.ndarray]) -> Iterator[np.ndarray]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    tfidf = TfidfTransformer()
    inputs = tfidf.fit_transform(presence)
    is_known = np.bincount(presence.indices, minlength=presence.shape[1]) > 0
    for is_class in of_scores:
        if is_class.all() or not is_class.any():
            yield np.zeros(presence.shape[1])
            continue
        model = LogisticRegression(C=_C, solver="liblinear", dual=True, max_iter=_MAX_ITERATIONS, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits of the loss do not matter here
            model.fit(inputs, is_class)
        weights = np.where(is_known, model.coef_[0] * tfidf.idf_, 0.0)
        yield weights / (2 * weights[is_known].std() or 1.0)
