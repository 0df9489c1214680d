"""Figures of runs: training and validation curves by epoch, and test accuracies with their intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from core.comparison.learning_curves import smoothed
from core.directions import DIRECTION_COLORS
from core.reports.figures.theme import (
    BOTTOM,
    MAX_NAME_LENGTH,
    REFERENCE,
    TITLE_HEIGHT,
    Figure,
    Layout,
    Trace,
    direction_label,
    fitting,
    horizontal_line,
    legend_below,
    line_label,
    line_styles,
    make_figure,
    named_rows,
    spread_labels,
)
from core.system.formatting import percent

Measure = Literal["accuracy", "loss", "macro_f1"]
_TITLES = {"accuracy": "Accuracy", "loss": "Loss", "macro_f1": "Macro F1"}
MAX_DIRECT_LABELS = 8
HEIGHT = 270  # so that the curves of a selected run are on a laptop's screen without scrolling
_FORMATS = {"accuracy": ".1%", "loss": ".3f", "macro_f1": ".1%"}
_Column = list[float]


@dataclass(frozen=True)
class _Curve:
    """One run's values of a measure by epoch, and how they are drawn.

    Args:
        training: NaN in every epoch where only the validation set has the measure.
        validation: NaN in every epoch of a run without a validation set.
    """

    run_id: str
    name: str
    direction: str
    best_epoch: int | None
    epochs: _Column
    training: _Column
    validation: _Column
    dash: str
    marker: str

    @property
    def label(self) -> str:
        return direction_label(self.direction, fitting(self.name))

    @property
    def color(self) -> str:
        return DIRECTION_COLORS[self.direction]

    @property
    def is_only_validated(self) -> bool:
        return all(map(math.isnan, self.training))

    @property
    def is_validated(self) -> bool:
        return not all(map(math.isnan, self.validation))


def curves(
    runs: pd.DataFrame,
    epochs: pd.DataFrame,
    measure: Measure,
    ceiling: float | None = None,
    *,
    smoothing: float = 0.0,
    log_scale: bool = False,
) -> Figure:
    """Training (thin) and validation (thick) of each run by epoch, with a ring at the epoch whose weights are used.

    A run without a validation set has only its training line. The colour is the direction's; runs of one direction
    differ by dash and marker. Up to eight runs have their name at the end of their line, more have a legend. The
    horizontal axis ends at the last epoch that was reached.

    Args:
        runs: `run_frames.runs_frame` of the runs to draw, in the order of their dashes.
        epochs: `run_frames.epochs_frame` of them.
        measure: which pair of columns is drawn.
        ceiling: the accuracy that no forward layer can exceed, drawn across the chart; None where there is none.
        smoothing: weight of the earlier values in `learning_curves.smoothed`; 0 draws what was measured.
        log_scale: a logarithmic axis, for losses.
    """
    low, high = _y_range(epochs, measure, ceiling, log_scale)
    has_direct_labels = len(runs) <= MAX_DIRECT_LABELS
    lines = _curves(runs, epochs, measure, smoothing)
    num_epochs = int(epochs["epoch"].max()) if len(epochs) else 1
    layout = _layout(measure, low, high, num_epochs, log_scale)
    layout["margin"] = {"r": 20 if not has_direct_labels else _label_margin(lines) if len(runs) > 1 else 80}
    layout |= {"showlegend": not has_direct_labels, "uirevision": _revision(runs), "annotations": []}
    if not has_direct_labels:
        layout |= legend_below(len(lines))
    if ceiling is not None:
        layout["shapes"] = [horizontal_line(ceiling)]
        layout["annotations"].append(line_label(ceiling, f"forward ceiling {percent(ceiling, 1)}"))
    if has_direct_labels and lines:
        labels = [label for line in lines for label in _end_labels(line, len(runs))]
        plot = HEIGHT - TITLE_HEIGHT - BOTTOM
        layout["annotations"] += spread_labels(labels, num_epochs, (low, high), plot, log_scale)
    return make_figure([trace for line in lines for trace in _traces(line, measure, not has_direct_labels)], layout)


def accuracy_dots(metrics: pd.DataFrame) -> Figure:
    """Each run's test accuracy as a dot with its 95 % interval, on an axis that may start above zero.

    Args:
        metrics: `run_frames.metrics_frame`; runs without a test accuracy are left out.
    """
    tested = metrics[metrics["test_accuracy"].notna()].iloc[::-1]
    values, low, high = (tested[name] for name in ("test_accuracy", "test_accuracy_low", "test_accuracy_high"))
    dots = {
        "type": "scatter",
        "x": values.tolist(),
        "y": list(range(len(tested))),
        "mode": "markers",
        "marker": {"color": tested["direction"].map(DIRECTION_COLORS).tolist(), "size": 14},
        "error_x": {
            "array": (high - values).tolist(),
            "arrayminus": (values - low).tolist(),
            "thickness": 1.6,
            "width": 5,
            "color": REFERENCE,
        },
        "customdata": list(zip(tested["num_test"].astype(float), low, high, strict=True)),
        "hovertemplate": "%{x:.1%}, N = %{customdata[0]:,}<br>"
        "95 % interval %{customdata[1]:.1%} to %{customdata[2]:.1%}<extra></extra>",
    }
    names = [
        direction_label(direction, fitting(name))
        for direction, name in zip(tested["direction"], tested["name"], strict=True)
    ]
    layout = {
        "height": TITLE_HEIGHT + 28 + 38 * len(tested),
        "margin": {"b": 28},
        "title": {"text": "Test accuracy"},
        "uirevision": " ".join(tested["run_id"]),
        "xaxis": {"tickformat": ".0%", "nticks": 6},
        "yaxis": named_rows(names),
        "showlegend": False,
    }
    return make_figure([dots], layout)


def axis_note(epochs: pd.DataFrame, ceiling: float | None = None) -> str:
    """States where the accuracy axis starts, which is not at zero."""
    low, high = _y_range(epochs, "accuracy", ceiling)
    return f"The accuracy axis runs from {percent(low)} to {percent(high)}."


def _curves(runs: pd.DataFrame, epochs: pd.DataFrame, measure: Measure, smoothing: float) -> list[_Curve]:
    """The runs that have epochs, in their order."""
    columns = [epochs["epoch"].tolist(), _training(epochs, measure), epochs[f"val_{measure}"].tolist()]
    histories: dict[str, tuple[_Column, _Column, _Column]] = {}
    for run_id, *values in zip(epochs["run_id"].tolist(), *columns, strict=True):
        for column, value in zip(histories.setdefault(run_id, ([], [], [])), values, strict=True):
            column.append(value)
    if smoothing:
        histories = {
            run_id: (numbers, smoothed(training, smoothing), smoothed(validation, smoothing))
            for run_id, (numbers, training, validation) in histories.items()
        }
    drawn = {run_id for run_id, values in histories.items() if not all(map(math.isnan, [*values[1], *values[2]]))}
    rows = zip(*(runs[name].tolist() for name in ("run_id", "name", "direction", "kept_epoch")), strict=True)
    return [
        _Curve(run_id, name, direction, best_epoch, *histories[run_id], dash=dash, marker=marker)
        for (run_id, name, direction, best_epoch), (dash, marker) in zip(
            rows, line_styles(runs["direction"]), strict=True
        )
        if run_id in drawn
    ]


def _training(epochs: pd.DataFrame, measure: Measure) -> _Column:
    """The values of the training set; NaN for a measure that only the validation set has."""
    return epochs[measure].tolist() if measure in epochs else [math.nan] * len(epochs)


def _traces(curve: _Curve, measure: Measure, has_legend: bool) -> list[Trace]:
    """The training line of a run, and its validation line where it has one."""
    hover = f"%{{y:{_FORMATS[measure]}}}<extra>{{part}} · %{{fullData.name}}</extra>"
    common = {"type": "scatter", "x": curve.epochs, "name": curve.label, "legendgroup": curve.run_id}
    line = {"color": curve.color, "width": 1.3 if curve.is_validated else 2, "dash": curve.dash}
    # a line of one point would be invisible
    training_mode = "lines" if len(curve.epochs) > 1 else "markers"
    training = {
        **common,
        "y": curve.training,
        **({"mode": training_mode} if curve.is_validated else {"mode": "lines+markers", "marker": _rings(curve)}),
        "line": line,
        "opacity": 0.7 if curve.is_validated else 1,
        "showlegend": has_legend and not curve.is_validated,
        "hovertemplate": hover.replace("{part}", "training"),
    }
    if not curve.is_validated:
        return [training]
    validation = {
        **common,
        "y": curve.validation,
        "mode": "lines+markers",
        "line": {**line, "width": 3.2},
        "marker": _rings(curve),
        "showlegend": has_legend,
        "hovertemplate": hover.replace("{part}", "validation"),
    }
    return [validation] if curve.is_only_validated else [training, validation]


def _rings(curve: _Curve) -> Layout:
    """The markers of a line: a ring at the epoch whose weights are used."""
    is_best = [epoch == curve.best_epoch for epoch in curve.epochs]
    return {
        "symbol": [f"{curve.marker}-open" if best else curve.marker for best in is_best],
        "size": [14 if best else 6 for best in is_best],
        "color": curve.color,
        "line": {"width": [2.5 if best else 0 for best in is_best], "color": curve.color},
    }


def _end_labels(curve: _Curve, num_runs: int) -> list[tuple[float, str]]:
    """The height and text of the labels at the ends of a run's lines."""
    if num_runs > 1:
        return [((curve.validation if curve.is_validated else curve.training)[-1], curve.label)]
    training = (curve.training[-1], "training")
    if curve.is_only_validated:
        return [(curve.validation[-1], "validation")]
    return [(curve.validation[-1], "validation"), training] if curve.is_validated else [training]


def _label_margin(lines: Sequence[_Curve]) -> int:
    """Room to the right of the lines for their names, in pixels."""
    longest = max((min(len(line.name), MAX_NAME_LENGTH) for line in lines), default=0)
    return 170 if longest <= 22 else 225


def _y_range(
    epochs: pd.DataFrame, measure: Measure, ceiling: float | None = None, log_scale: bool = False
) -> tuple[float, float]:
    values = [*_training(epochs, measure), *epochs[f"val_{measure}"].tolist()]
    numbers = [value for value in values if not math.isnan(value)]
    if not numbers:
        return (0.0, 1.0) if measure == "loss" else (0.5, 1.0)
    numbers += [] if ceiling is None else [ceiling]
    lowest, highest = min(numbers), max(numbers)
    if measure == "loss" and log_scale and lowest > 0:
        return lowest / 1.15, highest * 1.15
    if measure == "loss":
        return 0.0, highest * 1.08 or 1.0
    return max(0.0, math.floor((lowest - 0.01) * 20) / 20), min(1.0, math.ceil((highest + 0.01) * 20) / 20)


def _layout(measure: Measure, low: float, high: float, num_epochs: int, log_scale: bool) -> Layout:
    return {
        "height": HEIGHT,
        "title": {"text": _TITLES[measure]},
        "hovermode": "x unified",
        "xaxis": {
            "title": {"text": "epoch", "standoff": 6},
            **_auto_range(0.8, max(num_epochs, 2) + max(0.35, 0.035 * num_epochs)),  # room for the ring
            "dtick": max(1, math.ceil(num_epochs / 12)),
            "tick0": 1,
            "showgrid": False,
        },
        "yaxis": {
            **_auto_range(low, high),
            "tickformat": (".1f" if not log_scale else "") if measure == "loss" else ".0%",
            **({"type": "log", "dtick": "D2"} if log_scale and low > 0 else {}),
        },
    }


def _revision(runs: pd.DataFrame) -> str:
    """Changes with the selected runs and not with their points: a zoom survives new points, not another selection."""
    return " ".join(runs["run_id"])


def _auto_range(low: float, high: float) -> Layout:
    """An automatic range with these ends: unlike a fixed range it never overrides the user's zoom."""
    return {"autorange": True, "autorangeoptions": {"include": [low, high], "clipmin": low, "clipmax": high}}
