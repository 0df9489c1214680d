"""Figures of a comparison: bands of curves, verdicts, calibration and gaps, in the one visual language of the app."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from core.comparison.learning_curves import best_epochs
from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS
from core.evaluation.linear_baseline import BASELINE
from core.reports.figures.training_curves import DASHES, MARKERS, across, drawn

if TYPE_CHECKING:
    from core.comparison.verdicts import Verdict

BASELINE_COLOR = "#7F7F7F"
# Worse and better are blue and orange with words and signs: red and green are not for every reader.
VERDICT_COLORS = {"worse": "#0072B2", "same": "#B0B0B0", "better": "#E69F00"}
_HEIGHT = 340
_THIN = {"color": BASELINE_COLOR, "width": 1}
_MARGIN = {"l": 10, "r": 20, "t": 34, "b": 44}


def band_curves(
    bands: pd.DataFrame, measure: str, baseline: float | None = None, best_runs: pd.DataFrame | None = None
) -> go.Figure:
    """The mean of each arm by epoch with its band; a ring at the best mean, a square at the last.

    Args:
        bands: `core.comparison.learning_curves.learning_curves`.
        measure: which of `MEASURES` is drawn.
        baseline: the linear baseline's test accuracy, a dotted line across the chart.
        best_runs: one real run of each arm, columns arm, direction, epoch and the measure, drawn thin.
    """
    curves = bands[bands["measure"] == measure]
    strokes = _strokes(curves)
    traces = []
    for (arm, direction), curve in curves.groupby(["arm", "direction"], sort=False):
        color, (dash, _) = DIRECTION_COLORS[direction], strokes[arm]
        epochs, form = curve["epoch"].tolist(), _format(measure)
        band = {
            "type": "scatter", "x": epochs + epochs[::-1], "y": curve["high"].tolist() + curve["low"].tolist()[::-1],
            "mode": "lines", "fill": "toself", "fillcolor": _faint(color), "line": {"width": 0}, "hoverinfo": "skip",
            "showlegend": False, "legendgroup": arm,
        }  # fmt: skip
        mean = {
            "type": "scatter", "x": epochs, "y": curve["mean"].tolist(), "mode": "lines",
            "name": _label(arm, direction), "legendgroup": arm, "line": {"color": color, "width": 3, "dash": dash},
            "customdata": curve[["low", "high", "n"]].to_numpy().tolist(),
            "hovertemplate": f"%{{y:{form}}} (%{{customdata[0]:{form}}} to %{{customdata[1]:{form}}}, "
            "N = %{customdata[2]})<extra>%{fullData.name}</extra>",
        }  # fmt: skip
        traces += [band, mean]
    if best_runs is not None:
        traces += _best_runs(best_runs, measure)
    traces += _best_and_last(best_epochs(bands, measure))
    layout = _layout(_named(measure))
    layout["xaxis"] |= {
        "title": {"text": "epoch", "standoff": 6}, "dtick": max(1, int(curves["epoch"].max() // 12 or 1)),
    }  # fmt: skip
    layout["yaxis"] |= {"tickformat": ".0%" if measure.endswith("accuracy") else ".2f"}
    if baseline is not None:
        layout |= {"shapes": [across(baseline)], "annotations": [_baseline_label(baseline)]}
    return drawn(traces, layout)


def chances(verdict: "Verdict") -> go.Figure:
    """How probable worse, practically the same and better are, as one bar whose parts say so."""
    told = verdict.probabilities
    bars = []
    for name, words in (("worse", "◀ worse"), ("same", "practically the same"), ("better", "better ▶")):
        share = getattr(told, name)
        bars.append({
            "type": "bar", "x": [share], "y": [""], "orientation": "h", "name": words,
            "marker": {"color": VERDICT_COLORS[name]}, "text": _part(words, share), "textposition": "inside",
            "insidetextanchor": "middle", "textangle": 0,
            "textfont": {"size": 15, "color": "#000000" if name != "worse" else "#FFFFFF"},
            "hovertemplate": f"{words} {share:.1%}<extra></extra>",
        })  # fmt: skip
    layout = {
        "barmode": "stack", "height": 86, "margin": {"l": 4, "r": 4, "t": 4, "b": 4}, "showlegend": False,
        "xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False},
    }  # fmt: skip
    return drawn(bars, layout)


def estimates(verdicts: "Sequence[Verdict]") -> go.Figure:
    """The difference of each pair with its 95 % interval, over the region of practical equivalence."""
    rope = 100 * verdicts[0].rope
    region = {
        "type": "rect", "x0": -rope, "x1": rope, "yref": "y domain", "y0": 0, "y1": 1, "opacity": 0.25,
        "fillcolor": VERDICT_COLORS["same"], "line": {"width": 0},
    }  # fmt: skip
    points = []
    for place, verdict in enumerate(reversed(verdicts)):
        estimate = verdict.estimate
        points.append({
            "type": "scatter", "x": [100 * estimate.mean], "y": [place], "mode": "markers",
            "marker": {"size": 14, "color": DIRECTION_COLORS[verdict.direction_b], "symbol": "diamond"},
            "error_x": {
                "array": [100 * (estimate.high - estimate.mean)],
                "arrayminus": [100 * (estimate.mean - estimate.low)],
                "thickness": 2,
                "width": 6,
            },
            "hovertemplate": f"{100 * estimate.mean:.1f} points, 95 % interval {100 * estimate.low:.1f} to "
            f"{100 * estimate.high:.1f}; {estimate.num_seeds} seeds, N = {estimate.num_rows:,}<extra></extra>",
        })  # fmt: skip
    names = [
        f"{_label(one.b, one.direction_b)}<br>against {_label(one.a, one.direction_a)}" for one in reversed(verdicts)
    ]
    layout = _layout("Difference in accuracy, points") | _rows_of(names)
    layout |= {"height": 84 + 52 * len(verdicts), "shapes": [region, _upright(0, _THIN)]}
    return drawn(points, layout)


def accuracies(arms: pd.DataFrame, runs: pd.DataFrame, baseline: float | None = None) -> go.Figure:
    """The test accuracy of every run, and each arm's mean with its standard error.

    Args:
        arms: rows of `Findings.metrics` that are arms.
        runs: columns arm, direction, seed, test_accuracy.
    """
    names = arms["name"].tolist()[::-1]
    points, labels = [], []
    for place, name in enumerate(names):
        row = arms[arms["name"] == name].iloc[0]
        color = DIRECTION_COLORS[row["direction"]]
        labels.append(_label(name, row["direction"]))
        seeds = runs[runs["arm"] == name]
        error = row["test_accuracy_se"]
        each = {
            "type": "scatter", "x": seeds["test_accuracy"].tolist(), "y": [place - 0.16] * len(seeds),
            "mode": "markers",
            "marker": {"size": 8, "color": color, "symbol": "circle-open", "line": {"width": 2}},
            "customdata": seeds["seed"].tolist(), "hovertemplate": "seed %{customdata}: %{x:.1%}<extra></extra>",
        }  # fmt: skip
        mean = {
            "type": "scatter", "x": [row["test_accuracy"]], "y": [place + 0.12], "mode": "markers",
            "marker": {"size": 14, "color": color},
            "error_x": {"array": [0 if pd.isna(error) else error], "thickness": 2, "width": 6},
            "hovertemplate": f"mean %{{x:.1%}}, N = {row['test_accuracy_n']}<extra></extra>",
        }  # fmt: skip
        points += [each, mean]
    layout = _layout("Test accuracy, each seed and the mean") | _rows_of(labels, above=0.7)
    layout |= {"height": 110 + 54 * len(names), "xaxis": {"tickformat": ".1%", "nticks": 6, "zeroline": False}}
    if baseline is not None:
        label = {"x": baseline, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
        layout["shapes"] = [_upright(baseline, {"color": BASELINE_COLOR, "width": 2, "dash": "dot"})]
        layout["annotations"] = [{**label, "text": f"linear {baseline:.1%}"}]
    return drawn(points, layout)


def reliability_diagram(curves: dict[tuple[str, str], pd.DataFrame]) -> go.Figure:
    """How often each arm is right where it is so confident; on the diagonal, confidence can be taken at its word.

    Args:
        curves: `metrics.reliability` by arm name and direction.
    """
    diagonal = {
        "type": "scatter", "x": [0, 1], "y": [0, 1], "mode": "lines", "hoverinfo": "skip", "showlegend": False,
        "line": {"color": BASELINE_COLOR, "dash": "dot"},
    }  # fmt: skip
    traces = [diagonal]
    turns: dict[str, int] = {}
    for (arm, direction), curve in curves.items():
        turn = turns.setdefault(direction, 0)
        turns[direction] += 1
        color = DIRECTION_COLORS.get(direction, BASELINE_COLOR)
        accuracy = curve["accuracy"]
        traces.append({
            "type": "scatter", "x": curve["confidence"].tolist(), "y": accuracy.tolist(), "mode": "lines+markers",
            "name": _label(arm, direction),
            "line": {"color": color, "width": 2, "dash": DASHES[turn % len(DASHES)]},
            "marker": {"size": 9, "symbol": MARKERS[turn % len(MARKERS)]},
            "error_y": {"array": (curve["high"] - accuracy).tolist(), "thickness": 1,
                        "arrayminus": (accuracy - curve["low"]).tolist()},
            "customdata": curve["count"].tolist(),
            "hovertemplate": "confident %{x:.1%}, right %{y:.1%}, N = %{customdata:,}<extra>%{fullData.name}</extra>",
        })  # fmt: skip
    least = min((curve["confidence"].min() for curve in curves.values() if len(curve)), default=0.5)
    layout = _layout("Right, where so confident") | {"hovermode": "closest"}
    layout["xaxis"] |= {
        "title": {"text": "confidence", "standoff": 6}, "tickformat": ".0%", "range": [float(least) - 0.03, 1.02],
    }  # fmt: skip
    layout["yaxis"] |= {"tickformat": ".0%"}
    return drawn(traces, layout)


def slice_gaps(slices: pd.DataFrame, better: str) -> go.Figure:
    """The gap between two arms in each slice of the test rows, with bootstrap intervals.

    Args:
        slices: `core.comparison.slices.slices`.
        better: direction whose gain counts as positive; its hue is drawn.
    """
    rows = slices.iloc[::-1]
    gap, low, high = (100 * rows[name] for name in ("gap", "low", "high"))
    points = {
        "type": "scatter", "x": gap.tolist(), "y": list(range(len(rows))), "mode": "markers",
        "marker": {"size": 11, "color": DIRECTION_COLORS[better], "symbol": "diamond"},
        "error_x": {"array": (high - gap).tolist(), "arrayminus": (gap - low).tolist(), "thickness": 1.6, "width": 5},
        "customdata": list(zip(rows["num_rows"].tolist(), low.tolist(), high.tolist(), strict=True)),
        "hovertemplate": "%{x:.1f} points, 95 % interval %{customdata[1]:.1f} to %{customdata[2]:.1f}, "
        "N = %{customdata[0]:,}<extra></extra>",
    }  # fmt: skip
    names = [f"{html.escape(row.slice)}: {html.escape(row.group)} ({row.num_rows:,})" for row in rows.itertuples()]
    layout = _layout("Gap in each slice, points") | _rows_of(names)
    return drawn([points], layout | {"height": 84 + 30 * len(rows), "shapes": [_upright(0, _THIN)]})


def _part(words: str, share: float) -> str:
    """What stands in a part of the bar: as much as there is room for."""
    if share > (0.16 if len(words) > 10 else 0.09):
        return f"{words}<br><b>{share:.0%}</b>"
    return f"<b>{share:.0%}</b>" if share > 0.035 else ""


def _best_runs(best_runs: pd.DataFrame, measure: str) -> list[dict]:
    return [
        {
            "type": "scatter", "x": run["epoch"].tolist(), "y": run[measure].tolist(), "mode": "lines",
            "name": f"{_label(arm, direction)}, best run", "legendgroup": arm, "showlegend": False,
            "line": {"color": DIRECTION_COLORS[direction], "width": 1.2},
            "hovertemplate": f"%{{y:{_format(measure)}}}<extra>best run · {html.escape(arm)}</extra>",
        }
        for (arm, direction), run in best_runs[best_runs[measure].notna()].groupby(["arm", "direction"], sort=False)
    ]  # fmt: skip


def _best_and_last(ends: pd.DataFrame) -> list[dict]:
    marker = {"size": [15, 9], "symbol": ["circle-open", "square"], "line": {"width": 2.5}}
    return [
        {
            "type": "scatter", "x": [row.best_epoch, row.last_epoch], "y": [row.best, row.last], "mode": "markers",
            "showlegend": False, "legendgroup": row.arm, "hoverinfo": "skip",
            "marker": {**marker, "color": DIRECTION_COLORS[row.direction]},
        }
        for row in ends.itertuples()
    ]  # fmt: skip


def _baseline_label(baseline: float) -> dict:
    return {
        "x": 0.01, "xref": "paper", "xanchor": "left", "y": baseline, "yanchor": "bottom", "showarrow": False,
        "text": f"{BASELINE} (test) {baseline:.1%}".replace("%", " %"),
    }  # fmt: skip


def _upright(x: float, line: dict) -> dict:
    return {"type": "line", "x0": x, "x1": x, "yref": "y domain", "y0": 0, "y1": 1, "line": line}


def _rows_of(names: list[str], above: float = 0.6) -> dict:
    """What differs in the layout of a chart whose rows have names."""
    rows = {"tickvals": list(range(len(names))), "ticktext": names, "range": [-0.6, len(names) - 1 + above]}
    yaxis = {"automargin": True, "zeroline": False, "showgrid": False, **rows}
    return {"showlegend": False, "hovermode": "closest", "yaxis": yaxis}


def _layout(title: str) -> dict:
    return {
        "height": _HEIGHT,
        "margin": dict(_MARGIN),
        "title": {"text": title, "x": 0, "xref": "paper", "xanchor": "left", "y": 0.985, "yanchor": "top"},
        "hovermode": "x unified",
        "xaxis": {"zeroline": False},
        "yaxis": {"automargin": True, "zeroline": False},
        "legend": {"orientation": "h", "y": -0.22, "x": 0},
    }


def _strokes(lines: pd.DataFrame) -> dict[str, tuple[str, str]]:
    turns: dict[str, int] = {}
    strokes = {}
    for arm, direction in lines[["arm", "direction"]].drop_duplicates().itertuples(index=False):
        turn = turns.get(direction, 0)
        turns[direction] = turn + 1
        strokes[arm] = (DASHES[turn % len(DASHES)], MARKERS[turn % len(MARKERS)])
    return strokes


def _label(arm: str, direction: str) -> str:
    color = DIRECTION_COLORS.get(direction, BASELINE_COLOR)
    arrow = DIRECTION_ARROWS.get(direction, "┄")
    return f'<span style="color:{color}"><b>{arrow}</b></span> {html.escape(arm, quote=False)}'


def _named(measure: str) -> str:
    return {"val_accuracy": "Validation accuracy", "val_loss": "Validation loss"}.get(measure, f"Training {measure}")


def _format(measure: str) -> str:
    return ".1%" if measure.endswith("accuracy") else ".3f"


def _faint(color: str) -> str:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
