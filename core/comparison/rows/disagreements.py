"""Disagreements: the test rows that only one of two arms predicts correctly, and those of a confusion matrix cell."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.data.dataset import NO_LABEL
from core.evaluation.predictions import Predictions, aligned

COLUMNS = ("row", "text", "label", "right_a", "right_b", "probability_a", "probability_b", "confidence", "which")
CONFUSION_COLUMNS = ("row", "text", "label", "predicted", "share", "probability")


def disagreements(
    predictions_a: Sequence[Predictions], predictions_b: Sequence[Predictions], test_rows: pd.DataFrame | None
) -> pd.DataFrame:
    """The rows that only one of two arms predicts correctly, the most confident errors first.

    The prediction of an arm is the mean of its seeds' probabilities. A sequence counts as right when all its steps are;
    then probabilities are means over the steps, and `label` is missing. So it is for the labels of a text that may have
    several.

    Args:
        predictions_a: of arm a, one for each seed, at least one.
        predictions_b: of arm b; rows that only some of these runs were tested on are left out.
        test_rows: with the texts, as `slice_features` returns them; None for images and sequences.

    Returns:
        `row`, `text` (missing without test rows), `label`, `right_a` and `right_b` (share of the seeds that are right),
        `probability_a` and `probability_b` (of the actual class), `confidence` (of the wrong prediction) and `which`:
        "only a right" or "only b right".
    """
    a, b = _aligned([predictions_a, predictions_b])
    labels, mean_a, mean_b = a[0].labels, _mean_probabilities(a), _mean_probabilities(b)
    whole_a, whole_b = _is_right(mean_a, labels), _is_right(mean_b, labels)
    rows = np.flatnonzero(whole_a != whole_b)
    frame = pd.DataFrame(
        {
            "row": a[0].rows[rows],
            "text": texts_of(a[0].rows[rows], test_rows),
            "label": labels[rows] if labels.ndim == 1 else pd.array([pd.NA] * len(rows), "Int64"),
            "right_a": _share_right(a)[rows],
            "right_b": _share_right(b)[rows],
            "probability_a": _of_class(mean_a, labels)[rows],
            "probability_b": _of_class(mean_b, labels)[rows],
            "confidence": np.where(whole_a, _top(mean_b, labels), _top(mean_a, labels))[rows],
            "which": np.where(whole_a, "only a right", "only b right")[rows],
        },
        columns=list(COLUMNS),
    )
    return frame.sort_values("confidence", ascending=False, kind="stable", ignore_index=True)


def confusion_rows(
    predictions: Sequence[Predictions], test_rows: pd.DataFrame | None, true: int, predicted: int
) -> pd.DataFrame:
    """The rows in one cell of an arm's confusion matrix, those of most seeds first.

    Args:
        predictions: of the arm, one for each seed, at least one.
        test_rows: as for `disagreements`.
        true: the actual class; for a sequence, of any step.
        predicted: the class that at least one seed predicts.

    Returns:
        `row`, `text`, `label`, `predicted`, `share` (of the seeds; for a sequence, of its steps over all seeds) and
        `probability` (of the predicted class, the mean over the seeds; for a sequence, also over its steps).
    """
    (arm,) = _aligned([predictions])
    inside = np.stack([(one.labels == true) & (one.predicted == predicted) for one in arm])
    chances = _mean_probabilities(arm)[..., predicted]
    if inside.ndim == 3:
        inside, chances = (_mean_of_steps(values, arm[0].labels) for values in (inside, chances))
    share = inside.mean(axis=0)
    rows = np.flatnonzero(share)
    frame = pd.DataFrame(
        {
            "row": arm[0].rows[rows],
            "text": texts_of(arm[0].rows[rows], test_rows),
            "label": true,
            "predicted": predicted,
            "share": share[rows],
            "probability": chances[rows],
        },
        columns=list(CONFUSION_COLUMNS),
    )
    return frame.sort_values(["share", "probability"], ascending=False, kind="stable", ignore_index=True)


def _aligned(arms: Sequence[Sequence[Predictions]]) -> list[list[Predictions]]:
    shared = iter(aligned([one for arm in arms for one in arm]))
    return [[next(shared) for _ in arm] for arm in arms]


def _mean_probabilities(arm: Sequence[Predictions]) -> np.ndarray:
    return np.stack([one.decisions for one in arm]).mean(axis=0, dtype=np.float64)


def _share_right(arm: Sequence[Predictions]) -> np.ndarray:
    return np.stack([one.all_right for one in arm]).mean(axis=0)


def _is_right(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    right = (probabilities.argmax(axis=-1) == labels) | (labels == NO_LABEL)
    return right if right.ndim == 1 else right.all(axis=1)


def _of_class(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    chances = np.take_along_axis(probabilities, np.maximum(labels, 0)[..., None], axis=-1)[..., 0]
    return chances if chances.ndim == 1 else _mean_of_steps(chances, labels)


def _top(probabilities: np.ndarray, labels: np.ndarray) -> np.ndarray:
    top = probabilities.max(axis=-1)
    return top if top.ndim == 1 else _mean_of_steps(top, labels)


def _mean_of_steps(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The mean over the steps that have a label (the last axis), or over the labels of a text."""
    is_labelled = labels != NO_LABEL
    return (values * is_labelled).sum(axis=-1) / np.maximum(is_labelled.sum(axis=-1), 1)


def texts_of(rows: np.ndarray, test_rows: pd.DataFrame | None) -> pd.Series:
    """The texts of these rows of the data set; missing where there are no test rows."""
    if test_rows is None:
        return pd.Series([None] * len(rows), dtype="str")
    return test_rows.drop_duplicates("row").set_index("row")["text"].reindex(rows).reset_index(drop=True)
