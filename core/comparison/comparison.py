"""Findings: all that a set of runs says about their architectures, for the page, the command line and the report."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.comparison.arms import Arm, arms_of
from core.comparison.comparability import Confound, find_differences, model_differences
from core.comparison.run_frames import data_label, settings_frame
from core.comparison.slices import slices
from core.comparison.verdicts import Verdict, verdicts
from core.errors import RunStateError
from core.evaluation.linear_baseline import Baseline, data_key, load_baseline, load_test_rows
from core.evaluation.metrics import confusion, reliability
from core.evaluation.predictions import Predictions, read_predictions, shared_rows
from core.evaluation.statistics import mean_and_se
from core.runs.run import Run
from core.runs.study import Study
from core.system.csv_writer import escaped
from core.system.formatting import noun

BASELINE = "linear baseline"
METRICS = (
    "test_accuracy", "test_f1", "test_loss", "test_calibration_error", "test_shuffled_accuracy", "num_params",
    "seconds", "test_rows_per_second",
)  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """What runs come to beside each other; nothing in it is drawn yet.

    Args:
        runs: all of them, in the order given; arms hold the finished ones that have predictions.
        confounds: differences that rule out a comparison; there are no verdicts, slices or shared rows then.
        model_differences: settings of the network other than direction and units in which the arms differ.
        predictions: by run id, on the test rows that all of them share, in one order.
        baseline, test_rows: of the same split; None where they have not been computed, or are not for such data.
        notes: what was left out, in words.
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
    notes: tuple[str, ...]

    @property
    def noun(self) -> str:
        """What the test rows are called, such as `texts`."""
        return noun([run.config.dataset.kind for run in self.runs])

    @property
    def first(self) -> Run:
        """The run that stands for the data of all: the first that counts, or that was given."""
        return self.arms[0].runs[0] if self.arms else self.runs[0]

    @property
    def num_test(self) -> int:
        """Test rows that all runs share; 0 where they may not be compared."""
        return 0 if self.confounds or not self.predictions else len(next(iter(self.predictions.values())).rows)

    def arm(self, name: str) -> Arm:
        """The arm of this name."""
        return next(arm for arm in self.arms if arm.name == name)

    def of_arm(self, name: str) -> list[Predictions]:
        """The predictions of an arm, by seed."""
        return [self.predictions[run.run_id] for run in self.arm(name).runs]

    def right(self, arm: str, seeds: Sequence[int] = ()) -> np.ndarray:
        """Rightness of an arm's runs, (num_seeds, num_rows); of these seeds only, when any are given."""
        by_seed = self.arm(arm).by_seed
        return np.stack([self.predictions[by_seed[seed].run_id].right for seed in seeds or by_seed])

    @cached_property
    def metrics(self) -> pd.DataFrame:
        """One row an arm, the linear baseline first; `name`, `direction` and each metric with `_se` and `_n`."""
        rows = [_metrics_row(arm.name, arm.direction, [_numbers(run) for run in arm.runs]) for arm in self.arms]
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
    def baseline_sentence(self) -> str | None:
        """How the linear baseline stands beside the best arm, in words; None without one."""
        if self.baseline is None or not self.arms:
            return None
        arms = self.arm_metrics
        best = arms.loc[arms["test_accuracy"].idxmax()]
        accuracy = self.baseline.metrics["test_accuracy"]
        points = 100 * (accuracy - best["test_accuracy"])
        size = f"{abs(points):.1f} points {'more' if points > 0 else 'less'} than"
        held = f"{'as often as' if abs(points) < 0.05 else size} {best['name']}, the best arm"
        reads = "words and word pairs, of whole texts," if self.noun == "texts" else "pixels"
        return f"A linear model of {reads} gets {100 * accuracy:.1f} % right: {held}."

    @property
    def tidy(self) -> pd.DataFrame:
        """One row a run and metric: what the CSV of the results holds."""
        rows = []
        for arm in self.arms:
            for seed, run in arm.by_seed.items():
                known = (run.run_id, run.name, arm.name, arm.direction, arm.model.cell, arm.model.units, seed)
                numbers = {**run.metrics, "num_params": run.num_params, "seconds": run.seconds}
                rows += [(*known, data_label(run), metric, value) for metric, value in sorted(numbers.items())]
        if self.baseline:
            known = ("", BASELINE, BASELINE, "", "", None, None, data_label(self.first))
            rows += [(*known, metric, value) for metric, value in sorted(self.baseline.metrics.items())]
        columns = ["run_id", "name", "arm", "direction", "cell", "units", "seed", "data", "metric", "value"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def accuracies(self) -> pd.DataFrame:
        """The test accuracy of every run: columns arm, direction, seed, test_accuracy."""
        rows = [
            (arm.name, arm.direction, seed, run.metrics.get("test_accuracy"))
            for arm in self.arms
            for seed, run in arm.by_seed.items()
        ]
        return pd.DataFrame(rows, columns=["arm", "direction", "seed", "test_accuracy"])

    @property
    def csv(self) -> str:
        """The tidy results as CSV; what people called their runs is never run as a formula by a spreadsheet."""
        return self.tidy.map(escaped).to_csv(index=False)

    def class_names(self, arm: str) -> tuple[str, ...]:
        """What an arm's classes are called; their numbers where an older run did not keep that."""
        num_classes = self.of_arm(arm)[0].probabilities.shape[-1]
        names = self.arm(arm).runs[0].data.get("class_names") or ()
        return tuple(names) if len(names) == num_classes else tuple(map(str, range(num_classes)))

    @cached_property
    def slices(self) -> dict[tuple[str, str], pd.DataFrame]:
        """By the names of a pair of arms, the gap in each slice of the test rows; empty without texts."""
        if self.test_rows is None:
            return {}
        return {
            (one.a, one.b): slices(self.test_rows, self.right(one.a, one.seeds), self.right(one.b, one.seeds))
            for one in self.verdicts
            if one.seeds
        }

    def reliability(self, arm: str) -> pd.DataFrame:
        """How often an arm is right where it is so confident, over all of its seeds."""
        of_arm = self.of_arm(arm)
        labels, probabilities = (
            np.concatenate([getattr(one, name) for one in of_arm]) for name in ("labels", "probabilities")
        )
        return reliability(labels, probabilities)

    def confusion(self, arm: str) -> np.ndarray:
        """Test rows (or steps) by true and predicted class, the mean over an arm's seeds."""
        of_arm = self.of_arm(arm)
        num_classes = of_arm[0].probabilities.shape[-1]
        flat = [(one.labels.ravel(), one.probabilities.reshape(-1, num_classes)) for one in of_arm]
        return np.mean([confusion(labels, chances, num_classes) for labels, chances in flat], axis=0)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain types, ready for JSON: what `compare --json` prints and the report tells."""
        return {
            "study": self.study
            and {"study_id": self.study.study_id, "name": self.study.name, "rope": self.study.plan.rope},
            "runs": [run.run_id for run in self.runs],
            "data": data_label(self.first),
            "fingerprint": self.first.data.get("fingerprint"),
            "noun": self.noun,
            "num_test": self.num_test,
            "rope": self.rope,
            "comparable": not self.confounds,
            "unlike": [
                {"kind": one.kind, "settings": list(one.settings), "words": one.words} for one in self.confounds
            ],
            "differing_models": list(self.model_differences),
            "arms": [_arm_document(arm) for arm in self.arms],
            "verdicts": [verdict.to_dict() for verdict in self.verdicts],
            "metrics": _records(self.metrics),
            "baseline": self.baseline_sentence,
            "slices": [
                {"a": a, "b": b, "slices": _records(frame)} for (a, b), frame in self.slices.items() if len(frame)
            ],
            "settings": self.settings(only_differences=True),
            "notes": list(self.notes),
        }

    def settings(self, only_differences: bool) -> dict[str, dict[str, Any]]:
        """By setting, its value in each arm (of its first seed)."""
        configs = {arm.name: arm.runs[0].config for arm in self.arms}
        frame = settings_frame(configs, only_differences) if configs else pd.DataFrame()
        return {name: dict(row) for name, row in frame.iterrows() if not (only_differences and name == "train.seed")}


def compare_runs(runs: Sequence[Run], home: Path, rope: float = 0.01, study: Study | None = None) -> Comparison:
    """Read what these runs predicted and hold them against each other.

    Args:
        home: the workspace, where linear baselines are kept.
        rope: the region of practical equivalence, as a share of accuracy.
        study: the study that all of them belong to, if they do.
    """
    predictions, notes = {}, []
    for run in runs:
        if run.status != "finished":
            notes.append(f"{run.name} ({run.run_id}) is {run.status}: it has no test results.")
            continue
        try:
            predictions[run.run_id] = read_predictions(run.folder)
        except RunStateError:
            notes.append(f"{run.name} ({run.run_id}) is left out: its predictions of the test part cannot be read.")
    tested = [run for run in runs if run.run_id in predictions]
    arms = arms_of(tested)
    notes += _left_out(tested, arms)
    counted = [run for arm in arms for run in arm.runs]
    unlike = find_differences(counted)
    found, baseline, test_rows = (), None, None
    shared = {run.run_id: predictions[run.run_id] for run in counted}
    if not unlike:
        shared = _on_shared_rows(shared)
        unlike = _unlike_labels(shared)
        notes += _unchecked(counted)
    if counted and not unlike:
        if not len(shared[counted[0].run_id].rows):
            notes.append("The runs share no test row: there is nothing to hold against each other.")
        right = {run_id: one.right for run_id, one in shared.items()}
        found = verdicts(arms, right, rope, noun([run.config.dataset.kind for run in runs]))
        baseline, test_rows = _of_data(counted[0], home, shared)
    differing = model_differences([run.config for run in counted])
    return Comparison(
        tuple(runs), study, rope, arms, unlike, differing, shared, found, baseline, test_rows, tuple(notes)
    )


def _unlike_labels(predictions: Mapping[str, Predictions]) -> tuple[Confound, ...]:
    """Rows of one number with different labels are other rows."""
    labels = [one.labels for one in predictions.values()]
    if all(np.array_equal(one, labels[0]) for one in labels):
        return ()
    return (Confound("data", (), "the same rows of the test part have different labels: they are other data"),)


def _unchecked(runs: Sequence[Run]) -> list[str]:
    unknown = [run.run_id for run in runs if not run.data.get("fingerprint")]
    if not unknown or len(runs) < 2:
        return []
    return [f"Whether {', '.join(unknown)} read the same examples cannot be checked: their fingerprint was not kept."]


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


def _left_out(tested: Sequence[Run], arms: Sequence[Arm]) -> list[str]:
    counted = {run.run_id for arm in arms for run in arm.runs}
    return [
        f"{run.name} ({run.run_id}) is left out: a newer run has the same settings and the seed "
        f"{run.config.train.seed}."
        for run in tested
        if run.run_id not in counted
    ]


def _numbers(run: Run) -> dict[str, Any]:
    return {**run.metrics, "num_params": run.num_params, "seconds": run.seconds}


def _metrics_row(name: str, direction: str, members: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "direction": direction, "num_test": members[0].get("num_test")}
    for metric in METRICS:
        row[metric], row[f"{metric}_se"], row[f"{metric}_n"] = mean_and_se([one.get(metric) for one in members])
    return row


def _arm_document(arm: Arm) -> dict[str, Any]:
    return {
        "name": arm.name,
        "direction": arm.direction,
        "cell": arm.model.cell,
        "units": arm.model.units,
        "num_params": arm.num_params,
        "seeds": list(arm.by_seed),
        "runs": [run.run_id for run in arm.runs],
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain types; what is not known is None, as JSON knows no NaN."""
    return [
        {key: None if isinstance(value, float) and not math.isfinite(value) else value for key, value in row.items()}
        for row in frame.to_dict("records")
    ]
