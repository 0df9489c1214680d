"""Comparison: the numbers that a set of runs gives about their architectures, for the page, the command line and the
report. How they are written is in `core.comparison.presentation`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.comparison.arms import Arm, arms_of, block_of, with_shared_splits
from core.comparison.comparability import Confound, different_splits, find_differences, model_differences
from core.comparison.comparability.notes import Note, member_notes
from core.comparison.intervals import MetricIntervals, metric_intervals
from core.comparison.rows.fitted_baselines import baselines_of, test_rows_of
from core.comparison.rows.slices import slices
from core.comparison.run_frames import settings_frame
from core.comparison.verdicts import CorrectedPair, Verdict, corrected_pairs, verdicts
from core.comparison.verdicts.schedule import schedule_of
from core.comparison.verdicts.shared_results import by_split, have_same_labels, on_shared_rows, shared_results
from core.errors import RunStateError
from core.evaluation.baselines.baseline_store import BASELINES, Baseline
from core.evaluation.metrics import confusion
from core.evaluation.predictions import Predictions
from core.evaluation.reliability import reliability
from core.evaluation.statistics import ErrorOdds, error_odds, is_extreme, mean_and_se
from core.runs.integrity.run_files import read_test_predictions
from core.runs.run import Run
from core.runs.study import Study, searched_settings, varied_settings
from core.system.formatting import noun

METRICS = (
    "test_accuracy", "test_f1", "test_micro_f1", "test_label_accuracy", "test_span_f1", "test_unknown_accuracy",
    "test_loss", "test_calibration_error", "test_shuffled_accuracy", "num_params", "seconds",
    "test_rows_per_second", "temperature", "test_calibrated_loss", "test_calibrated_error",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """The numbers of compared runs.

    Args:
        runs: all runs, in the order of the selection; arms contain the finished ones that have predictions.
        confounds: differences that rule out a comparison; there are no verdicts, slices or shared rows then.
        model_differences: settings of the network other than direction and units in which the arms differ.
        predictions: by run id, on the test rows that all runs of the same split share, in one order.
        baselines: of the first split, by name, those that have been fitted.
        test_rows: of the first split; None where they have not been computed, or do not exist for such data.
        notes: runs that do not count, and what could not be checked.
        baselines_of_arms: by arm and name, those that have been fitted on the same training rows as the arm.
    """

    runs: tuple[Run, ...]
    study: Study | None
    rope: float
    arms: tuple[Arm, ...]
    confounds: tuple[Confound, ...]
    model_differences: tuple[str, ...]
    predictions: Mapping[str, Predictions]
    verdicts: tuple[Verdict, ...]
    baselines: Mapping[str, Baseline]
    test_rows: pd.DataFrame | None
    notes: tuple[Note, ...]
    baselines_of_arms: Mapping[str, Mapping[str, Baseline]] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """What the test rows are called, such as `texts`."""
        return noun([run.config.dataset.kind for run in self.runs])

    @property
    def has_label_sets(self) -> bool:
        """Whether each test text may have several labels, or none."""
        return self.first.config.model.head == "multi_label"

    @property
    def has_token_labels(self) -> bool:
        """Whether each token of a test sentence has a label."""
        return {run.config.dataset.kind for run in self.runs} == {"tokens"}

    @property
    def first(self) -> Run:
        """The run that represents the data of all: the first in an arm, else the first of the selection."""
        return self.arms[0].runs[0] if self.arms else self.runs[0]

    @property
    def splits(self) -> tuple[int, ...]:
        """The numbers of the splits that arms are compared on, in order."""
        return self.arms[0].splits if self.arms else ()

    @cached_property
    def first_split(self) -> "Comparison":
        """The comparison with the runs of its first split alone, for what needs test rows that all runs share."""
        if len(self.splits) < 2:
            return self
        arms = tuple(
            replace(arm, runs=tuple(run for run in arm.runs if block_of(run).split == self.splits[0]))
            for arm in self.arms
        )
        return replace(self, arms=arms)

    @property
    def num_test(self) -> int:
        """Test rows that all runs of a split share; 0 where a comparison is ruled out."""
        return 0 if self.confounds or not self.predictions else len(next(iter(self.predictions.values())).rows)

    def arm(self, name: str) -> Arm:
        """The arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)

    def predictions_of(self, arm: str) -> list[Predictions]:
        """The predictions of an arm, by split and seed."""
        return [self.predictions[run.run_id] for run in self.arm(arm).runs]

    def right(self, arm: str) -> np.ndarray:
        """`Predictions.right` of an arm's runs, (num_seeds, num_rows), where all are of one split."""
        return np.stack([one.right for one in self.predictions_of(arm)])

    def error_odds(self, verdict: Verdict) -> ErrorOdds | None:
        """The ratio of a pair's error odds on the first split; None where neither accuracy is near 0 or 1."""
        rights = self.compared_right(verdict)
        return error_odds(*rights) if rights and is_extreme(*rights) else None

    @property
    def varied(self) -> tuple[str, ...]:
        """The settings that the study compares; empty for directions alone, and for runs that are no study."""
        names = varied_settings(self.study.plan.arms) if self.study else ()
        return () if set(names) <= {"model.direction"} else names

    @cached_property
    def corrected_pairs(self) -> tuple[CorrectedPair, ...]:
        """The difference of every pair of arms with p-values and intervals corrected for their number."""
        return corrected_pairs(self.verdicts)

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """One row per arm, the baselines first; `name`, `direction` and each metric with `_se` and `_n`."""
        rows = [_metrics_row(arm.name, arm.direction, [_metrics(run) for run in arm.runs]) for arm in self.arms]
        of_baselines = [
            _metrics_row(name, name, [{**one.metrics, "seconds": one.seconds}]) for name, one in self.baselines.items()
        ]
        return pd.DataFrame(of_baselines + rows)

    @property
    def arm_metrics(self) -> pd.DataFrame:
        """The rows of `metrics` that are arms."""
        return self.metrics[~self.metrics["name"].isin(BASELINES)] if len(self.metrics) else self.metrics

    @property
    def baseline_accuracies(self) -> dict[str, float]:
        """The test accuracy of each baseline."""
        return {name: one.metrics["test_accuracy"] for name, one in self.baselines.items()}

    @property
    def accuracies(self) -> pd.DataFrame:
        """The test accuracy of every run: columns arm, direction, seed, split, test_accuracy."""
        rows = [
            (arm.name, arm.direction, block.seed, block.split, run.metrics.get("test_accuracy"))
            for arm in self.arms
            for block, run in arm.by_block.items()
        ]
        return pd.DataFrame(rows, columns=["arm", "direction", "seed", "split", "test_accuracy"])

    def class_names(self, arm: str) -> tuple[str, ...]:
        """The names of an arm's classes; their numbers where an older run did not store names."""
        num_classes = self.predictions_of(arm)[0].probabilities.shape[-1]
        names = self.arm(arm).runs[0].data.get("class_names") or ()
        return tuple(names) if len(names) == num_classes else tuple(map(str, range(num_classes)))

    @cached_property
    def slices(self) -> dict[tuple[str, str], pd.DataFrame]:
        """By the names of a pair of arms, the gap in each slice of the first split's test rows; empty without texts."""
        if self.test_rows is None:
            return {}
        pairs = {(one.a, one.b): self.compared_right(one) for one in self.verdicts}
        return {names: slices(self.test_rows, *rights) for names, rights in pairs.items() if rights}

    def compared_right(self, verdict: Verdict) -> tuple[np.ndarray, np.ndarray] | None:
        """`Predictions.right` of two arms on the first split, (num_seeds, num_rows), of each compared seed, if any."""
        of_a, of_b = (self.first_split.arm(name).by_block for name in (verdict.a, verdict.b))
        blocks = sorted(block for block in of_a.keys() & of_b.keys() if block.seed in verdict.compared_seeds)
        if not blocks:
            return None
        a, b = (np.stack([self.predictions[of_arm[block].run_id].right for block in blocks]) for of_arm in (of_a, of_b))
        return a, b

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
        flat = [(one.labels[one.is_labelled], one.predicted[one.is_labelled]) for one in predictions]
        return np.mean([confusion(labels, predicted, num_classes) for labels, predicted in flat], axis=0)

    def settings(self, only_differences: bool) -> dict[str, dict[str, Any]]:
        """By setting, its value in each arm (of its first seed)."""
        configs = {arm.name: arm.runs[0].config for arm in self.arms}
        stand_ins = {arm.name for arm in self.arms if arm.runs[0].data.get("stand_in")}
        frame = settings_frame(configs, only_differences, stand_ins) if configs else pd.DataFrame()
        return {
            str(name): dict(row)
            for name, row in frame.iterrows()
            if not (only_differences and name in ("train.seed", "dataset.split"))
        }


def compare_runs(runs: Sequence[Run], home: Path, rope: float = 0.01, study: Study | None = None) -> Comparison:
    """Read the predictions of these runs and compare them.

    Args:
        home: the workspace, where baselines are stored.
        rope: the region of practical equivalence, as a share of accuracy.
        study: the study that all runs belong to, if they do.
    """
    predictions, notes = _read_all(runs)
    tested = [run for run in runs if run.run_id in predictions]
    of_all_splits = arms_of(tested, study.plan if study else None)
    arms = with_shared_splits(of_all_splits)
    members = [run for arm in arms or of_all_splits for run in arm.runs]
    counted = {run.run_id for arm in of_all_splits for run in arm.runs}
    notes += [Note("superseded", (run,)) for run in tested if run.run_id not in counted]
    varied = varied_settings(study.plan.arms) if study else ()
    planned = (*searched_settings(study.plan.search), *varied) if study else ()
    confounds = find_differences(members, planned)
    if len(of_all_splits) > 1 and not arms and not confounds:
        confounds = (different_splits(members),)
    elif unpaired := tuple(run for arm in of_all_splits for run in arm.runs if run not in members):
        notes.append(Note("unpaired_split", unpaired))
    pairs: tuple[Verdict, ...] = ()
    baselines: dict[int, dict[str, Baseline]] = {}
    test_rows = None
    shared = {run.run_id: predictions[run.run_id] for run in members}
    if not confounds:
        shared = on_shared_rows(members, predictions)
        confounds = () if have_same_labels(members, shared) else (Confound("data"),)
        notes += member_notes(members)
    if members and not confounds:
        if not all(len(one.rows) for one in shared.values()):
            notes.append(Note("no_shared_rows", tuple(members)))
        baselines = {split: baselines_of(of_split, home) for split, of_split in by_split(members).items()}
        test_rows = test_rows_of(members, home, shared)
        results = shared_results(members, shared, baselines)
        pairs = verdicts(arms, results, rope, schedule_of(study, runs), varied)
    return Comparison(
        runs=tuple(runs),
        study=study,
        rope=rope,
        arms=arms or of_all_splits,
        confounds=confounds,
        model_differences=model_differences([run.config for run in members], planned),
        predictions=shared,
        verdicts=pairs,
        baselines=baselines[block_of(members[0]).split] if baselines else {},
        test_rows=test_rows,
        notes=tuple(notes),
        baselines_of_arms={arm.name: baselines_of(arm.runs[:1], home) for arm in arms} if pairs else {},
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
            predictions[run.run_id] = read_test_predictions(run)
        except RunStateError:
            notes.append(Note("unreadable", (run,)))
    return predictions, notes


def _metrics(run: Run) -> dict[str, Any]:
    return {**run.metrics, "num_params": run.num_params, "seconds": run.seconds}


def _metrics_row(name: str, direction: str, members: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "direction": direction, "num_test": members[0].get("num_test")}
    for metric in METRICS:
        row[metric], row[f"{metric}_se"], row[f"{metric}_n"] = mean_and_se([one.get(metric) for one in members])
    return row
