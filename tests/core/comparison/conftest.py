"""Runs and verdicts that the tests of a comparison share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.comparison.arms import arms_of
from core.comparison.verdicts import Verdict, verdicts
from core.evaluation.baselines.baseline_store import NAIVE_BAYES, Baseline, data_key, store_baseline
from core.evaluation.predictions import read_predictions
from core.runs.run import Run
from core.settings import Workspace
from tests.support.comparisons.shared_results import results_of

NUM_ROWS = 200


@pytest.fixture
def pair(add_tested: Callable[..., Run]) -> list[Run]:
    """Two arms with two seeds: bidirectional gets the first 80 texts right more often."""
    draw = np.random.default_rng(0)
    forward = [(draw.random(NUM_ROWS) < 0.6).astype(float) for _ in range(2)]
    both = [np.where(np.arange(NUM_ROWS) < 80, 1.0, one) for one in forward]
    return [
        add_tested(direction, seed, right)
        for direction, rights in (("forward", forward), ("bidirectional", both))
        for seed, right in enumerate(rights, start=1)
    ]


@pytest.fixture
def with_baseline(pair: list[Run], settings: Workspace) -> list[Run]:
    """The same, with a linear baseline and the features of the test texts, of which the first 80 are short."""
    run = pair[0]
    rows = read_predictions(run.folder).rows
    frame = pd.DataFrame(
        {
            "row": rows[::-1],
            "text": [f"text {row}" for row in rows[::-1]],
            "label": 0,
            "num_words": np.repeat([30, 10], [NUM_ROWS - 80, 80]),
            "negation": False,
            "decisive_word": "good",
            "decisive_position": 0.5,
            "unknown_share": 0.0,
        }
    )
    key = data_key(run.config, "same")
    baseline = Baseline({"test_accuracy": 0.9, "num_params": 7}, 3.0, read_predictions(run.folder), key)
    store_baseline(settings.home, baseline, frame)
    return pair


@pytest.fixture
def with_baselines(with_baseline: list[Run], settings: Workspace) -> list[Run]:
    """The same, with a Naive Bayes baseline that is right on all of the test texts."""
    run = with_baseline[0]
    one = read_predictions(run.folder)
    right = replace(one, probabilities=np.eye(2)[one.labels])
    metrics = {"test_accuracy": 0.95, "num_params": 9, "C": 10.0}
    store_baseline(settings.home, Baseline(metrics, 5.0, right, data_key(run.config, "same"), NAIVE_BAYES))
    return with_baseline


@pytest.fixture
def verdicts_of(add_tested: Callable[..., Run]) -> Callable[..., tuple[Verdict, ...]]:
    """The verdicts on runs that are right on these shares of 2,000 rows, by direction: one share for each seed."""

    def compare(shares: Mapping[str, Sequence[float]], rope: float = 0.01) -> tuple[Verdict, ...]:
        draw = np.random.default_rng(0)
        runs = [
            add_tested(direction, seed, (draw.random(2_000) < share).astype(float))
            for direction, of_seeds in shares.items()
            for seed, share in enumerate(of_seeds, start=1)
        ]
        return verdicts(arms_of(runs), results_of(runs), rope)

    return compare
