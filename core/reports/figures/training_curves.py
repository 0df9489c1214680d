"""Frames as plotly figures: curves and dots in the one visual language of the app."""

import html
import math
from collections.abc import Sequence
from typing import Literal

import pandas as pd
import plotly.graph_objects as go

from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS

DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MARKERS = ("circle", "square", "diamond", "triangle-up", "cross")
MOST_DIRECT_LABELS = 4
HEIGHT = 340
_TOP, _BOTTOM, _LABEL_HEIGHT = 34, 44, 17
_LABEL_LENGTH = 22
_FORMATS = {"accuracy": ".1%", "loss": ".3f"}


def curves(
    runs: pd.DataFrame, epochs: pd.DataFrame, measure: Literal["accuracy", "loss"], ceiling: float | None = None
) -> go.Figure:
    """Training (thin) and validation (thick) of each run by epoch, the kept epoch ringed.

    A run without a validation part has its training line only. The hue is the direction's; runs of one direction
    differ by dash and marker. Up to four runs carry their name at the end of their line, more have a legend.

    Args:
        runs: `comparison.runs_frame` of the runs to draw, in the order of their dashes.
        epochs: `comparison.epochs_frame` of them.
        measure: which pair of columns is drawn.
        ceiling: the accuracy that no forward reader can pass, drawn across the chart; None where there is none.
    """
    low, high = _y_range(epochs, measure, ceiling)
    histories = _by_run(epochs, measure)
    direct = len(runs) <= MOST_DIRECT_LABELS
    traces, labels = [], []
    for run, dash, marker in zip(
        runs.itertuples(), *_strokes([DIRECTION_COLORS[way] for way in runs["direction"]]), strict=True
    ):
        if run.run_id not in histories:
            continue
        history = histories[run.run_id]
        traces += _lines(run, history, measure, dash, marker, legend=not direct)
        labels += [(history[column][-1], text) for column, text in _line_ends(run, history, measure, len(runs))]
    layout = _layout(measure, low, high, int(runs["num_epochs"].max()) if len(runs) else 1)
    layout["margin"]["r"] = 20 if not direct else 170 if len(runs) > 1 else 80
    layout |= {"showlegend": not direct, "uirevision": _revision(runs), "annotations": []}
    if ceiling is not None:
        layout["shapes"] = [across(ceiling)]
        layout["annotations"].append(_ceiling_label(ceiling))
    if direct and labels:
        layout["annotations"] += _labels_of_ends(labels, int(epochs["epoch"].max()), low, high)
    return drawn(traces, layout)


def drawn(traces: Sequence[dict], layout: dict) -> go.Figure:
    """A figure of traces and a layout in plotly's own words.

    plotly checks every property of what it is handed, which takes longer than all the rest of a click. The tests have
    it check these.
    """
    return go.Figure(traces, layout, _validate=False)


def across(y: float) -> dict:
    """A dotted line across a chart, as one of its shapes."""
    line = {"color": "#7F7F7F", "width": 2, "dash": "dot"}
    return {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def accuracy_dots(metrics: pd.DataFrame) -> go.Figure:
    """Each run's test accuracy as a dot with its 95 % interval, on a common axis that need not start at zero.

    Args:
        metrics: `comparison.metrics_frame`; runs without a test accuracy are left out.
    """
    known = metrics[metrics["test_accuracy"].notna()].iloc[::-1]
    values, low, high = (known[name] for name in ("test_accuracy", "test_accuracy_low", "test_accuracy_high"))
    dots = {
        "type": "scatter",
        "x": values.tolist(),
        "y": list(range(len(known))),
        "mode": "markers",
        "marker": {"color": known["direction"].map(DIRECTION_COLORS).tolist(), "size": 14},
        "error_x": {
            "array": (high - values).tolist(),
            "arrayminus": (values - low).tolist(),
            "thickness": 1.6,
            "width": 5,
            "color": "#7F7F7F",
        },
        "customdata": list(zip(known["num_test"].astype(float), low, high, strict=True)),
        "hovertemplate": "%{x:.1%}, N = %{customdata[0]:,}<br>"
        "95 % interval %{customdata[1]:.1%} to %{customdata[2]:.1%}<extra></extra>",
    }
    layout = {
        "height": _TOP + 28 + 38 * len(known),
        "margin": {"l": 10, "r": 20, "t": _TOP, "b": 28},
        "title": _title("Test accuracy"),
        "uirevision": _revision(known),
        "xaxis": {"tickformat": ".0%", "nticks": 6, "zeroline": False},
        "yaxis": {
            "tickvals": list(range(len(known))),
            "ticktext": [_run_label(run) for run in known.itertuples()],
            "range": [-0.6, len(known) - 0.4],
            "automargin": True,
            "zeroline": False,
            "showgrid": False,
        },
        "showlegend": False,
    }
    return drawn([dots], layout)


def axis_note(epochs: pd.DataFrame, ceiling: float | None = None) -> str:
    """Says where the accuracy axis starts, which is not at zero."""
    low, high = _y_range(epochs, "accuracy", ceiling)
    return f"The accuracy axis runs from {low:.0%} to {high:.0%}.".replace("%", " %")


def _by_run(epochs: pd.DataFrame, measure: str) -> dict[str, dict[str, list]]:
    """The columns that are drawn, as lists, by the run they are of."""
    columns = ("epoch", measure, f"val_{measure}")
    histories: dict[str, dict[str, list]] = {}
    for run_id, *values in zip(*(epochs[name].tolist() for name in ("run_id", *columns)), strict=True):
        history = histories.setdefault(run_id, {name: [] for name in columns})
        for name, value in zip(columns, values, strict=True):
            history[name].append(value)
    return histories


def _lines(run: tuple, history: dict[str, list], measure: str, dash: str, marker: str, *, legend: bool) -> list[dict]:
    """The training line of a run, and its validation line where it has one."""
    color, label, form = DIRECTION_COLORS[run.direction], _run_label(run), _FORMATS[measure]
    hover = f"%{{y:{form}}}<extra>{{part}} · %{{fullData.name}}</extra>"
    shared = {"type": "scatter", "x": history["epoch"], "name": label, "legendgroup": run.run_id}
    ring = _ring([epoch == run.kept_epoch for epoch in history["epoch"]], color, marker)
    validated = _is_validated(history, measure)
    line = {"color": color, "width": 1.3 if validated else 2, "dash": dash}
    training = {
        **shared,
        "y": history[measure],
        **({"mode": "lines"} if validated else {"mode": "lines+markers", "marker": ring}),
        "line": line,
        "opacity": 0.7 if validated else 1,
        "showlegend": legend and not validated,
        "hovertemplate": hover.replace("{part}", "training"),
    }
    if not validated:
        return [training]
    validation = {
        **shared,
        "y": history[f"val_{measure}"],
        "mode": "lines+markers",
        "line": {**line, "width": 3.2},
        "marker": ring,
        "showlegend": legend,
        "hovertemplate": hover.replace("{part}", "validation"),
    }
    return [training, validation]


def _ring(kept: Sequence[bool], color: str, marker: str) -> dict:
    """Markers of a line: a ring at the epoch whose weights are kept."""
    return {
        "symbol": [f"{marker}-open" if best else marker for best in kept],
        "size": [14 if best else 6 for best in kept],
        "color": color,
        "line": {"width": [2.5 if best else 0 for best in kept], "color": color},
    }


def _is_validated(history: dict[str, list], measure: str) -> bool:
    return not all(map(math.isnan, history[f"val_{measure}"]))


def _line_ends(run: tuple, history: dict[str, list], measure: str, num_runs: int) -> list[tuple[str, str]]:
    """Which lines of a run carry which text at their end."""
    validated = _is_validated(history, measure)
    if num_runs > 1:
        return [(f"val_{measure}" if validated else measure, _run_label(run))]
    return [(f"val_{measure}", "validation"), (measure, "training")] if validated else [(measure, "training")]


def _ceiling_label(ceiling: float) -> dict:
    return {
        "x": 0.01, "xref": "paper", "xanchor": "left", "y": ceiling, "yanchor": "bottom", "showarrow": False,
        "text": f"best forward reader {ceiling:.1%}".replace("%", " %"),
    }  # fmt: skip


def _strokes(hues: Sequence[str]) -> tuple[list[str], list[str]]:
    drawn: dict[str, int] = {}
    turns = []
    for hue in hues:
        turns.append(drawn.get(hue, 0))
        drawn[hue] = turns[-1] + 1
    return [DASHES[turn % len(DASHES)] for turn in turns], [MARKERS[turn % len(MARKERS)] for turn in turns]


def _labels_of_ends(labels: list[tuple[float, str]], x: float, low: float, high: float) -> list[dict]:
    """Each text right of the longest line, at the height of its own line's end or as near as there is room."""
    pixels = (HEIGHT - _TOP - _BOTTOM) / (high - low)
    free = -math.inf
    placed = []
    for y, text in sorted(labels):
        wanted = (y - low) * pixels
        place = max(wanted, free)
        free = place + _LABEL_HEIGHT
        shift = {"xanchor": "left", "xshift": 9, "yshift": place - wanted}
        placed.append({"x": x, "y": y, "text": text, "showarrow": False, **shift})
    return placed


def _run_label(run: tuple) -> str:
    """Arrow in the direction's hue and the name, in plotly's own markup, with nothing of the name read as markup."""
    name = " ".join(run.name.split())
    name = name if len(name) <= _LABEL_LENGTH else f"{name[: _LABEL_LENGTH - 1].rstrip()}…"
    arrow, color = DIRECTION_ARROWS[run.direction], DIRECTION_COLORS[run.direction]
    return f'<span style="color:{color}"><b>{arrow}</b></span> {html.escape(name, quote=False)}'


def _y_range(epochs: pd.DataFrame, measure: str, ceiling: float | None = None) -> tuple[float, float]:
    values = [*epochs[measure].tolist(), *epochs[f"val_{measure}"].tolist()]
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return (0.5, 1.0) if measure == "accuracy" else (0.0, 1.0)
    known += [] if ceiling is None else [ceiling]
    least, most = min(known), max(known)
    if measure == "loss":
        return 0.0, most * 1.08 or 1.0
    return max(0.0, math.floor((least - 0.01) * 20) / 20), min(1.0, math.ceil((most + 0.01) * 20) / 20)


def _layout(measure: str, low: float, high: float, num_epochs: int) -> dict:
    return {
        "height": HEIGHT,
        "margin": {"l": 10, "r": 20, "t": _TOP, "b": _BOTTOM},
        "title": _title(measure.capitalize()),
        "hovermode": "x unified",
        "xaxis": {
            "title": {"text": "epoch", "standoff": 6},
            **_exactly(0.8, max(num_epochs, 2) + max(0.35, 0.035 * num_epochs)),  # room for the ring
            "dtick": max(1, math.ceil(num_epochs / 12)),
            "tick0": 1,
            "showgrid": False,
        },
        "yaxis": {
            **_exactly(low, high),
            "tickformat": ".0%" if measure == "accuracy" else ".1f",
            "automargin": True,
            "zeroline": False,
        },
        "legend": {"orientation": "h", "y": -0.22, "x": 0},
    }


def _revision(runs: pd.DataFrame) -> str:
    """Changes with the runs and not with their points: a zoom outlives new points and ends with the choice."""
    return " ".join(runs["run_id"])


def _exactly(low: float, high: float) -> dict:
    """An automatic range that comes to these ends: unlike a given range it yields to the reader's zoom for good."""
    return {"autorange": True, "autorangeoptions": {"include": [low, high], "clipmin": low, "clipmax": high}}


def _title(text: str) -> dict:
    return {"text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": 0.985, "yanchor": "top"}
