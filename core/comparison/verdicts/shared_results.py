"""SharedResults: what compared networks got right on the test rows that they share, and estimates over their splits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.comparison.arms import Block, block_of
from core.evaluation.baselines.baseline_store import Baseline
from core.evaluation.metric_intervals import is_above_chance
from core.evaluation.predictions import Predictions, aligned
from core.evaluation.statistics import (
    Estimate,
    has_failed,
    majority_share,
    one_seed_interval,
    split_estimate,
)
from core.runs.run import Run
from core.system.formatting import noun


@dataclass(frozen=True)
class SharedResults:
    """What the compared networks got right on the test rows that all networks of a split share.

    Args:
        right: by run id, `Predictions.right`, (num_rows,).
        majority: the accuracy of always predicting the most frequent class.
        noun: what the rows are called, such as `texts`.
        baselines: by name and split, a baseline's `Predictions.right` on the same rows, where it has been fitted.
        test_share: the share of all rows in the test set of a split; it matters with several splits only.
        all_right: by run id, `Predictions.all_right`, (num_rows,), where it is not whether `right` is 1.
        failed: by run id, `has_failed_at_steps`, where each step has a label.
    """

    right: Mapping[str, np.ndarray]
    majority: float
    noun: str
    baselines: Mapping[str, Mapping[int, np.ndarray]] = field(default_factory=dict)
    test_share: float = 0.0
    all_right: Mapping[str, np.ndarray] = field(default_factory=dict)
    failed: Mapping[str, bool] = field(default_factory=dict)

    @property
    def best_baseline(self) -> str | None:
        """The baseline with the highest accuracy on the splits that all have been fitted on; None without any.

        The first one where no split has all of them.
        """
        fitted_on = {split for of_splits in self.baselines.values() for split in of_splits}
        shared = [split for split in fitted_on if all(split in of_splits for of_splits in self.baselines.values())]
        accuracies = {
            name: sum(float(of_splits[split].mean()) for split in shared) for name, of_splits in self.baselines.items()
        }
        return max(accuracies, key=accuracies.__getitem__, default=None)

    def has_failed(self, run: Run) -> bool:
        """Whether a network learned nothing: it is not better than always predicting the most frequent class."""
        at_steps = self.failed.get(run.run_id)
        return has_failed(self.right[run.run_id], self.majority) if at_steps is None else at_steps

    def of(self, runs: Sequence[Run]) -> np.ndarray:
        """Of these runs, which are of one split, (len(runs), num_rows)."""
        return np.stack([self.right[run.run_id] for run in runs])

    def gap(self, of_a: Run, of_b: Run) -> np.ndarray:
        """right_b - right_a of two runs of one split, (num_rows,)."""
        return self.right[of_b.run_id] - self.right[of_a.run_id]

    def estimate(self, values: Mapping[Block, np.ndarray]) -> Estimate:
        """The mean of the values over splits, seeds and test rows; that of a single block over test rows alone.

        Args:
            values: of each block, differences of right rows, (num_rows,).
        """
        by_split = [list(of_split.values()) for of_split in _values_by_split(values).values()]
        if len(by_split) == 1:
            return _of_one_split(by_split[0])
        return split_estimate([np.stack(of_split) for of_split in by_split], self.test_share)


def by_split(runs: Sequence[Run]) -> dict[int, list[Run]]:
    """The runs of each split."""
    of_splits: dict[int, list[Run]] = {}
    for run in runs:
        of_splits.setdefault(block_of(run).split, []).append(run)
    return of_splits


def on_shared_rows(runs: Sequence[Run], predictions: Mapping[str, Predictions]) -> dict[str, Predictions]:
    """By run id, the predictions on the test rows that all runs of the same split share, in one order."""
    shared: dict[str, Predictions] = {}
    for of_split in by_split(runs).values():
        of_runs = aligned([predictions[run.run_id] for run in of_split])
        shared |= {run.run_id: one for run, one in zip(of_split, of_runs, strict=True)}
    return shared


def have_same_labels(runs: Sequence[Run], predictions: Mapping[str, Predictions]) -> bool:
    """Whether the runs of each split have the same labels; if not, they were trained on different data.

    Args:
        predictions: by run id, on the test rows that the runs of a split share.
    """
    labels = [[predictions[run.run_id].labels for run in of_split] for of_split in by_split(runs).values()]
    return all(np.array_equal(one, of_split[0]) for of_split in labels for one in of_split)


def shared_results(
    runs: Sequence[Run], predictions: Mapping[str, Predictions], baselines: Mapping[int, Mapping[str, Baseline]]
) -> SharedResults:
    """What these runs got right.

    Args:
        predictions: by run id, on the test rows that the runs of a split share.
        baselines: by split and name, those that have been fitted.
    """
    firsts = {split: predictions[of_split[0].run_id] for split, of_split in by_split(runs).items()}
    have_label_sets = next(iter(firsts.values())).has_label_sets
    labels = np.concatenate([one.labels if have_label_sets else one.labels.ravel() for one in firsts.values()])
    of_baselines: dict[str, dict[int, np.ndarray]] = {}
    for split, of_split in baselines.items():
        for name, baseline in of_split.items():
            if (right := _right_of(baseline, firsts[split].rows)) is not None:
                of_baselines.setdefault(name, {})[split] = right
    return SharedResults(
        right={run_id: one.right for run_id, one in predictions.items()},
        majority=majority_share(labels, have_label_sets) if labels.size else 0.0,
        noun=noun([run.config.dataset.kind for run in runs]),
        baselines=of_baselines,
        test_share=runs[0].config.dataset.test_size,
        all_right={run_id: one.all_right for run_id, one in predictions.items() if one.has_steps},
        failed={
            run.run_id: has_failed_at_steps(run, predictions[run.run_id])
            for run in runs
            if labels.size and predictions[run.run_id].has_steps
        },
    )


def has_failed_at_steps(run: Run, predictions: Predictions) -> bool:
    """Whether a network that labels each step learned nothing: it is not better than always the most frequent label.

    One that labels tokens has learned something, however accurate it is, where its macro F1 is above chance.
    """
    is_tagger = run.config.dataset.kind == "tokens"
    return has_failed(predictions.over_majority, 0.0) and not (is_tagger and is_above_chance(predictions))


def _right_of(baseline: Baseline, rows: np.ndarray) -> np.ndarray | None:
    """What a baseline got right of these rows; None where it was not tested on all of them."""
    place_of = {row: place for place, row in enumerate(baseline.rows.tolist())}
    if any(row not in place_of for row in rows.tolist()):
        return None
    return baseline.predictions.right_at(np.array([place_of[row] for row in rows.tolist()], np.int64))


@dataclass(frozen=True)
class SplitGap:
    """The gap between two arms on one split: `estimate` holds for its training set, over seeds and test rows."""

    split: int
    seeds: tuple[int, ...]
    estimate: Estimate


def split_gaps(gaps: Mapping[Block, np.ndarray], of_all: Estimate | None = None) -> tuple[SplitGap, ...]:
    """The gap on each split, in order.

    Args:
        gaps: right_b - right_a of each block, (num_rows,).
        of_all: the estimate of all gaps, where it is known already; it is that of a single split.
    """
    of_splits = _values_by_split(gaps)
    known = of_all if len(of_splits) == 1 else None
    return tuple(
        SplitGap(split, tuple(block.seed for block in of_split), known or _of_one_split(list(of_split.values())))
        for split, of_split in of_splits.items()
    )


def _of_one_split(gaps: Sequence[np.ndarray]) -> Estimate:
    if len(gaps) == 1:
        return one_seed_interval(np.zeros_like(gaps[0]), gaps[0])
    return split_estimate([np.stack(gaps)], 0.0)


def _values_by_split(values: Mapping[Block, np.ndarray]) -> dict[int, dict[Block, np.ndarray]]:
    splits = sorted({block.split for block in values})
    return {split: {block: values[block] for block in values if block.split == split} for split in splits}
