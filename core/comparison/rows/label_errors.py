"""Likely label errors: test rows whose label all compared networks confidently disagree with, for review."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.comparison.rows.disagreements import texts_of
from core.errors import InputError
from core.evaluation.metric_intervals import mean_interval
from core.evaluation.metrics import classification_metrics
from core.evaluation.predictions import Predictions
from core.evaluation.rows.label_quality import disputed_labels, normalized_margin, self_confidence
from core.evaluation.statistics import Estimate

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

COLUMNS = ("row", "text", "label", "predicted", "probability", "self_confidence", "margin")
METRICS = ("test_accuracy", "test_f1", "test_loss")


@dataclass(frozen=True)
class ArmChange:
    """The metrics of an arm on all test rows and without some, means over its runs, by the names of `METRICS`."""

    arm: str
    with_all: dict[str, float]
    without: dict[str, float]


@dataclass(frozen=True)
class GapChange:
    """The accuracy of arm b minus that of arm a on all test rows of the first split, and without some."""

    a: str
    b: str
    with_all: Estimate
    without: Estimate


@dataclass(frozen=True)
class Recomputed:
    """What leaving out test rows changes.

    Args:
        num_left: the test rows that remain.
    """

    num_left: int
    arms: tuple[ArmChange, ...]
    gaps: tuple[GapChange, ...]


def label_errors(comparison: "Comparison") -> pd.DataFrame:
    """The test rows of the first split that all networks of all arms confidently assign to one other class.

    Probabilities are calibrated and those of the mean over all networks. The most doubtful labels come first, by their
    normalized margin.

    Returns:
        `row`, `text` (missing before the baselines are fitted, and for images), `label` and `predicted` (numbers of
        classes), `probability` (of the predicted class), `self_confidence` (of the label) and `margin`.

    Raises:
        InputError: when each step has a label, or when the runs share no test rows.
    """
    networks = [one.calibrated for one in _networks(comparison)]
    labels = networks[0].labels
    rows = np.flatnonzero(disputed_labels(labels, [one.probabilities for one in networks]))
    mean = np.stack([one.probabilities[rows] for one in networks]).mean(axis=0, dtype=np.float64)
    frame = pd.DataFrame(
        {
            "row": networks[0].rows[rows],
            "text": texts_of(networks[0].rows[rows], comparison.test_rows),
            "label": labels[rows],
            "predicted": mean.argmax(axis=1),
            "probability": mean.max(axis=1),
            "self_confidence": self_confidence(labels[rows], mean),
            "margin": normalized_margin(labels[rows], mean),
        },
        columns=list(COLUMNS),
    )
    return frame.sort_values("margin", kind="stable", ignore_index=True)


def num_tested(comparison: "Comparison") -> int:
    """The test rows of the first split that all networks share."""
    return len(_networks(comparison)[0].rows)


def without_rows(comparison: "Comparison", rows: Collection[int]) -> Recomputed:
    """The metrics and gaps of the first split, on all of its test rows and without these.

    Nothing is deleted: stored predictions and the verdicts stay as they are.

    Args:
        rows: their numbers in the data set.

    Raises:
        InputError: as for `label_errors`, and when fewer than two rows remain.
    """
    networks = _networks(comparison)
    kept = np.flatnonzero(~np.isin(networks[0].rows, list(rows)))
    if len(kept) < 2:
        raise InputError(
            f"{len(kept)} test rows would remain.", "Metrics need two rows or more.", "Leave out fewer rows."
        )
    first = comparison.first_split
    arms = [_arm_change(arm.name, first.predictions_of(arm.name), kept) for arm in first.arms]
    gaps = []
    for verdict in comparison.verdicts:
        if rights := comparison.compared_right(verdict):
            differences = list(rights[1] - rights[0])
            without = mean_interval([one[kept] for one in differences])
            gaps.append(GapChange(verdict.a, verdict.b, mean_interval(differences), without))
    return Recomputed(len(kept), tuple(arms), tuple(gaps))


def _arm_change(arm: str, networks: list[Predictions], kept: np.ndarray) -> ArmChange:
    parts = [networks, [one.at(kept) for one in networks]]
    with_all, without = (
        {
            name: float(np.mean([classification_metrics(one.labels, one.probabilities)[name] for one in part]))
            for name in METRICS
        }
        for part in parts
    )
    return ArmChange(arm, with_all, without)


def _networks(comparison: "Comparison") -> list[Predictions]:
    """The predictions of all networks of the first split."""
    if not comparison.arms or not comparison.num_test:
        raise InputError(
            "These runs share no test rows.", "Labels are checked by runs of one data set and split.",
            "Choose other runs.",
        )  # fmt: skip
    first = comparison.first_split
    networks = [one for arm in first.arms for one in first.predictions_of(arm.name)]
    if networks[0].has_label_sets:
        raise InputError(
            "Each text may have several labels.", "Labels are checked where a row has one.", "Choose other runs."
        )
    if networks[0].labels.ndim > 1:
        raise InputError(
            "Each step of these sequences has a label.", "Labels are checked where a row has one.", "Choose other runs."
        )
    return networks
