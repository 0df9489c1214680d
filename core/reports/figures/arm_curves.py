"""The learning curves of each arm: the mean over its seeds by epoch, with a band."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from core.comparison.learning_curves import best_epochs
from core.directions import DIRECTION_COLORS
from core.reports.figures.theme import (
    Figure,
    Layout,
    Trace,
    baseline_rows,
    direction_label,
    line_styles,
    make_figure,
    plain_text,
)

Columns = dict[str, list[Any]]
_HEIGHT = 340
_TITLES = {"val_accuracy": "Validation accuracy", "val_loss": "Validation loss", "val_macro_f1": "Validation macro F1"}
_BAND_OPACITY = 0.18
_ENDS = {"size": [15, 9], "symbol": ["circle-open", "square"], "line": {"width": 2.5}}


def band_curves(
    bands: pd.DataFrame,
    measure: str,
    baselines: Mapping[str, float] | None = None,
    best_runs: pd.DataFrame | None = None,
) -> Figure:
    """The mean of each arm by epoch with its band; a ring at the best mean, a square at the last.

    Args:
        bands: `core.comparison.learning_curves.learning_curves`.
        measure: which of its `MEASURES` is drawn.
        baselines: the test accuracy of each baseline, a line across the chart; the lower line has its label below it.
        best_runs: one real run of each arm, columns arm, direction, epoch and the measure, drawn thin.
    """
    curves = bands[bands["measure"] == measure]
    arms = _arms(curves, "epoch", "mean", "low", "high", "n")
    traces = [trace for arm in arms for trace in _band_and_mean(*arm, measure)]
    if best_runs is not None:
        traces += _best_runs(best_runs, measure)
    traces += _best_and_last(best_epochs(bands, measure))
    layout: Layout = {
        "height": _HEIGHT,
        "title": {"text": _TITLES.get(measure, f"Training {measure}")},
        "hovermode": "x unified",
        "xaxis": {
            "title": {"text": "epoch", "standoff": 6},
            "dtick": max(1, int(curves["epoch"].max() // 12 or 1)),
        },
        "yaxis": {"tickformat": ".3f" if measure.endswith("loss") else ".2~%"},  # curves may differ by less than 1 %
    }
    if baselines:
        layout |= baseline_rows(baselines)
    return make_figure(traces, layout)


def _arms(curves: pd.DataFrame, *columns: str) -> Iterator[tuple[str, str, str, Columns]]:
    """Name, direction, dash and these columns of each arm in their order."""
    by_arm: dict[tuple[str, str], list[list[Any]]] = {}
    for name, direction, *values in zip(*(curves[of].tolist() for of in ("arm", "direction", *columns)), strict=True):
        by_arm.setdefault((name, direction), []).append(values)
    styles = line_styles(direction for _, direction in by_arm)
    for ((name, direction), rows), (dash, _) in zip(by_arm.items(), styles, strict=True):
        yield name, direction, dash, dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))


def _band_and_mean(arm: str, direction: str, dash: str, curve: Columns, measure: str) -> tuple[Trace, Trace]:
    color, form = DIRECTION_COLORS[direction], _format(measure)
    epochs, low, high = (curve[name] for name in ("epoch", "low", "high"))
    band = {
        "type": "scatter",
        "x": epochs + epochs[::-1],
        "y": high + low[::-1],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": _transparent(color),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": arm,
    }
    mean = {
        "type": "scatter",
        "x": epochs,
        "y": curve["mean"],
        "mode": "lines",
        "name": direction_label(direction, arm),
        "legendgroup": arm,
        "line": {"color": color, "width": 3, "dash": dash},
        "customdata": [list(row) for row in zip(low, high, curve["n"], strict=True)],
        "hovertemplate": f"%{{y:{form}}} (%{{customdata[0]:{form}}} to %{{customdata[1]:{form}}}, "
        "N = %{customdata[2]})<extra>%{fullData.name}</extra>",
    }
    return band, mean


def _best_runs(best_runs: pd.DataFrame, measure: str) -> Iterator[Trace]:
    for arm, direction, _, run in _arms(best_runs[best_runs[measure].notna()], "epoch", measure):
        yield {
            "type": "scatter",
            "x": run["epoch"],
            "y": run[measure],
            "mode": "lines",
            "name": f"{direction_label(direction, arm)}, best run",
            "legendgroup": arm,
            "showlegend": False,
            "line": {"color": DIRECTION_COLORS[direction], "width": 1.2},
            "hovertemplate": f"%{{y:{_format(measure)}}}<extra>best run · {plain_text(arm)}</extra>",
        }


def _best_and_last(ends: pd.DataFrame) -> Iterator[Trace]:
    columns = ("arm", "direction", "best_epoch", "last_epoch", "best", "last")
    for arm, direction, best_epoch, last_epoch, best, last in ends[list(columns)].to_numpy().tolist():
        yield {
            "type": "scatter",
            "x": [best_epoch, last_epoch],
            "y": [best, last],
            "mode": "markers",
            "showlegend": False,
            "legendgroup": arm,
            "hoverinfo": "skip",
            "marker": {**_ENDS, "color": DIRECTION_COLORS[direction]},
        }


def _format(measure: str) -> str:
    return ".3f" if measure.endswith("loss") else ".1%"


def _transparent(color: str) -> str:
    red, green, blue = (int(color[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{_BAND_OPACITY})"
