"""Figures of a comparison: verdicts, accuracies of the seeds, calibration, and gaps in slices of the test set."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.directions import DIRECTION_COLORS, Direction
from core.reports.figures.theme import (
    ORANGE,
    REFERENCE,
    SKY_BLUE,
    TITLE_HEIGHT,
    Figure,
    Trace,
    baseline_columns,
    diagonal,
    direction_label,
    line_styles,
    make_figure,
    named_rows,
    plain_text,
    vertical_line,
)
from core.system.formatting import percent

if TYPE_CHECKING:
    from core.comparison.verdicts import Verdict

# Worse and better are light blue and yellow with words and signs: not everyone can tell red from green, and no
# direction has these colours.
VERDICT_COLORS = {"worse": SKY_BLUE, "same": "#B0B0B0", "better": ORANGE}
# The label of each share and where it is: at fixed places, so that that of a small share has room, too.
_CHANCES = (
    ("worse", "◀ worse", 0, "left"),
    ("same", "practically the same", 0.5, "center"),
    ("better", "better ▶", 1, "right"),
)
_NEVER_CERTAIN = 0.9999
_LABEL_HEIGHT = 16  # pixels
_THIN: dict[str, Any] = {"color": REFERENCE, "width": 1}


def chances(verdict: "Verdict") -> Figure:
    """The probabilities of worse, practically the same and better, as one bar with a label for each."""
    bars, labels = [], []
    for name, label, x, anchor in _CHANCES:
        probability, color = getattr(verdict.probabilities, name), VERDICT_COLORS[name]
        bars.append(
            {
                "type": "bar",
                "x": [probability],
                "y": [""],
                "orientation": "h",
                "name": label,
                "marker": {"color": color},
                "hovertemplate": f"{label} {percent(probability, 1)}<extra></extra>",
            }
        )
        share = percent(min(max(probability, 1 - _NEVER_CERTAIN), _NEVER_CERTAIN))
        text = f'<span style="color:{color}">■</span> {label} <b>{share}</b>'
        place = {"x": x, "xref": "paper", "xanchor": anchor, "y": 1, "yref": "paper", "yanchor": "bottom"}
        labels.append({**place, "text": text, "showarrow": False, "font": {"size": 15}})
    layout = {
        "barmode": "stack",
        "height": 74,
        "margin": {"l": 4, "r": 4, "t": 30, "b": 4},
        "showlegend": False,
        "xaxis": {"visible": False, "range": [0, 1]},
        "yaxis": {"visible": False},
        "annotations": labels,
    }
    return make_figure(bars, layout)


def estimates(verdicts: "Sequence[Verdict]") -> Figure:
    """The difference of each pair with its 95 % interval, over the region of practical equivalence."""
    rope = 100 * verdicts[0].rope
    region = {
        "type": "rect",
        "x0": -rope,
        "x1": rope,
        "yref": "y domain",
        "y0": 0,
        "y1": 1,
        "opacity": 0.25,
        "fillcolor": VERDICT_COLORS["same"],
        "line": {"width": 0},
    }
    bottom_up = list(reversed(verdicts))
    names = [
        f"{direction_label(pair.direction_b, pair.b)}<br>against {direction_label(pair.direction_a, pair.a)}"
        for pair in bottom_up
    ]
    layout = {
        "height": 84 + 52 * len(verdicts),
        "title": {"text": "Difference, points"},
        "showlegend": False,
        "yaxis": named_rows(names),
        "shapes": [region, vertical_line(0, **_THIN)],
    }
    return make_figure([_estimate(verdict, row) for row, verdict in enumerate(bottom_up)], layout)


def accuracies(arms: pd.DataFrame, runs: pd.DataFrame, baselines: Mapping[str, float] | None = None) -> Figure:
    """The test accuracy of every run, and each arm's mean with its standard error.

    Args:
        arms: rows of `Comparison.metrics` that are arms.
        runs: columns arm, direction, seed, split, test_accuracy.
        baselines: the test accuracy of each baseline, a line from bottom to top.
    """
    bottom_up = arms.iloc[::-1]
    traces, labels = [], []
    for row, arm in enumerate(bottom_up.to_dict("records")):
        color = DIRECTION_COLORS[arm["direction"]]
        labels.append(direction_label(arm["direction"], arm["name"]))
        seeds = runs[runs["arm"] == arm["name"]]
        error = arm["test_accuracy_se"]
        spread = "" if pd.isna(error) else f" ± {100 * error:.1f} (standard error over seeds)"
        traces.append(
            {
                "type": "scatter",
                "x": seeds["test_accuracy"].tolist(),
                "y": [row - 0.16] * len(seeds),
                "mode": "markers",
                "marker": {"size": 8, "color": color, "symbol": "circle-open", "line": {"width": 2}},
                "customdata": [
                    f"seed {seed}" if runs["split"].nunique() == 1 else f"split {split}, seed {seed}"
                    for seed, split in zip(seeds["seed"], seeds["split"], strict=True)
                ],
                "hovertemplate": "%{customdata}: %{x:.1%}<extra></extra>",
            }
        )
        traces.append(
            {
                "type": "scatter",
                "x": [arm["test_accuracy"]],
                "y": [row + 0.12],
                "mode": "markers",
                "marker": {"size": 14, "color": color},
                "error_x": {"array": [0 if pd.isna(error) else error], "thickness": 2, "width": 6},
                "hovertemplate": f"mean %{{x:.1%}}{spread}, N = {arm['test_accuracy_n']} runs<extra></extra>",
            }
        )
    layout = {
        "height": 110 + 54 * len(arms) + (_LABEL_HEIGHT if baselines else 0),
        "title": {"text": "Test accuracy, each seed and the mean"},
        "showlegend": False,
        "xaxis": {"tickformat": ".1%", "nticks": 6},
        "yaxis": named_rows(labels, above=0.7),
    }
    if baselines:
        layout |= baseline_columns(baselines)
        layout["margin"] = {"t": TITLE_HEIGHT + _LABEL_HEIGHT}  # the label is between the title and the plot
    return make_figure(traces, layout)


def reliability_diagram(curves: Mapping[tuple[str, Direction], pd.DataFrame]) -> Figure:
    """Each arm's accuracy by confidence; on the diagonal, confidence and accuracy are equal.

    Args:
        curves: `core.evaluation.reliability.reliability` by arm name and direction; hollow where there is no interval.
    """
    styles = line_styles(direction for _, direction in curves)
    lines = [
        _reliability_line(arm, direction, curve, *style)
        for ((arm, direction), curve), style in zip(curves.items(), styles, strict=True)
    ]
    lowest = min((float(curve["confidence"].min()) for curve in curves.values() if len(curve)), default=0.5)
    layout = {
        "height": 340,
        "title": {"text": "Accuracy by confidence"},
        "xaxis": {
            "title": {"text": "confidence", "standoff": 6},
            "tickformat": ".0%",
            "range": [lowest - 0.03, 1.02],
        },
        "yaxis": {"tickformat": ".0%"},
    }
    return make_figure([diagonal(), *lines], layout)


def slice_gaps(slices: pd.DataFrame, better: str) -> Figure:
    """The gap between two arms in each slice of the test rows, with simultaneous intervals.

    Args:
        slices: `core.comparison.rows.slices.slices`; points are hollow where there is no interval.
        better: the direction whose gain is positive; its colour is drawn.
    """
    rows = slices.iloc[::-1]
    gap, low, high = (100 * rows[name] for name in ("gap", "low", "high"))
    intervals = [
        "no interval: too few texts" if pd.isna(below) else f"simultaneous 95 % interval {below:.1f} to {above:.1f}"
        for below, above in zip(low, high, strict=True)
    ]
    points = {
        "type": "scatter",
        "x": gap.tolist(),
        "y": list(range(len(rows))),
        "mode": "markers",
        "marker": {
            "size": 11,
            "color": DIRECTION_COLORS[better],
            "symbol": ["diamond" if judged else "diamond-open" for judged in low.notna()],
        },
        "error_x": {
            "array": _without_missing(high - gap),
            "arrayminus": _without_missing(gap - low),
            "thickness": 1.6,
            "width": 5,
        },
        "customdata": list(zip(intervals, rows["num_rows"].tolist(), strict=True)),
        "hovertemplate": "%{x:.1f} points, %{customdata[0]}, N = %{customdata[1]:,}<extra></extra>",
    }
    groups = zip(rows["slice"], rows["group"], rows["num_rows"], strict=True)
    names = [f"{plain_text(name)}: {plain_text(group)} ({num_rows:,})" for name, group, num_rows in groups]
    layout = {
        "height": 84 + 30 * len(rows),
        "title": {"text": "Gap in each slice, points"},
        "showlegend": False,
        "yaxis": named_rows(names),
        "shapes": [vertical_line(0, **_THIN)],
    }
    return make_figure([points], layout)


def _estimate(verdict: "Verdict", row: int) -> Trace:
    mean, low, high = (100 * getattr(verdict.estimate, name) for name in ("mean", "low", "high"))
    splits = f"{verdict.estimate.num_splits} splits, " if verdict.estimate.num_splits > 1 else ""
    return {
        "type": "scatter",
        "x": [mean],
        "y": [row],
        "mode": "markers",
        "marker": {"size": 14, "color": DIRECTION_COLORS[verdict.direction_b], "symbol": "diamond"},
        "error_x": {"array": [high - mean], "arrayminus": [mean - low], "thickness": 2, "width": 6},
        "hovertemplate": f"{mean:.1f} points, 95 % interval {low:.1f} to {high:.1f}; "
        f"{splits}{verdict.estimate.num_seeds} seeds, N = {verdict.estimate.num_rows:,}<extra></extra>",
    }


def _reliability_line(arm: str, direction: str, curve: pd.DataFrame, dash: str, marker: str) -> Trace:
    accuracy, low, high = (curve[name] for name in ("accuracy", "low", "high"))
    intervals = [
        "no interval: too few rows" if pd.isna(below) else f"95 % interval {percent(below, 1)} to {percent(above, 1)}"
        for below, above in zip(low, high, strict=True)
    ]
    symbols = [marker if has_interval else f"{marker}-open" for has_interval in low.notna()]
    return {
        "type": "scatter",
        "x": curve["confidence"].tolist(),
        "y": accuracy.tolist(),
        "mode": "lines+markers",
        "name": direction_label(direction, arm),
        "line": {"color": DIRECTION_COLORS.get(direction, REFERENCE), "width": 2, "dash": dash},
        "marker": {"size": 9, "symbol": symbols},
        "error_y": {
            "array": _without_missing(high - accuracy),
            "arrayminus": _without_missing(accuracy - low),
            "thickness": 1,
        },
        "customdata": list(zip(intervals, curve["count"].tolist(), curve["rows"].tolist(), strict=True)),
        "hovertemplate": "confidence %{x:.1%}, accuracy %{y:.1%}, %{customdata[0]}; N = %{customdata[1]:,} predictions "
        "of %{customdata[2]:,} rows<extra>%{fullData.name}</extra>",
    }


def _without_missing(values: pd.Series) -> list[float | None]:
    """Values as JSON has them: a missing number is None."""
    return [None if pd.isna(value) else float(value) for value in values]
