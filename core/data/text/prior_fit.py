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
from core.data.text.prior_tables import LONGEST, UNKNOWN, PriorTables

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from core.config.parts.text_config import Priors

_RATIO_SCALE = 0.5  # so that most ratios lie between -1 and 1, as do the numbers of word vectors
_C = 30.0  # scikit-learn's C of the linear model
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
        min_df: texts that must have a pair or triple of words for it to get numbers.
    """

    ids: np.ndarray
    lengths: np.ndarray
    num_words: int
    first_word: int
    min_df: int = 1


@dataclass(frozen=True)
class _Features:
    """Which words, and which longer n-grams that enough texts have, each text has.

    Args:
        presence: shape (n, num_words + number of pairs + number of triples), 1 or 0.
        keys: see `PriorTables`.
    """

    presence: "csr_matrix"
    keys: tuple[np.ndarray, ...]
    num_words: int


def fit_priors(corpus: Corpus, labels: np.ndarray, num_classes: int, priors: "Priors") -> PriorTables:
    """The tables of all training texts.

    `naive_bayes` is half the log-count ratio of a class against all others. `linear` is the weight in a logistic
    regression on TF-IDF times that ratio, times the n-gram's ratio and IDF, divided by twice its standard deviation
    over all n-grams; both after Wang and Manning 2012 (https://aclanthology.org/P12-2018/). Two classes have one number
    from each, for the second class; more have one each, against the rest.

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
    from scipy.sparse import hstack

    num_texts, ids = len(corpus.lengths), corpus.ids.astype(np.int64)
    text_of = np.repeat(np.arange(num_texts), corpus.lengths)
    shorter = np.where(ids >= corpus.first_word, ids, UNKNOWN)  # the n-gram that ends at each word
    parts = [_presence(text_of, shorter, (num_texts, corpus.num_words))]
    all_keys = []
    is_within = np.diff(text_of, prepend=UNKNOWN) == 0
    for _ in range(2, LONGEST + 1):
        before = np.where(is_within, np.roll(shorter, 1), UNKNOWN)
        is_ngram = (before != UNKNOWN) & (ids >= corpus.first_word)
        keys, places = np.unique(before[is_ngram] * corpus.num_words + ids[is_ngram], return_inverse=True)
        longer = np.full_like(ids, UNKNOWN)
        longer[is_ngram] = places
        presence = _presence(text_of, longer, (num_texts, len(keys)))
        is_frequent = np.bincount(presence.indices, minlength=len(keys)) >= corpus.min_df
        renumbered = np.append(np.where(is_frequent, np.cumsum(is_frequent) - 1, UNKNOWN), UNKNOWN)
        shorter = renumbered[longer]
        parts.append(presence[:, is_frequent])
        all_keys.append(keys[is_frequent])
    return _Features(hstack(parts, format="csr", dtype=np.float32), tuple(all_keys), corpus.num_words)


def _presence(text_of: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> "csr_matrix":
    from scipy.sparse import csr_matrix

    is_known = columns != UNKNOWN
    ones = np.ones(np.count_nonzero(is_known), np.float32)
    matrix = csr_matrix((ones, (text_of[is_known], columns[is_known])), shape=shape)
    matrix.data[:] = 1  # it has counted
    return matrix


def _tables(
    features: _Features, rows: np.ndarray, labels: np.ndarray, num_classes: int, priors: "Priors"
) -> PriorTables:
    presence, labels = features.presence[rows], labels[rows]
    of_scores = [labels == number for number in ([1] if num_classes == 2 else range(num_classes))]
    numbers = np.stack(list(_numbers(presence, of_scores, priors)), axis=1).astype(np.float32)
    ends = np.cumsum([features.num_words, *map(len, features.keys)])
    words, *longer = np.split(numbers, ends[:-1])
    return PriorTables(words, features.keys, tuple(longer))


def _numbers(presence: "csr_matrix", of_scores: Sequence[np.ndarray], priors: "Priors") -> Iterator[np.ndarray]:
    """The numbers of every feature, (num_features,): of each score by Naive Bayes, then of each by a linear model."""
    if not presence.shape[0]:  # all training texts are equal
        yield from np.zeros((len(of_scores) * (2 if priors == "both" else 1), presence.shape[1]))
        return
    ratios = [log_count_ratios(presence, is_class) for is_class in of_scores]
    if priors in ("naive_bayes", "both"):
        yield from (_RATIO_SCALE * ratio for ratio in ratios)
    if priors in ("linear", "both"):
        yield from _linear_weights(presence, of_scores, ratios)


def _linear_weights(
    presence: "csr_matrix", of_scores: Sequence[np.ndarray], ratios: Sequence[np.ndarray]
) -> Iterator[np.ndarray]:
    from scipy.sparse import diags_array
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression

    tfidf = TfidfTransformer()
    inputs = tfidf.fit_transform(presence)
    is_known = np.bincount(presence.indices, minlength=presence.shape[1]) > 0
    for is_class, ratio in zip(of_scores, ratios, strict=True):
        if is_class.all() or not is_class.any():
            yield np.zeros(presence.shape[1])
            continue
        model = LogisticRegression(C=_C, solver="liblinear", dual=True, max_iter=_MAX_ITERATIONS, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits of the loss do not matter here
            model.fit(inputs @ diags_array(ratio.astype(np.float32)), is_class)
        weights = np.where(is_known, model.coef_[0] * ratio * tfidf.idf_, 0.0)
        yield weights / (2 * weights[is_known].std() or 1.0)
