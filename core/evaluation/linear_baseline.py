"""The linear baseline: a linear model on the same split as a run, with words and pairs of words but no order."""

import hashlib
import json
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from core.config import RunConfig
from core.data import sources
from core.data.sources import Dataset, Split
from core.data.tokenization import Vocabulary, keras_imdb_vocabulary, tokenize
from core.errors import DatasetError, RunStateError
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions, read_predictions, write_predictions
from core.evaluation.slice_features import slice_features

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression

BASELINE = "linear baseline"  # its name in tables, and its direction
NO_BASELINE = "Sequences whose label changes at each step have no linear baseline: it knows no order."
_VERSION = 1  # of the computation; files of other versions are not read
_MIN_TEXTS = 2  # most words and pairs are in one training text only, and carry no information
_C_TEXT = 10.0  # scikit-learn's C; the smallest of 1, 10 and 30 that is best on validation reviews, within noise
_MAX_ITERATIONS = 50  # texts need about 20; pixels take many more without a better result


@dataclass(frozen=True)
class Baseline:
    """The metrics and predictions of a fitted linear model on the test set.

    Args:
        metrics: those of a run, with `num_params` (coefficients and intercepts); `test_rows_per_second` excludes the
            encoding of texts, as for a run.
        seconds: of the fit, without reading the data.
        predictions: of each test row; the `lengths` of texts are their words.
        key: the `data_key` of the data, once the baseline is stored.
    """

    metrics: dict[str, float]
    seconds: float
    predictions: Predictions
    key: str = ""

    @property
    def rows(self) -> np.ndarray:
        """Shape (n,), the row numbers in the data set."""
        return self.predictions.rows

    @property
    def probabilities(self) -> np.ndarray:
        """Shape (n, num_classes)."""
        return self.predictions.probabilities


def has_baseline(config: RunConfig) -> bool:
    """Whether such data can have a linear baseline; if not, `NO_BASELINE` is the reason."""
    return config.dataset.kind != "sequence"


def data_key(config: RunConfig, data_fingerprint: str) -> str:
    """A short hash of all that determines the split and the features of its rows: runs with one key share a baseline.

    Args:
        data_fingerprint: of the data (`Run.data["fingerprint"]`), in any file.
    """
    dataset, text = config.dataset, config.text
    parts: list[object] = [_VERSION, data_fingerprint, dataset.test_size, dataset.stratify, dataset.seed]
    parts.append(config.train.validation_split)
    if dataset.split:
        parts.append(f"split {dataset.split}")  # the first split keeps the keys of stored baselines
    if dataset.kind == "text":
        parts += [text.num_words, text.lower, text.oov]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def baselines_folder(home: Path) -> Path:
    """The folder of a workspace's baselines, with a folder for each `data_key`."""
    return home / "baselines"


def load_baseline(home: Path, key: str) -> Baseline | None:
    """The stored baseline of a `data_key`; None when there is none yet."""
    folder = baselines_folder(home) / key
    try:
        values = json.loads((folder / "baseline.json").read_text(encoding="utf-8"))
        return Baseline(values["metrics"], values["seconds"], read_predictions(folder), key)
    except (OSError, ValueError, KeyError, RunStateError):
        return None


def load_test_rows(home: Path, key: str) -> pd.DataFrame | None:
    """The `slice_features` of each test row; None for images, or before the fit."""
    try:
        return pd.read_parquet(baselines_folder(home) / key / "test_rows.parquet")
    except (OSError, ValueError):
        return None


def fit_baseline(
    config: RunConfig,
    home: Path,
    on_step: Callable[[str], None] = lambda step: None,
    raise_if_stopped: Callable[[], None] = lambda: None,
) -> Baseline:
    """Read the data of a config, fit its baseline and store it; a stored one is read instead.

    Texts: logistic regression on TF-IDF of words and pairs of neighbouring words, tokenized as for the networks. It
    uses whole texts, where networks read `maxlen` words at most. Images: logistic regression on the pixels. It is
    fitted on the training set without the validation set, like the networks. Wang and Manning 2012
    (https://aclanthology.org/P12-2018/) show how strong such baselines are.

    Args:
        on_step: called with each step, as a clause.
        raise_if_stopped: called between the steps; its exception ends the fit, and nothing is stored.

    Raises:
        DatasetError: when the data cannot be read, or have no linear baseline.
    """

    def begin(step: str) -> None:
        raise_if_stopped()
        on_step(step)

    if not has_baseline(config):
        raise DatasetError(NO_BASELINE, "Texts and images have one.", "Compare the networks without a baseline.")
    begin("reading the data")
    dataset = sources.load(config.dataset)
    key = data_key(config, dataset.fingerprint())
    if stored := load_baseline(home, key):
        return stored
    parts = sources.split(dataset, config.dataset, config.train.validation_split)
    fit = _fit_texts if config.dataset.kind == "text" else _fit_images
    baseline, test_rows = fit(dataset, parts, config, begin)
    raise_if_stopped()
    store_baseline(baseline, test_rows, baselines_folder(home) / key)
    return replace(baseline, key=key)


def _fit_texts(
    dataset: Dataset, parts: Split, config: RunConfig, begin: Callable[[str], None]
) -> tuple[Baseline, pd.DataFrame]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    begin("counting words and pairs of words")
    started = time.perf_counter()
    vectorizer = TfidfVectorizer(
        tokenizer=lambda text: tokenize(text, config.text.lower),
        lowercase=False,
        token_pattern=None,
        ngram_range=(1, 2),
        min_df=_MIN_TEXTS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    training, test = ([dataset.texts[row] for row in rows] for rows in (parts.train, parts.test))
    try:
        inputs = vectorizer.fit_transform(training)
    except ValueError:
        raise DatasetError(
            f"{dataset.name}: no word is in {_MIN_TEXTS} texts of the training set.",
            "A linear baseline learns from words that several texts have.",
            "Use more rows, or compare the networks without a baseline.",
        ) from None
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
        vocabulary = keras_imdb_vocabulary(dataset.word_index, config.text.num_words)
    else:
        vocabulary = Vocabulary.fit(training, config.text)
    rows, labels, features = dataset.rows[parts.test], dataset.labels[parts.test], vectorizer.get_feature_names_out()
    test_rows = slice_features(rows, test, labels, vocabulary, inputs, model.coef_, features)
    predictions = Predictions(rows, labels, probabilities, test_rows["num_words"].to_numpy())
    return _baseline(model, predictions, seconds, test_seconds), test_rows


def _fit_images(
    dataset: Dataset, parts: Split, config: RunConfig, begin: Callable[[str], None]
) -> tuple[Baseline, None]:
    begin("fitting the linear baseline")
    started = time.perf_counter()
    images = dataset.values
    assert images is not None  # as for every data set of images
    pixels = images.reshape(len(images), -1)
    model = _fitted(pixels[parts.train], dataset.labels[parts.train])
    seconds = time.perf_counter() - started

    begin("testing the linear baseline")
    started = time.perf_counter()
    probabilities = model.predict_proba(pixels[parts.test])
    test_seconds = time.perf_counter() - started
    lengths = np.full(len(parts.test), images.shape[1])
    predictions = Predictions(dataset.rows[parts.test], dataset.labels[parts.test], probabilities, lengths)
    return _baseline(model, predictions, seconds, test_seconds), None


def _fitted(inputs: Any, labels: np.ndarray, regularization: float = 1.0) -> "LogisticRegression":
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the last digits of the loss do not matter here
        return LogisticRegression(C=regularization, max_iter=_MAX_ITERATIONS).fit(inputs, labels)


def _baseline(model: "LogisticRegression", predictions: Predictions, seconds: float, test_seconds: float) -> Baseline:
    metrics = classification_metrics(predictions.labels, predictions.probabilities)
    metrics["num_params"] = model.coef_.size + model.intercept_.size
    metrics["test_rows_per_second"] = len(predictions.rows) / test_seconds
    return Baseline(metrics, seconds, predictions)


def store_baseline(baseline: Baseline, test_rows: pd.DataFrame | None, folder: Path) -> None:
    """Write all files into a temporary folder and rename it: the first process wins, and no other reads half of it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unfinished.", dir=folder.parent) as unfinished:
        whole = Path(unfinished) / folder.name
        whole.mkdir()
        write_predictions(baseline.predictions, whole)
        if test_rows is not None:
            test_rows.to_parquet(whole / "test_rows.parquet")
        facts = {"metrics": baseline.metrics, "seconds": baseline.seconds}
        (whole / "baseline.json").write_text(json.dumps(facts), encoding="utf-8")
        if load_baseline(folder.parent.parent, folder.name) is None:
            shutil.rmtree(folder, ignore_errors=True)  # files that cannot be read
            with suppress(OSError):  # another process was faster
                os.rename(whole, folder)
