"""Comparison: the numbers that a set of runs gives about their architectures, for the page, the command line and the
report. How they are written is in `core.comparison.presentation`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.comparison.arms import Arm, arms_of
from core.comparison.comparability import Confound, find_differences, model_differences
from core.comparison.comparability.notes import Note, member_notes
from core.comparison.intervals import MetricIntervals, metric_intervals
from core.comparison.run_frames import settings_frame
from core.comparison.slices import slices
from core.comparison.verdicts import SharedResults, Verdict, verdicts
from core.comparison.verdicts.schedule import schedule_of
from core.errors import RunStateError
from core.evaluation.linear_baseline import BASELINE, Baseline, data_key, load_baseline, load_test_rows
from core.evaluation.metrics import confusion
from core.evaluation.predictions import Predictions, read_predictions, shared_rows
from core.evaluation.reliability import reliability
from core.evaluation.statistics import majority_share, mean_and_se
from core.runs.run import Run
from core.runs.study import Study
from core.system.formatting import noun

METRICS = (
    "test_accuracy", "test_f1", "test_loss", "test_calibration_error", "test_shuffled_accuracy", "num_params",
    "seconds", "test_rows_per_second",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """The numbers of compared runs.

    Args:
        runs: all runs, in the order of the selection; arms contain the finished ones that have predictions.
        confounds: differences that rule out a comparison; there are no verdicts, slices or shared rows then.
        model_differences: settings of the network other than direction and units in which the arms differ.
        predictions: by run id, on the test rows that all runs share, in one order.
        baseline, test_rows: of the same split; None where they have not been computed, or do not exist for such data.
        notes: runs that do not count, and what could not be checked.
    """

    runs: tuple[Run, ...]
    study: Study | None
    rope: float
    arms: tuple[Arm, ...]
    confounds: tuple[Confound, ...]
    model_differences: tuple[str, ...]
    predictions: Mapping[str, Predictions]
    verdicts: tuple[Verdict, ...]
    baseline: Baseline | None
    test_rows: pd.DataFrame | None
    notes: tuple[Note, ...]

    @property
    def noun(self) -> str:
        """What the test rows are called, such as `texts`."""
        return noun([run.config.dataset.kind for run in self.runs])

    @property
    def first(self) -> Run:
        """The run that represents the data of all: the first in an arm, else the first of the selection."""
        return self.arms[0].runs[0] if self.arms else self.runs[0]

    @property
    def num_test(self) -> int:
        """Test rows that all runs share; 0 where a comparison is ruled out."""
        return 0 if self.confounds or not self.predictions else len(next(iter(self.predictions.values())).rows)

    def arm(self, name: str) -> Arm:
        """The arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)

    def predictions_of(self, arm: str) -> list[Predictions]:
        """The predictions of an arm, by seed."""
        return [self.predictions[run.run_id] for run in self.arm(arm).runs]

    def right(self, arm: str, seeds: Sequence[int] = ()) -> np.ndarray:
        """`Predictions.right` of an arm's runs, (num_seeds, num_rows), of all seeds or of these."""
        by_seed = self.arm(arm).by_seed
        return np.stack([self.predictions[by_seed[seed].run_id].right for seed in seeds or by_seed])

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """One row per arm, the linear baseline first; `name`, `direction` and each metric with `_se` and `_n`."""
        rows = [_metrics_row(arm.name, arm.direction, [_metrics(run) for run in arm.runs]) for arm in self.arms]
        if self.baseline:
            of_baseline = {**self.baseline.metrics, "seconds": self.baseline.seconds}
            rows.insert(0, _metrics_row(BASELINE, BASELINE, [of_baseline]))
        return pd.DataFrame(rows)

    @property
    def arm_metrics(self) -> pd.DataFrame:
        """The rows of `metrics` that are arms."""
        return self.metrics[self.metrics["name"] != BASELINE] if len(self.metrics) else self.metrics

    @property
    def baseline_accuracy(self) -> float | None:
        """The test accuracy of the linear baseline; None without one."""
        return self.baseline.metrics["test_accuracy"] if self.baseline else None

    @property
    def accuracies(self) -> pd.DataFrame:
        """The test accuracy of every run: columns arm, direction, seed, test_accuracy."""
        rows = [
            (arm.name, arm.direction, seed, run.metrics.get("test_accuracy"))
            for arm in self.arms
            for seed, run in arm.by_seed.items()
        ]
        return pd.DataFrame(rows, columns=["arm", "direction", "seed", "test_accuracy"])

    def class_names(self, arm: str) -> tuple[str, ...]:
        """The names of an arm's classes; their numbers where an older run did not store names."""
        num_classes = self.predictions_of(arm)[0].probabilities.shape[-1]
        names = self.arm(arm).runs[0].data.get("class_names") or ()
        return tuple(names) if len(names) == num_classes else tuple(map(str, range(num_classes)))

    @cached_property
    def slices(self) -> dict[tuple[str, str], pd.DataFrame]:
        """By the names of a pair of arms, the gap in each slice of the test rows; empty without texts."""
        if self.test_rows is None:
            return {}
        return {
            (one.a, one.b): slices(
                self.test_rows, self.right(one.a, one.compared_seeds), self.right(one.b, one.compared_seeds)
            )
            for one in self.verdicts
            if one.seeds
        }

    @cached_property
    def intervals(self) -> MetricIntervals:
        """The intervals of calibration error, F1 and the loss on shuffled words, of arms and of pairs of arms."""
        pairs = [(one.a, one.b) for one in self.verdicts]
        return metric_intervals(self.arms, self.predictions, pairs)

    def reliability(self, arm: str) -> pd.DataFrame:
        """Accuracy by confidence over all seeds of an arm, as `core.evaluation.reliability` measures it."""
        return reliability(self.predictions_of(arm))

    def confusion(self, arm: str) -> np.ndarray:
        """Test rows (or steps) by actual and predicted class, the mean over an arm's seeds."""
        predictions = self.predictions_of(arm)
        num_classes = predictions[0].probabilities.shape[-1]
        flat = [(one.labels.ravel(), one.probabilities.reshape(-1, num_classes)) for one in predictions]
        return np.mean([confusion(labels, probabilities, num_classes) for labels, probabilities in flat], axis=0)

    def settings(self, only_differences: bool) -> dict[str, dict[str, Any]]:
        """By setting, its value in each arm (of its first seed)."""
        configs = {arm.name: arm.runs[0].config for arm in self.arms}
        stand_ins = {arm.name for arm in self.arms if arm.runs[0].data.get("stand_in")}
        frame = settings_frame(configs, only_differences, stand_ins) if configs else pd.DataFrame()
        return {
            str(name): dict(row) for name, row in frame.iterrows() if not (only_differences and name == "train.seed")
        }


def compare_runs(runs: Sequence[Run], home: Path, rope: float = 0.01, study: Study | None = None) -> Comparison:
    """Read the predictions of these runs and compare them.

    Args:
        home: the workspace, where linear baselines are stored.
        rope: the region of practical equivalence, as a share of accuracy.
        study: the study that all runs belong to, if they do.
    """
    predictions, notes = _read_all(runs)
    tested = [run for run in runs if run.run_id in predictions]
    arms = arms_of(tested)
    members = [run for arm in arms for run in arm.runs]
    counted = {run.run_id for run in members}
    notes += [Note("superseded", (run,)) for run in tested if run.run_id not in counted]
    confounds = find_differences(members)
    pairs: tuple[Verdict, ...] = ()
    baseline, test_rows = None, None
    shared = {run.run_id: predictions[run.run_id] for run in members}
    if not confounds:
        shared = _on_shared_rows(shared)
        confounds = _label_differences(shared)
        notes += member_notes(members)
    if members and not confounds:
        if not len(shared[members[0].run_id].rows):
            notes.append(Note("no_shared_rows", tuple(members)))
        baseline, test_rows = _of_data(members[0], home, shared)
        results = _results(shared, noun([run.config.dataset.kind for run in runs]), baseline)
        pairs = verdicts(arms, results, rope, schedule_of(study, runs))
    return Comparison(
        runs=tuple(runs),
        study=study,
        rope=rope,
        arms=arms,
        confounds=confounds,
        model_differences=model_differences([run.config for run in members]),
        predictions=shared,
        verdicts=pairs,
        baseline=baseline,
        test_rows=test_rows,
        notes=tuple(notes),
    )


def _read_all(runs: Sequence[Run]) -> tuple[dict[str, Predictions], list[Note]]:
    """The predictions by run id, and a note about each run without any."""
    predictions: dict[str, Predictions] = {}
    notes: list[Note] = []
    for run in runs:
        if run.status != "finished":
            notes.append(Note("unfinished", (run,)))
            continue
        try:
            predictions[run.run_id] = read_predictions(run.folder)
        except RunStateError:
            notes.append(Note("unreadable", (run,)))
    return predictions, notes


def _label_differences(predictions: Mapping[str, Predictions]) -> tuple[Confound, ...]:
    """Rows of the same number with different labels come from different data."""
    labels = [one.labels for one in predictions.values()]
    return () if all(np.array_equal(one, labels[0]) for one in labels) else (Confound("data"),)


def _results(predictions: Mapping[str, Predictions], noun: str, baseline: Baseline | None) -> SharedResults:
    first = next(iter(predictions.values()))
    right = {run_id: one.right for run_id, one in predictions.items()}
    majority = majority_share(first.labels) if first.labels.size else 0.0
    of_baseline: np.ndarray | None = None
    if baseline:
        by_row = dict(zip(baseline.rows.tolist(), baseline.predictions.right.tolist(), strict=True))
        of_rows = [by_row.get(row) for row in first.rows.tolist()]
        of_baseline = None if None in of_rows else np.array(of_rows, np.float64)
    return SharedResults(right, majority, noun, of_baseline)


def _on_shared_rows(predictions: Mapping[str, Predictions]) -> dict[str, Predictions]:
    places = shared_rows(list(predictions.values()))
    return {run_id: one.at(where) for (run_id, one), where in zip(predictions.items(), places, strict=True)}


def _of_data(
    run: Run, home: Path, predictions: Mapping[str, Predictions]
) -> tuple[Baseline | None, pd.DataFrame | None]:
    """The linear baseline and the test rows of the same split, those rows in the order of the predictions."""
    if not run.data.get("fingerprint"):
        return None, None
    key = data_key(run.config, run.data["fingerprint"])
    frame = load_test_rows(home, key)
    if frame is not None:
        frame = frame.set_index("row").reindex(predictions[run.run_id].rows).reset_index()
    return load_baseline(home, key), frame


def _metrics(run: Run) -> dict[str, Any]:
    return {**run.metrics, "num_params": run.num_params, "seconds": run.seconds}


def _metrics_row(name: str, direction: str, members: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "direction": direction, "num_test": members[0].get("num_test")}
    for metric in METRICS:
        row[metric], row[f"{metric}_se"], row[f"{metric}_n"] = mean_and_se([one.get(metric) for one in members])
    return row
