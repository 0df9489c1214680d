"""Variability: how much the results of finished studies vary from seed to seed and from test row to test row."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from itertools import combinations
from statistics import fmean, variance

import numpy as np

from core.errors import RunStateError
from core.evaluation.predictions import Predictions, shared_rows
from core.runs.integrity.run_files import read_test_predictions
from core.runs.run import Run

_Arm = Mapping[int, Run]  # the runs of one direction on one split, by seed


@dataclass(frozen=True)
class Variability:
    """Shares; None where unknown. Standard deviations are without the noise of the test rows they were measured on.

    Args:
        seed_sd: standard deviation of an arm's test accuracy over its seeds.
        disagreement: mean squared difference of a test row between two arms with the same seed; for rows that are right
            or wrong, the share that exactly one of the two gets right.
        seed_disagreement: the same between two seeds of one arm.
        gap_sd: standard deviation over seeds of the gap between two arms with the same seed. Much smaller than
            `seed_sd` where a seed is good or bad for both.
        noise: the part of `disagreement` that another seed distributes over the rows anew.
    """

    seed_sd: float | None = None
    disagreement: float | None = None
    seed_disagreement: float | None = None
    gap_sd: float | None = None
    noise: float | None = None


@dataclass(frozen=True)
class Observation:
    """What finished runs show about variability.

    Args:
        num_runs: how many runs it is from.
        num_failed: how many more runs learned nothing and were left out, as a verdict leaves them out.
        unlike: in what these runs differ from the planned ones, in words.
    """

    variability: Variability = Variability()
    num_runs: int = 0
    num_failed: int = 0
    unlike: tuple[str, ...] = ()


def measure_variability(runs: Sequence[Run]) -> Observation:
    """The variability of one study's finished runs, over all arms, all pairs of arms and all splits."""
    predictions = _readable(runs)
    learned = [run for run in runs if not _has_failed(run, predictions.get(run.run_id))]
    splits: dict[int, dict[str, dict[int, Run]]] = defaultdict(lambda: defaultdict(dict))
    for run in learned:
        splits[run.config.dataset.split][run.config.model.direction][run.config.train.seed] = run
    arms = [arm for by_direction in splits.values() for arm in by_direction.values()]
    pairs = [pair for by_direction in splits.values() for pair in combinations(by_direction.values(), 2)]
    differences = [rows for pair in pairs if len(rows := _differences(*pair, predictions))]
    repeated = [_components(rows) for rows in differences if min(rows.shape) > 1]
    seed_disagreement = _mean(_between_seeds(arms, predictions))
    return Observation(
        Variability(
            _seed_sd(arms, seed_disagreement),
            _mean(float(np.mean(rows**2)) for rows in differences),
            seed_disagreement,
            _root(_mean(gap_variance for gap_variance, _ in repeated)),
            _mean(noise for _, noise in repeated),
        ),
        len(learned),
        len(runs) - len(learned),
    )


def mean_variability(several: Sequence[Observation]) -> Observation:
    """The mean over several studies, of each value over those that have it; of standard deviations, the variances'."""
    columns = zip(*(astuple(one.variability) for one in several), strict=True)
    values = {
        field.name: _root(_mean(value**2 for value in column if value is not None))
        if field.name.endswith("_sd")
        else _mean(column)
        for field, column in zip(fields(Variability), columns, strict=False)
    }
    unlike = dict.fromkeys(name for one in several for name in one.unlike)
    num_runs, num_failed = sum(one.num_runs for one in several), sum(one.num_failed for one in several)
    return Observation(Variability(**values), num_runs, num_failed, tuple(unlike))


def _differences(a: _Arm, b: _Arm, predictions: Mapping[str, Predictions]) -> np.ndarray:
    """right_b - right_a of the seeds that both arms have, (num_seeds, num_rows), on the rows that all of them share."""
    shared = [(a[seed], b[seed]) for seed in sorted(a.keys() & b.keys())]
    both = [pair for pair in shared if all(run.run_id in predictions for run in pair)]
    readable = [predictions[run.run_id] for pair in both for run in pair]
    places = shared_rows(readable)
    if not places or not len(places[0]):
        return np.empty((0, 0))
    right = np.stack([one.right_at(place) for one, place in zip(readable, places, strict=True)])
    return right[1::2] - right[::2]


def _components(differences: np.ndarray) -> tuple[float, float]:
    """The variance of the gap over seeds, which chance can make negative, and that of a row from seed to seed."""
    from core.evaluation.statistics.estimates import mean_squares  # loads scipy

    seeds, _, noise = mean_squares(differences)
    return (seeds - noise) / differences.shape[1], noise


def _has_failed(run: Run, predictions: Predictions | None) -> bool:
    from core.comparison.verdicts.shared_results import has_failed_at_steps  # loads scipy, as the next
    from core.evaluation.statistics import has_failed, majority_share

    if predictions is None:
        return False
    if predictions.has_steps:
        return has_failed_at_steps(run, predictions)
    return has_failed(predictions.right, majority_share(predictions.labels, predictions.has_label_sets))


def _seed_sd(arms: Sequence[_Arm], seed_disagreement: float | None) -> float | None:
    """Pooled over the arms; two seeds that disagree on rows differ by chance on any finite test set."""
    repeated = [list(arm.values()) for arm in arms if len(arm) > 1]
    if not repeated:
        return None
    freedom = sum(len(runs) - 1 for runs in repeated)
    within = sum((len(runs) - 1) * variance(run.metrics["test_accuracy"] for run in runs) for runs in repeated)
    sizes = [size for runs in repeated for run in runs if (size := run.metrics.get("num_test"))]
    of_rows = (seed_disagreement or 0.0) / 2 / fmean(sizes) if sizes else 0.0
    return _root(within / freedom - of_rows)


def _between_seeds(arms: Iterable[_Arm], predictions: Mapping[str, Predictions]) -> Iterator[float]:
    """The mean squared difference of a row between every two seeds of an arm."""
    for arm in arms:
        readable = [predictions[run.run_id] for run in arm.values() if run.run_id in predictions]
        for a, b in combinations(readable, 2):
            places_a, places_b = shared_rows((a, b))
            if len(places_a):
                yield float(np.mean((a.right_at(places_a) - b.right_at(places_b)) ** 2))


def _readable(runs: Sequence[Run]) -> dict[str, Predictions]:
    predictions = {}
    for run in runs:
        try:
            predictions[run.run_id] = read_test_predictions(run)
        except RunStateError:
            continue  # its accuracy still counts
    return predictions


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _root(square: float | None) -> float | None:
    return None if square is None else max(square, 0.0) ** 0.5
