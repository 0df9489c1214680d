"""Intervals of metrics other than accuracy: calibration error, macro F1 and the loss of accuracy on shuffled words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.comparison.arms import Arm
from core.comparison.rows.span_results import marks_spans, spans_of
from core.evaluation.calibration import Calibration, calibration
from core.evaluation.metric_intervals import (
    calibration_difference,
    f1_difference,
    interval_over_seeds,
    mean_interval,
    shuffled_loss_difference,
    shuffled_loss_values,
    span_f1_difference,
)
from core.evaluation.predictions import Predictions, aligned
from core.evaluation.statistics import Estimate
from core.runs.run import Run

Metric = Literal["test_f1", "test_span_f1", "test_calibration_error", "shuffled_loss"]
_Difference = Callable[[Sequence[Predictions], Sequence[Predictions]], Estimate]
_DIFFERENCES: dict[Metric, _Difference] = {
    "test_f1": f1_difference,
    "test_calibration_error": calibration_difference,
    "shuffled_loss": shuffled_loss_difference,
}


@dataclass(frozen=True)
class ShuffledLoss:
    """The loss of accuracy of an arm when the words of each test text are shuffled, a share, with its 95 % interval.

    Args:
        low, high: over seeds and test rows; without stored predictions over seeds alone, and None for a single run.
        num_rows: test rows of the interval; None where it is over seeds alone.
    """

    mean: float
    low: float | None
    high: float | None
    num_seeds: int
    num_rows: int | None


@dataclass(frozen=True)
class MetricDifference:
    """A metric of arm b minus that of arm a, over paired seeds and test rows.

    With one paired seed the interval is over test rows and holds for these two networks.
    """

    a: str
    b: str
    metric: Metric
    estimate: Estimate


@dataclass(frozen=True)
class MetricIntervals:
    """The intervals of a comparison, by arm and for each pair of arms."""

    calibrations: Mapping[str, Calibration]
    shuffled_losses: Mapping[str, ShuffledLoss]
    differences: tuple[MetricDifference, ...]

    def differences_of(self, *metrics: Metric) -> list[MetricDifference]:
        """The differences of these metrics, pair by pair."""
        return [one for one in self.differences if one.metric in metrics]


def metric_intervals(
    arms: Sequence[Arm], predictions: Mapping[str, Predictions], pairs: Sequence[tuple[str, str]]
) -> MetricIntervals:
    """The intervals of arms and of pairs of arms.

    Where arms were trained on several splits, they are those of the first split that an arm has.

    Args:
        predictions: by run id.
        pairs: the names of arms a and b of each pair that is compared.
    """
    by_name = {arm.name: _of_first_split(arm) for arm in arms}
    calibrations, losses = {}, {}
    for name, runs in by_name.items():
        if networks := _aligned([predictions[run.run_id] for run in runs.values()]):
            calibrations[name] = calibration(networks)
            if loss := _shuffled_loss(list(runs.values()), networks):
                losses[name] = loss
    differences = [one for a, b in pairs for one in _differences(a, b, by_name[a], by_name[b], predictions)]
    return MetricIntervals(calibrations, losses, tuple(differences))


def _of_first_split(arm: Arm) -> dict[int, Run]:
    split = arm.runs[0].config.dataset.split
    return {run.config.train.seed: run for run in arm.runs if run.config.dataset.split == split}


def _aligned(networks: Sequence[Predictions]) -> list[Predictions]:
    """The predictions on the rows that all were tested on; none where there is no such row."""
    shared = aligned(networks)
    return shared if all(len(one.rows) for one in shared) else []


def _shuffled_loss(runs: Sequence[Run], networks: Sequence[Predictions]) -> ShuffledLoss | None:
    """None where the network was not tested on shuffled words."""
    if all(one.shuffled_predicted is not None for one in networks):
        estimate = mean_interval([shuffled_loss_values(one) for one in networks])
        return ShuffledLoss(estimate.mean, estimate.low, estimate.high, estimate.num_seeds, estimate.num_rows)
    accuracies = [(run.metrics.get("test_accuracy"), run.metrics.get("test_shuffled_accuracy")) for run in runs]
    losses = [ordered - shuffled for ordered, shuffled in accuracies if ordered is not None and shuffled is not None]
    if not losses:
        return None
    low, high = interval_over_seeds(losses) or (None, None)
    return ShuffledLoss(float(np.mean(losses)), low, high, len(losses), None)


def _differences(
    a: str, b: str, of_a: Mapping[int, Run], of_b: Mapping[int, Run], predictions: Mapping[str, Predictions]
) -> list[MetricDifference]:
    """The differences between two arms over the seeds of both; without such a seed, between their first networks."""
    seeds = sorted(of_a.keys() & of_b.keys())
    runs = [[of_arm[seed] for seed in seeds] or [next(iter(of_arm.values()))] for of_arm in (of_a, of_b)]
    networks = _aligned([predictions[run.run_id] for of_arm in runs for run in of_arm])
    if not networks:
        return []
    half = len(networks) // 2
    has_shuffled = all(one.shuffled_predicted is not None for one in networks)
    differences = [
        MetricDifference(a, b, metric, difference(networks[:half], networks[half:]))
        for metric, difference in _DIFFERENCES.items()
        if metric != "shuffled_loss" or has_shuffled
    ]
    names = tuple(runs[0][0].data.get("class_names") or ())
    if names and marks_spans(networks[0], names):
        counts = [spans_of(one, names).counts for one in networks]
        differences.append(MetricDifference(a, b, "test_span_f1", span_f1_difference(counts[:half], counts[half:])))
    return differences
