"""The fit of the baselines that a workspace lacks for a config, one after the other."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from core.config import RunConfig
from core.data import sources
from core.data.sources import Dataset, Split
from core.errors import DatasetError
from core.evaluation.baselines.baseline_store import (
    BASELINE,
    MAJORITY,
    NO_BASELINE,
    TAGGERS,
    Baseline,
    baseline_names,
    data_key,
    load_baselines,
    store_baseline,
)
from core.evaluation.baselines.linear_baseline import fit_images, fit_series, fit_texts
from core.evaluation.baselines.naive_bayes_baseline import fit_naive_bayes
from core.evaluation.baselines.tagger_baselines import fit_tagger
from core.evaluation.rows.sentence_features import sentence_features


def fit_baselines(
    config: RunConfig,
    home: Path,
    on_step: Callable[[str], None] = lambda step: None,
    raise_if_stopped: Callable[[], None] = lambda: None,
) -> dict[str, Baseline]:
    """Read the data of a config, and fit and store each of its baselines; a stored one is read instead.

    They use whole texts, where networks read `maxlen` words at most. They are fitted on the training set without the
    validation set, like the networks. The linear baseline is stored before the next one is begun.

    Args:
        on_step: called with each step, as a clause.
        raise_if_stopped: called between the steps; its exception ends the fit, and no unfinished baseline is stored.

    Returns:
        By name, in the order of `baseline_names`.

    Raises:
        DatasetError: when the data cannot be read, or have no linear baseline.
    """

    def begin(step: str) -> None:
        raise_if_stopped()
        on_step(step)

    if not baseline_names(config):
        raise DatasetError(
            NO_BASELINE, "Texts, sentences, series and images have one.", "Compare the networks without a baseline."
        )
    begin("reading the data")
    dataset = sources.load(config.dataset)
    key = data_key(config, dataset.fingerprint())
    baselines = load_baselines(home, key)
    missing = [name for name in baseline_names(config) if name not in baselines]
    if missing:
        parts = sources.split(dataset, config.dataset, config.train.validation_split)
    for name in missing:
        baseline, test_rows = _fit(name, dataset, parts, config, begin)
        raise_if_stopped()
        baselines[name] = replace(baseline, key=key)
        store_baseline(home, baselines[name], test_rows)
    return {name: baselines[name] for name in baseline_names(config)}


def _fit(
    name: str, dataset: Dataset, parts: Split, config: RunConfig, begin: Callable[[str], None]
) -> tuple[Baseline, pd.DataFrame | None]:
    if name in TAGGERS:
        test_rows = sentence_features(dataset, parts, config.text) if name == MAJORITY else None
        return fit_tagger(name, dataset, parts, config.text, begin), test_rows
    if name != BASELINE:
        return fit_naive_bayes(dataset, parts, config.text, begin), None
    if config.dataset.kind == "text":
        return fit_texts(dataset, parts, config.text, begin)
    if config.dataset.kind == "series":
        return fit_series(dataset, parts, config, begin), None
    return fit_images(dataset, parts, begin), None
