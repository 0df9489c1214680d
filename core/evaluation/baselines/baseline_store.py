"""Baselines as they are stored: which exist for a config, what each measured, and where a workspace keeps them."""

import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.config import RunConfig
from core.data.text.tokenization import rules_of
from core.errors import DatasetError, RunStateError
from core.evaluation.predictions import Predictions, read_predictions, write_predictions
from core.source import Kind

# Their names in tables, which are their directions there, too.
BASELINE = "linear baseline"
NAIVE_BAYES = "Naive Bayes baseline"
# Those of sentences whose tokens have labels.
MAJORITY = "majority baseline"
UNIGRAM = "unigram baseline"
PAST_WINDOW = "past-window baseline"
FUTURE_WINDOW = "future-window baseline"
BOTH_WINDOWS = "two-sided window baseline"
TAGGERS = (MAJORITY, UNIGRAM, PAST_WINDOW, FUTURE_WINDOW, BOTH_WINDOWS)
BASELINES = (BASELINE, NAIVE_BAYES, *TAGGERS)
MIN_TEXTS = 2  # most words and runs of words are in one training text only, and carry no information
NO_BASELINE = "Sequences whose label changes at each step have no linear baseline: it knows no order."
_VERSION = 1  # of the linear baseline's computation and of the key; files of other versions are not read
# Of the folder; the number is that computation's version.
_SUFFIXES = {BASELINE: "", NAIVE_BAYES: ".naive_bayes_1"} | {
    name: f".{name.removesuffix(' baseline').replace(' ', '_')}_1" for name in TAGGERS
}


def no_shared_words(data: str, baseline: str) -> DatasetError:
    """The refusal to fit a baseline on data whose training texts have no word in common."""
    return DatasetError(
        f"{data}: no word is in {MIN_TEXTS} texts of the training set.",
        f"A {baseline} learns from words that several texts have.",
        "Use more rows, or compare the networks without a baseline.",
    )


@dataclass(frozen=True)
class Baseline:
    """The metrics and predictions of a fitted baseline on the test set.

    Args:
        metrics: those of a run, with `num_params` (coefficients and intercepts); `test_rows_per_second` excludes the
            encoding of texts, as for a run. The Naive Bayes baseline has its `C`, too.
        seconds: of the fit, without reading the data.
        predictions: of each test row; the `lengths` of texts and sentences are their words.
        key: the `data_key` of the data, once the baseline is stored.
        name: one of `BASELINES`.
    """

    metrics: dict[str, float]
    seconds: float
    predictions: Predictions
    key: str = ""
    name: str = BASELINE

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
    return bool(baseline_names(config))


def baseline_names(config: RunConfig) -> tuple[str, ...]:
    """The baselines that such data can have, in the order in which they are fitted and shown."""
    names: dict[Kind, tuple[str, ...]] = {
        "text": (BASELINE, NAIVE_BAYES),
        "image": (BASELINE,),
        "series": (BASELINE,),
        "tokens": TAGGERS,
    }
    return names.get(config.dataset.kind, ())


def data_key(config: RunConfig, data_fingerprint: str) -> str:
    """A short hash of all that determines the split and the features of its rows: runs with one key share baselines.

    Args:
        data_fingerprint: of the data (`Run.data["fingerprint"]`), in any file.
    """
    dataset, text = config.dataset, config.text
    parts: list[object] = [_VERSION, data_fingerprint, dataset.test_size, dataset.stratify, dataset.seed]
    parts.append(config.train.validation_split)
    if dataset.split:
        parts.append(f"split {dataset.split}")  # the first split keeps the keys of stored baselines
    if dataset.train_rows:
        parts.append(f"train_rows {dataset.train_rows}")
    if dataset.kind == "text":
        parts += [text.num_words, text.lower, text.oov, *rules_key(config)]
    elif dataset.kind == "series":
        parts.append(f"scaling {dataset.scaling}")
    elif dataset.kind == "tokens":
        parts += [text.lower, text.normalization, text.language]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def rules_key(config: RunConfig) -> list[str]:
    """How texts are cut into words, as parts of a key; none for Keras' rules, so that keys of earlier runs stay."""
    rules = rules_of(config)
    parts = [f"tokenizer {rules.tokenizer}"] * (rules.tokenizer != "keras")
    parts += [f"normalization {rules.normalization} {rules.language}"] * (rules.normalization != "none")
    parts += [f"subwords {config.text.subwords}"] * (rules.tokenizer == "subwords")
    return parts + ["strip_html"] * rules.strip_html


def baselines_folder(home: Path) -> Path:
    """The folder of a workspace's baselines, with a folder for each `data_key` and baseline."""
    return home / "baselines"


def load_baseline(home: Path, key: str, name: str = BASELINE) -> Baseline | None:
    """The stored baseline of a `data_key`; None when there is none yet."""
    folder = _folder(home, key, name)
    try:
        values = json.loads((folder / "baseline.json").read_text(encoding="utf-8"))
        return Baseline(values["metrics"], values["seconds"], read_predictions(folder), key, name)
    except (OSError, ValueError, KeyError, RunStateError):
        return None


def load_baselines(home: Path, key: str) -> dict[str, Baseline]:
    """The stored baselines of a `data_key` by name, in the order of `BASELINES`."""
    stored = {name: load_baseline(home, key, name) for name in BASELINES}
    return {name: baseline for name, baseline in stored.items() if baseline}


def load_test_rows(home: Path, key: str) -> pd.DataFrame | None:
    """The `slice_features` of each test row, or of sentences the `sentence_features`.

    None for images, or before the first baseline is fitted, beside which they are stored.
    """
    for name in (BASELINE, MAJORITY):
        with suppress(OSError, ValueError):
            return pd.read_parquet(_folder(home, key, name) / "test_rows.parquet")
    return None


def store_baseline(home: Path, baseline: Baseline, test_rows: pd.DataFrame | None = None) -> None:
    """Write all files into a temporary folder and rename it: the first process wins, and no other reads half of it.

    Args:
        baseline: with the `key` of its data.
    """
    folder = _folder(home, baseline.key, baseline.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="unfinished.", dir=folder.parent) as unfinished:
        whole = Path(unfinished) / folder.name
        whole.mkdir()
        write_predictions(baseline.predictions, whole)
        if test_rows is not None:
            test_rows.to_parquet(whole / "test_rows.parquet")
        facts = {"metrics": baseline.metrics, "seconds": baseline.seconds}
        (whole / "baseline.json").write_text(json.dumps(facts), encoding="utf-8")
        if load_baseline(home, baseline.key, baseline.name) is None:
            shutil.rmtree(folder, ignore_errors=True)  # files that cannot be read
            with suppress(OSError):  # another process was faster
                os.rename(whole, folder)


def _folder(home: Path, key: str, name: str) -> Path:
    return baselines_folder(home) / f"{key}{_SUFFIXES[name]}"
