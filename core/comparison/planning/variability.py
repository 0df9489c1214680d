"""Variability: how much runs of finished studies differ, between seeds of one arm and between arms on the same rows."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from itertools import combinations, islice
from statistics import fmean, variance
from typing import Any

import numpy as np

from core.config import RunConfig
from core.errors import RunStateError
from core.evaluation.predictions import Predictions, read_predictions, shared_rows
from core.runs.run import Run
from core.runs.store import RunStore

_MAX_STUDIES = 3  # the newest show what the data, the machine and the networks are like now


@dataclass(frozen=True)
class Variability:
    """Shares; None where unknown.

    Args:
        seed_sd: standard deviation of an arm's test accuracy over its seeds.
        disagreement: test rows that exactly one of two arms with the same seed gets right.
        seed_disagreement: test rows that exactly one of two seeds of the same arm gets right.
    """

    seed_sd: float | None = None
    disagreement: float | None = None
    seed_disagreement: float | None = None


def measure_variability(runs: Sequence[Run]) -> Variability:
    """The variability of one study's finished runs, over all arms and all pairs of runs."""
    by_arm: dict[Any, list[Run]] = defaultdict(list)
    by_seed: dict[Any, list[Run]] = defaultdict(list)
    for run in runs:
        by_arm[run.config.model.direction, run.config.dataset.split].append(run)
        by_seed[run.config.train.seed, run.config.dataset.split].append(run)
    predictions = _readable(runs)
    return Variability(
        _pooled_sd(by_arm.values()), _disagreement(by_seed, predictions), _disagreement(by_arm, predictions)
    )


def mean_variability(several: Sequence[Variability]) -> Variability:
    """The mean over several studies, of each value over those that have it."""
    return Variability(*(_mean(values) for values in zip(*map(astuple, several), strict=True)))


def known_variability(
    store: RunStore, config: RunConfig, measure: Callable[[Sequence[Run]], Variability] = measure_variability
) -> Variability:
    """The variability of the newest finished studies on the same data.

    Args:
        measure: `measure_variability`, or a cache of it.
    """
    return mean_variability([measure(runs) for runs in similar_studies(store, config)])


def similar_studies(store: RunStore, config: RunConfig) -> list[list[Run]]:
    """The finished runs of each of the newest studies on the same source and task, with any sample of its rows."""
    similar = (study for study in store.studies.list() if _data(study.plan.config) == _data(config))
    runs_of = (store.of_study(study.study_id) for study in similar)
    finished = ([run for run in runs if run.status == "finished"] for runs in runs_of)
    return list(islice(filter(None, finished), _MAX_STUDIES))


def _data(config: RunConfig) -> dict[str, Any]:
    return config.dataset.model_dump(exclude={"num_rows", "test_size", "seed", "split"})


def _pooled_sd(arms: Iterable[Sequence[Run]]) -> float | None:
    repeated = [[run.metrics["test_accuracy"] for run in runs] for runs in arms if len(runs) > 1]
    freedom = sum(len(accuracies) - 1 for accuracies in repeated)
    within = sum((len(accuracies) - 1) * variance(accuracies) for accuracies in repeated)
    return (within / freedom) ** 0.5 if freedom else None


def _readable(runs: Sequence[Run]) -> dict[str, Predictions]:
    predictions = {}
    for run in runs:
        try:
            predictions[run.run_id] = read_predictions(run.folder)
        except RunStateError:
            continue  # its accuracy still counts
    return predictions


def _disagreement(groups: dict[Any, list[Run]], predictions: dict[str, Predictions]) -> float | None:
    """The mean over all pairs of runs in the same group."""
    readable = [[predictions[run.run_id] for run in runs if run.run_id in predictions] for runs in groups.values()]
    return _mean([_of_pair(*pair) for group in readable for pair in combinations(group, 2)])


def _of_pair(a: Predictions, b: Predictions) -> float:
    places_a, places_b = shared_rows((a, b))
    return float(np.mean(np.abs(a.right[places_a] - b.right[places_b]))) if len(places_a) else 0.0


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None
