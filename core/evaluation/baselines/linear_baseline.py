"""The linear baseline: a linear model on the same split as a run, with words and pairs of words but no order."""

import time
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from core.config import RunConfig, TextConfig
from core.data.dataset import Dataset, Split
from core.data.encoding import encode_parts
from core.data.text.tokenization import (
    Vocabulary,
    fit_rules,
    keras_imdb_vocabulary,
    read_tokens,
    text_rules,
    tokenize,
)
from core.evaluation.baselines.baseline_store import BASELINE, MIN_TEXTS, Baseline, no_shared_words
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions
from core.evaluation.rows.slice_features import slice_features

_C_TEXT = 10.0  # scikit-learn's C; the smallest of 1, 10 and 30 that is best on validation reviews, within noise
_MAX_ITERATIONS = 50  # texts need about 20; pixels take many more without a better result


class _Linear(NamedTuple):
    """Fitted logistic regressions: probabilities of inputs, and weights, (num_scores, num_features)."""

    predict_proba: Callable[[Any], np.ndarray]
    weights: np.ndarray
    num_intercepts: int


def fit_texts(
    dataset: Dataset, parts: Split, config: TextConfig, begin: Callable[[str], None]
) -> tuple[Baseline, pd.DataFrame]:
    """Fit the linear baseline of texts on the training set, and test it: it, and the `slice_features` of the test rows.

    It is logistic regression on TF-IDF of words and pairs of neighbouring words, tokenized as for the networks. Wang
    and Manning 2012 (https://aclanthology.org/P12-2018/) show how strong such baselines are.

    Args:
        begin: called with each step, as a clause.

    Raises:
        DatasetError: when no two training texts share a word.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    config = text_rules(config, has_vocabulary=bool(dataset.word_index))
    begin("counting words and pairs of words")
    started = time.perf_counter()
    training, test = ([dataset.texts[row] for row in rows] for rows in (parts.train, parts.test))
    rules = fit_rules(training, config)
    vectorizer = TfidfVectorizer(
        tokenizer=lambda text: tokenize(text, rules),
        lowercase=False,
        token_pattern=None,
        ngram_range=(1, 2),
        min_df=MIN_TEXTS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    try:
        inputs = vectorizer.fit_transform(training)
    except ValueError:
        raise no_shared_words(dataset.name, BASELINE) from None
    begin("fitting the linear baseline")
    model = _fitted(inputs, dataset.labels[parts.train], _C_TEXT)
    seconds = time.perf_counter() - started

    begin("testing the linear baseline")
    inputs = vectorizer.transform(test)
    started = time.perf_counter()
    probabilities = model.predict_proba(inputs)
    test_seconds = time.perf_counter() - started

    begin("describing the test texts")
    if dataset.word_index:
        vocabulary = keras_imdb_vocabulary(dataset.word_index, config.num_words)
    else:
        vocabulary = Vocabulary.of_tokens(read_tokens(training, rules), config, rules)
    rows, labels, features = dataset.rows[parts.test], dataset.labels[parts.test], vectorizer.get_feature_names_out()
    test_rows = slice_features(rows, test, labels, vocabulary, inputs, model.weights, features)
    predictions = Predictions(rows, labels, probabilities, test_rows["num_words"].to_numpy())
    return _baseline(model, predictions, seconds, test_seconds), test_rows


def fit_images(dataset: Dataset, parts: Split, begin: Callable[[str], None]) -> Baseline:
    """Fit the linear baseline of images, logistic regression on their pixels, on the training set, and test it.

    Args:
        begin: called with each step, as a clause.
    """
    begin("fitting the linear baseline")
    started = time.perf_counter()
    images = dataset.arrays
    pixels = images.reshape(len(images), -1)
    model = _fitted(pixels[parts.train], dataset.labels[parts.train])
    seconds = time.perf_counter() - started

    begin("testing the linear baseline")
    started = time.perf_counter()
    probabilities = model.predict_proba(pixels[parts.test])
    test_seconds = time.perf_counter() - started
    lengths = np.full(len(parts.test), images.shape[1])
    predictions = Predictions(dataset.rows[parts.test], dataset.labels[parts.test], probabilities, lengths)
    return _baseline(model, predictions, seconds, test_seconds)


def fit_series(dataset: Dataset, parts: Split, config: RunConfig, begin: Callable[[str], None]) -> Baseline:
    """Fit the linear baseline of series, logistic regression on their scaled values, on the training set, and test it.

    Series are padded with zeros after their end to the longest one.

    Args:
        begin: called with each step, as a clause.
    """
    encoded = encode_parts(dataset, parts, config)
    begin("fitting the linear baseline")
    started = time.perf_counter()
    values = encoded.training.encoded.inputs
    model = _fitted(values.reshape(len(values), -1), encoded.training.labels)
    seconds = time.perf_counter() - started

    begin("testing the linear baseline")
    test = encoded.test.encoded
    started = time.perf_counter()
    probabilities = model.predict_proba(test.inputs.reshape(len(test.inputs), -1))
    test_seconds = time.perf_counter() - started
    predictions = Predictions(dataset.rows[parts.test], encoded.test.labels, probabilities, test.lengths)
    return _baseline(model, predictions, seconds, test_seconds)


def _fitted(inputs: Any, labels: np.ndarray, regularization: float = 1.0) -> _Linear:
    """Logistic regression; one against the rest for each label of texts that may have several."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    model = LogisticRegression(C=regularization, max_iter=_MAX_ITERATIONS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits of the loss do not matter here
        if labels.ndim == 1:
            model.fit(inputs, labels)
            return _Linear(model.predict_proba, model.coef_, model.intercept_.size)
        models = OneVsRestClassifier(model).fit(inputs, labels)
    no_weights = np.zeros((1, inputs.shape[1]))  # of a label that all training rows have
    weights = np.vstack([getattr(one, "coef_", no_weights) for one in models.estimators_])
    return _Linear(models.predict_proba, weights, len(weights))


def _baseline(model: _Linear, predictions: Predictions, seconds: float, test_seconds: float) -> Baseline:
    metrics = classification_metrics(predictions.labels, predictions.probabilities)
    metrics["num_params"] = model.weights.size + model.num_intercepts
    metrics["test_rows_per_second"] = len(predictions.rows) / test_seconds
    return Baseline(metrics, seconds, predictions)
