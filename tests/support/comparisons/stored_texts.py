"""Test texts for runs that were not trained, stored with a linear baseline."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from core.evaluation.baselines.baseline_store import Baseline, data_key, store_baseline
from core.evaluation.predictions import read_predictions
from core.runs.run import Run


def store_texts(runs: Sequence[Run], home: Path) -> None:
    """Every second of 120 test texts is `not good`, the others are `a good film`."""
    predictions = read_predictions(runs[0].folder)
    texts = pd.DataFrame(
        {"row": predictions.rows, "text": ["not good", "a good film"] * 60, "label": 0, "num_words": [2, 3] * 60,
         "negation": False, "decisive_word": "good", "decisive_position": 0.5, "unknown_share": 0.0}
    )  # fmt: skip
    key = data_key(runs[0].config, runs[0].data["fingerprint"])
    store_baseline(home, Baseline({"test_accuracy": 0.9, "num_params": 7}, 3.0, predictions, key), texts)
