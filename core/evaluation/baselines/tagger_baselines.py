"""The baselines of sentences whose tokens have labels: what tags can be predicted without a network."""

import time
from collections.abc import Callable

import numpy as np

from core.config import TextConfig
from core.data.dataset import Dataset, Split
from core.data.text.rules.given_tokens import token_rules
from core.evaluation.baselines.baseline_store import (
    BOTH_WINDOWS,
    FUTURE_WINDOW,
    PAST_WINDOW,
    UNIGRAM,
    Baseline,
)
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions
from core.evaluation.tagging.coded_sentences import CodedSentences
from core.evaluation.tagging.tagging_metrics import coded_parts, tagging_metrics
from core.evaluation.tagging.windowed_tagger import Window, fit_windowed

_WINDOWS: dict[str, Window] = {PAST_WINDOW: "past", FUTURE_WINDOW: "future", BOTH_WINDOWS: "both"}


def fit_tagger(name: str, dataset: Dataset, parts: Split, config: TextConfig, begin: Callable[[str], None]) -> Baseline:
    """Fit one of the baselines of sentences on the training set, and test it.

    The majority baseline predicts the most frequent tag, the unigram baseline the most frequent one of each word, and
    the windows are logistic regressions as `fit_windowed` has them. Words are spelled as networks read them.

    Args:
        name: of the baseline.
        begin: called with each step, as a clause.
    """
    begin(f"fitting the {name}")
    rules = token_rules(config)
    training, test, tokens = coded_parts(dataset, parts, rules)
    started = time.perf_counter()
    if name in _WINDOWS:
        tagger = fit_windowed(training, tokens.words, dataset.num_classes, _WINDOWS[name])
        model, num_params = tagger.probabilities, _num_weights(tagger.model)
    else:
        shares = _shares(training, len(tokens.words), dataset.num_classes, of_words=name == UNIGRAM)
        num_params = len(np.unique(training.words)) if name == UNIGRAM else 1

        def model(sentences: CodedSentences) -> np.ndarray:
            return shares[sentences.words]

    seconds = time.perf_counter() - started

    begin(f"testing the {name}")
    started = time.perf_counter()
    chances = model(test)
    test_seconds = time.perf_counter() - started
    labels = dataset.labels[parts.test]
    labels = labels[:, : int(test.lengths.max())]
    probabilities = np.zeros((*labels.shape, dataset.num_classes), np.float32)
    probabilities[labels >= 0] = chances
    predictions = Predictions(dataset.rows[parts.test], labels, probabilities, test.lengths)
    metrics = classification_metrics(labels, probabilities)
    metrics |= tagging_metrics(dataset, parts, predictions.predicted, rules)
    metrics |= {"num_params": num_params, "test_rows_per_second": len(labels) / test_seconds}
    return Baseline(metrics, seconds, predictions, name=name)


def _shares(training: CodedSentences, num_words: int, num_classes: int, of_words: bool) -> np.ndarray:
    """The share of each tag among all tokens, for each word, (num_words, num_classes), float32.

    Args:
        of_words: whether the tags of the word itself are added, so that a word that training has gets its own.
    """
    totals = np.bincount(training.tags, minlength=num_classes) / len(training.tags)
    counts = np.zeros((num_words, num_classes))
    if of_words:
        np.add.at(counts, (training.words, training.tags), 1)
    counts += totals
    return (counts / counts.sum(axis=1, keepdims=True)).astype(np.float32)


def _num_weights(model: object) -> int:
    """Coefficients and intercepts; none where training has one class alone."""
    return sum(np.size(getattr(model, name, ())) for name in ("coef_", "intercept_"))
