"""Figures of a decision threshold: precision and recall, and the ROC curve, a line for each run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from core.directions import DIRECTION_COLORS, Direction
from core.evaluation.threshold import BinaryScores, precision_recall, rates, roc
from core.reports.figures.theme import Figure, Trace, diagonal, line_styles, make_figure, plain_text

Arms = Mapping[tuple[str, Direction], Sequence[BinaryScores]]
_Curve = Callable[[BinaryScores], tuple[np.ndarray, np.ndarray]]
_Point = Callable[[BinaryScores], tuple[float, float]]


def precision_recall_curves(arms: Arms, threshold: float) -> Figure:
    """Precision by recall of each run; the markers are at the threshold.

    Args:
        arms: the scores of each arm's runs on the test set, by arm name and direction.
    """

    def point(scores: BinaryScores) -> tuple[float, float]:
        at = rates(scores, threshold)
        return at.recall, at.precision

    return make_figure(_lines(arms, precision_recall, point), _layout("Precision and recall", "recall"))


def roc_curves(arms: Arms, threshold: float) -> Figure:
    """Recall by false positive rate of each run; the markers are at the threshold, the diagonal is chance."""

    def point(scores: BinaryScores) -> tuple[float, float]:
        at = rates(scores, threshold)
        return at.false_positive_rate, at.recall

    return make_figure([diagonal(), *_lines(arms, roc, point)], _layout("ROC curve: recall", "false positive rate"))


def _lines(arms: Arms, curve: _Curve, point: _Point) -> list[Trace]:
    styles = line_styles(direction for _, direction in arms)
    traces: list[Trace] = []
    for ((arm, direction), runs), (dash, marker) in zip(arms.items(), styles, strict=True):
        color = DIRECTION_COLORS[direction]
        for number, scores in enumerate(runs):
            x, y = curve(scores)
            shared: dict[str, Any] = {"type": "scatter", "name": plain_text(arm), "legendgroup": arm}
            line = {"color": color, "dash": dash, "width": 1.5}
            of_run = {"x": x.tolist(), "y": y.tolist(), "mode": "lines", "line": line, "showlegend": not number}
            traces.append({**shared, **of_run, "hovertemplate": "%{x:.1%}, %{y:.1%}<extra></extra>"})
            at_x, at_y = (None if np.isnan(value) else value for value in point(scores))
            traces.append(
                {
                    **shared,
                    "x": [at_x],
                    "y": [at_y],
                    "mode": "markers",
                    "marker": {"size": 9, "color": color, "symbol": marker},
                    "showlegend": False,
                    "hovertemplate": "at the threshold: %{x:.1%}, %{y:.1%}<extra></extra>",
                }
            )
    return traces


def _layout(title: str, x_title: str) -> dict[str, Any]:
    axis: dict[str, Any] = {"tickformat": ".0%", "range": [-0.02, 1.02]}
    return {
        "height": 340,
        "title": {"text": title},
        "xaxis": {**axis, "title": {"text": x_title, "standoff": 6}},
        "yaxis": {"tickformat": ".0%"},
    }
