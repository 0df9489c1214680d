"""The Naive Bayes baseline: a linear model of 1- to 3-grams, each weighted by how much more one class has it.

Wang and Manning 2012 (https://aclanthology.org/P12-2018/) found such weights strong on texts of every length, with a
support vector machine where this is logistic regression.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core.config import TextConfig
from core.data.dataset import Dataset, Split
from core.data.text.count_ratios import log_count_ratios
from core.data.text.ngrams import Ngrams
from core.data.text.tokenization import fit_rules, read_tokens, text_rules
from core.evaluation.baselines.baseline_store import MIN_TEXTS, NAIVE_BAYES, Baseline, no_shared_words
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_LONGEST = 3  # words of an n-gram
_MAX_FEATURES = 1_000_000  # bounds the solver's memory, 160 bytes each; 25,000 IMDb reviews have fewer
_C_GRID = (3.0, 10.0, 30.0)  # scikit-learn's C; short texts need the smallest, long texts the largest
_C_DEFAULT = 10.0  # without a validation set
_MAX_ITERATIONS = 50


class _Part(NamedTuple):
    """TF-IDF of the n-grams of some texts, (n, num_features), and their classes, (n,)."""

    inputs: "csr_matrix"
    labels: np.ndarray


class _Model(NamedTuple):
    """Weights, (num_features, num_scores), and intercepts, (num_scores,), with the C that they were fitted with.

    Two classes have one score; more have one each, against the rest. So do labels of which a text may have several.
    """

    weights: np.ndarray
    intercepts: np.ndarray
    c: float
    has_label_sets: bool

    def probabilities(self, inputs: "csr_matrix") -> np.ndarray:
        """Shape (n, num_classes), or (n, num_labels)."""
        from scipy.special import expit

        scores = expit(np.asarray(inputs @ self.weights, np.float64) + self.intercepts)
        if self.has_label_sets:
            return scores
        if scores.shape[1] == 1:
            return np.hstack([1 - scores, scores])
        return scores / scores.sum(axis=1, keepdims=True)


def fit_naive_bayes(dataset: Dataset, parts: Split, config: TextConfig, begin: Callable[[str], None]) -> Baseline:
    """Fit the Naive Bayes baseline of texts on the training set, and test it.

    Each n-gram counts once in a text. It is weighted by TF-IDF and by `log_count_ratios`. C is the one of a small grid
    with the lowest log loss on the validation set, which is used for nothing else.

    Args:
        begin: called with each step, as a clause.

    Raises:
        DatasetError: when no two training texts share a word.
    """
    from sklearn.feature_extraction.text import TfidfTransformer

    begin("counting 1- to 3-grams")
    started = time.perf_counter()
    train, validation, test = (
        [dataset.texts[row] for row in rows] for rows in (parts.train, parts.validation, parts.test)
    )
    rules = fit_rules(train, text_rules(config, has_vocabulary=bool(dataset.word_index)))
    ngrams = Ngrams.fit(train, rules, _LONGEST, MIN_TEXTS, _MAX_FEATURES)
    if not ngrams.words:
        raise no_shared_words(dataset.name, NAIVE_BAYES)
    presence, labels = ngrams.presence(train), dataset.labels[parts.train]
    numbers = [1] if dataset.num_classes == 2 else range(dataset.num_classes)
    of_scores = list(labels.T == 1) if dataset.has_label_sets else [labels == number for number in numbers]
    ratios = [log_count_ratios(presence, is_class) for is_class in of_scores]
    tfidf = TfidfTransformer().fit(presence)
    inputs = tfidf.transform(presence, copy=False)
    held_out = None
    if validation:
        held_out = _Part(tfidf.transform(ngrams.presence(validation)), dataset.labels[parts.validation])
    model = _best_model(inputs, of_scores, ratios, held_out, dataset.has_label_sets, begin)
    seconds = time.perf_counter() - started

    begin("testing the Naive Bayes baseline")
    inputs = tfidf.transform(ngrams.presence(test))
    started = time.perf_counter()
    probabilities = model.probabilities(inputs)
    test_seconds = time.perf_counter() - started
    lengths = read_tokens(test, rules).lengths
    predictions = Predictions(dataset.rows[parts.test], dataset.labels[parts.test], probabilities, lengths)
    metrics = classification_metrics(predictions.labels, probabilities)
    metrics["num_params"] = model.weights.size + model.intercepts.size
    metrics["test_rows_per_second"] = len(test) / test_seconds
    metrics["C"] = model.c
    return Baseline(metrics, seconds, predictions, name=NAIVE_BAYES)


def _best_model(
    inputs: "csr_matrix",
    of_scores: Sequence[np.ndarray],
    ratios: Sequence[np.ndarray],
    held_out: _Part | None,
    has_label_sets: bool,
    begin: Callable[[str], None],
) -> _Model:
    """The model with the lowest log loss on the validation set; of equal ones, that with the smallest C."""
    best, lowest = None, np.inf
    for c in _C_GRID if held_out else (_C_DEFAULT,):
        begin(f"fitting the Naive Bayes baseline with C = {c:g}")
        model = _fitted(inputs, of_scores, ratios, c, has_label_sets)
        if held_out is None:
            return model
        probabilities = model.probabilities(held_out.inputs)
        loss = classification_metrics(held_out.labels, probabilities)["test_loss"]
        if best is None or loss < lowest:
            best, lowest = model, loss
    assert best is not None  # the grid is not empty
    return best


def _fitted(
    inputs: "csr_matrix",
    of_scores: Sequence[np.ndarray],
    ratios: Sequence[np.ndarray],
    c: float,
    has_label_sets: bool,
) -> _Model:
    """One logistic regression for each score.

    Args:
        of_scores: whether each text is of the score's class, (n,).
        ratios: its `log_count_ratios`.
    """
    from scipy.sparse import diags_array
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    weights, intercepts = [], []
    for is_class, ratio in zip(of_scores, ratios, strict=True):
        # liblinear has no threads: on a busy machine, those of the other solvers wait for one another
        model = LogisticRegression(C=c, solver="liblinear", dual=True, max_iter=_MAX_ITERATIONS, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits of the loss do not matter here
            model.fit(inputs @ diags_array(ratio.astype(np.float32)), is_class)
        weights.append(model.coef_[0] * ratio)
        intercepts.append(model.intercept_[0])
    return _Model(np.stack(weights, axis=1), np.array(intercepts), c, has_label_sets)
