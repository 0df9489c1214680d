"""The baselines, and the features of the test texts, that were fitted on the same rows as compared runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from core.evaluation.baselines.baseline_store import Baseline, data_key, load_baselines, load_test_rows
from core.evaluation.predictions import Predictions
from core.runs.run import Run


def baselines_of(runs: Sequence[Run], home: Path) -> dict[str, Baseline]:
    """The baselines of these runs of one split, by name: those that were fitted on the most training rows."""
    for run in _most_rows_first(runs):
        fingerprint = run.data.get("fingerprint")
        if fingerprint and (fitted := load_baselines(home, data_key(run.config, fingerprint))):
            return fitted
    return {}


def test_rows_of(runs: Sequence[Run], home: Path, predictions: Mapping[str, Predictions]) -> pd.DataFrame | None:
    """The features of the test texts of the first run's split, in the order of its predictions; None without any."""
    split = runs[0].config.dataset.split
    for run in _most_rows_first([run for run in runs if run.config.dataset.split == split]):
        fingerprint = run.data.get("fingerprint")
        frame = load_test_rows(home, data_key(run.config, fingerprint)) if fingerprint else None
        if frame is not None:
            return frame.set_index("row").reindex(predictions[run.run_id].rows).reset_index()
    return None


def _most_rows_first(runs: Sequence[Run]) -> list[Run]:
    """The runs by the part of the training set that they use, and in their order where it is the same."""
    return sorted(runs, key=lambda run: -(run.config.dataset.train_rows or float("inf")))
