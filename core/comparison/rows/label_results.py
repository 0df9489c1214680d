"""Label results: how well an arm predicts each label of texts that may have several, at 0.5 and at its thresholds."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.evaluation.threshold import HALF
from core.inference.decision_rule import LabelThresholds, read_rule

if TYPE_CHECKING:
    from core.comparison.comparison import Comparison

LABEL_RESULT_TEXT = (
    "A label is predicted above 0.5; the last two columns are for the threshold with the highest F1 on the validation "
    "set, which scoring uses. Precision: the share of the texts predicted to have the label that have it. Recall: the "
    "share of the texts with the label that are predicted to have it. Means over the seeds."
)


def label_results(comparison: "Comparison", arm: str) -> pd.DataFrame:
    """One row for each label, in the order of the labels, means over the runs of an arm on the first split.

    Returns:
        `label`, `texts` (test texts that have it), `precision` and `recall` (NaN where nothing is counted), `f1` (0
        then), `threshold` and `f1_at_threshold` (NaN where no run has thresholds).
    """
    first = comparison.first_split
    names, networks = comparison.class_names(arm), first.predictions_of(arm)
    at_half = [_rates(one.labels, one.probabilities > HALF) for one in networks]
    thresholds, at_threshold = [], []
    for run, one in zip(first.arm(arm).runs, networks, strict=True):
        rule = read_rule(run.folder)
        if isinstance(rule, LabelThresholds):
            thresholds.append([rule.threshold_of(name) for name in names])
            at_threshold.append(_rates(one.labels, one.probabilities > np.array(thresholds[-1]))["f1"])
    missing = np.full((1, len(names)), np.nan)
    return pd.DataFrame(
        {
            "label": names,
            "texts": networks[0].labels.sum(axis=0),
            **{name: np.mean([one[name] for one in at_half], axis=0) for name in ("precision", "recall", "f1")},
            "threshold": np.mean(thresholds or missing, axis=0),
            "f1_at_threshold": np.mean(at_threshold or missing, axis=0),
        }
    )


def label_names(comparison: "Comparison", rows: np.ndarray) -> list[str]:
    """The labels of test rows of the first split, joined by commas."""
    arm = comparison.arms[0].name
    first, names = comparison.first_split.predictions_of(arm)[0], np.array(comparison.class_names(arm), object)
    places = pd.Index(first.rows).get_indexer(rows)
    return [", ".join(names[labels == 1]) for labels in first.labels[places]]


def _rates(labels: np.ndarray, predicted: np.ndarray) -> dict[str, np.ndarray]:
    both, of_predicted, of_actual = (values.sum(axis=0) for values in (labels * predicted, predicted, labels))
    nothing = np.full(len(of_actual), np.nan)
    sizes = of_predicted + of_actual
    return {
        "precision": np.divide(both, of_predicted, out=nothing.copy(), where=of_predicted > 0),
        "recall": np.divide(both, of_actual, out=nothing.copy(), where=of_actual > 0),
        "f1": np.divide(2 * both, sizes, out=np.zeros(len(sizes)), where=sizes > 0),
    }
