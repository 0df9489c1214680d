"""Figures of a study of settings: parallel coordinates, and accuracy by the number of training rows."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.directions import DIRECTION_COLORS, DIRECTIONS
from core.reports.figures.theme import (
    BASELINE_DASHES,
    NEUTRAL,
    ORANGE,
    REFERENCE,
    Figure,
    Layout,
    Trace,
    direction_label,
    line_styles,
    make_figure,
    plain_text,
)
from core.system.formatting import count, percent

_ACCURACY = "Test accuracy"
_DARK, _PALE = 1.0, 0.35  # opacity of the lines above and below the middle
_BEST = 4  # pixels, the width of the best arm's line


def parallel_coordinates(frame: pd.DataFrame, settings: Sequence[str]) -> Figure:
    """A line for each arm through its value of each setting to its accuracy; the best one is orange and wide.

    Drawn of plain lines: plotly's own parallel coordinates need WebGL, which printed reports do not have.

    Args:
        frame: as `setting_frame` gives it.
    """
    axes = {name: _places(frame[name].tolist()) for name in settings}
    accuracies = frame["accuracy"].tolist()
    low, high = min(accuracies), max(accuracies)
    titles = [*(name.partition(".")[2] for name in settings), _ACCURACY]
    best = accuracies.index(high)
    traces: list[Trace] = []
    for number, row in enumerate(frame.to_dict("records")):
        height = (row["accuracy"] - low) / (high - low) if high > low else 0.5
        values = [_text(row[name]) for name in settings]
        traces.append(
            {
                "type": "scatter",
                "x": titles,
                "y": [*(axes[name][_text(row[name])] for name in settings), height],
                "customdata": [*values, percent(row["accuracy"], 1)],
                "meta": "customdata",
                "mode": "lines+markers",
                "name": plain_text(row["arm"]),
                "opacity": _DARK if number == best or height >= 0.5 else _PALE,
                "line": {"color": ORANGE if number == best else NEUTRAL, "width": _BEST if number == best else 2},
                "hovertemplate": f"{plain_text(row['arm'])}: {percent(row['accuracy'], 1)}, N = {row['num_runs']} runs"
                "<extra></extra>",
            }
        )
    traces.append(traces.pop(best))  # drawn last, above the others
    layout = {
        "height": 320,
        "showlegend": False,
        "xaxis": {"type": "category", "side": "top", "showgrid": True, "range": [-0.4, len(titles) - 0.6]},
        "yaxis": {"visible": False, "range": [-0.12, 1.12]},
        "annotations": [
            *(
                _label(place, text, number)
                for number, name in enumerate(settings)
                for text, place in axes[name].items()
            ),
            *(
                _label(place, percent(share, 1), len(settings))
                for place, share in {0.0: low, 1.0: high}.items()
                if high > low or place
            ),
        ],
    }
    return make_figure(traces, layout)


def rows_curve(frame: pd.DataFrame) -> Figure:
    """Test accuracy by the number of training rows, with standard errors over runs, next to the baselines.

    Args:
        frame: as `rows_frame` gives it.
    """
    known = frame[frame["num_train"].notna()]
    lines = list(dict.fromkeys(zip(known["line"], known["direction"], strict=True)))
    styles = line_styles(direction for _, direction in lines)
    traces: list[Trace] = []
    for (line, direction), (dash, marker) in zip(lines, styles, strict=True):
        rows = known[(known["line"] == line) & (known["direction"] == direction)]
        is_arm = direction in DIRECTIONS
        color = DIRECTION_COLORS.get(direction, REFERENCE)
        trace: Trace = {
            "type": "scatter",
            "x": rows["num_train"].tolist(),
            "y": rows["accuracy"].tolist(),
            "mode": "lines+markers",
            "name": direction_label(direction, line) if is_arm else plain_text(line),
            "line": {"color": color, "width": 3 if is_arm else 2, "dash": dash if is_arm else BASELINE_DASHES[line]},
            "marker": {"size": 9, "symbol": marker},
            "customdata": rows["num_runs"].tolist(),
            "hovertemplate": "%{x:,} training rows: %{y:.1%}, N = %{customdata} runs<extra>%{fullData.name}</extra>",
        }
        if is_arm:
            trace["error_y"] = {"array": [0 if pd.isna(error) else error for error in rows["error"]], "thickness": 2}
        traces.append(trace)
    sizes = sorted(known["num_train"].unique().tolist())
    layout = {
        "height": 360,
        "title": {"text": "Test accuracy by training rows"},
        "xaxis": {
            "title": {"text": "Training rows (logarithmic)"},
            "type": "log",
            "tickvals": sizes,
            "ticktext": [count(size) for size in sizes],
        },
        "yaxis": {"tickformat": ".0%"},
        "legend": {"orientation": "h", "x": 0, "y": -0.3},  # below the title of the axis
    }
    return make_figure(traces, layout)


def _places(values: Sequence[Any]) -> dict[str, float]:
    """The height of each different value on its axis, from 0 to 1: numbers in order, then what is no number."""
    different = {_text(value): value for value in values}
    names = sorted(different, key=lambda name: (not isinstance(different[name], int | float), _number(different[name])))
    last = max(1, len(names) - 1)
    return {name: place / last for place, name in enumerate(names)}


def _number(value: Any) -> float:
    return (
        float(value) if isinstance(value, int | float) and value == value else float("inf")
    )  # NaN differs from itself


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return "none"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"  # pandas has made a float of a whole number
    return plain_text(str(value))


def _label(place: float, text: str, axis: int) -> Layout:
    return {"x": axis, "y": place, "text": text, "showarrow": False, "xanchor": "left", "xshift": 10, "yshift": 8}
