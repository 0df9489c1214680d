"""Figures of scores: each digit's probability, a series and its parts, and the confidence over many texts."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.reports.figures.theme import NEUTRAL, ORANGE, SKY_BLUE, Figure, make_figure

_HEIGHT = 170


def digit_probabilities(probabilities: Mapping[str, float], label: str) -> Figure:
    """The probability of each digit as a vertical bar from 0 to 1; the predicted digit's bar is coloured.

    Args:
        probabilities: by class name; ten names of one character each.
        label: the predicted class.
    """
    shares = list(probabilities.values())
    bars = {
        "type": "bar",
        "x": list(range(len(shares))),
        "y": shares,
        "text": [f"{100 * share:.0f}" if share >= 0.005 else "" for share in shares],
        "textposition": "outside",
        "textfont": {"size": 14},
        "cliponaxis": False,
        "constraintext": "none",
        "marker": {"color": [SKY_BLUE if name == label else NEUTRAL for name in probabilities]},
        "hovertemplate": "%{y:.2%}<extra></extra>",
    }
    layout = {
        "height": _HEIGHT,
        "margin": {"l": 4, "r": 4, "t": 22, "b": 26},
        "showlegend": False,
        "bargap": 0.25,
        "xaxis": {
            "tickvals": list(range(len(shares))),
            "ticktext": list(probabilities),
            "tickfont": {"size": 16},
            "showgrid": False,
            "fixedrange": True,
        },
        "yaxis": {"visible": False, "range": [0, 1.08], "fixedrange": True},
    }
    return make_figure([bars], layout)


def entered_series(values: np.ndarray) -> Figure:
    """A series as lines over its steps, one for each channel.

    Args:
        values: (steps, num_channels).
    """
    steps = list(range(1, len(values) + 1))
    lines = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": f"channel {number}",
            "x": steps,
            "y": channel.round(4).tolist(),
            "line": {"width": 1.6} | ({"color": SKY_BLUE} if values.shape[1] == 1 else {}),
            "hovertemplate": "step %{x}: %{y:.3g}<extra></extra>",
        }
        for number, channel in enumerate(values.T, start=1)
    ]
    layout = {
        "height": 280 if values.shape[1] > 1 else 220,
        "margin": {"l": 40, "r": 8, "t": 8, "b": 36},
        "showlegend": values.shape[1] > 1,
        "legend": {"orientation": "h", "y": -0.28},
        "xaxis": {"title": {"text": "step", "standoff": 4}, "showgrid": False},
    }
    return make_figure(lines, layout)


def window_changes(effects: Sequence[tuple[float, float]]) -> Figure:
    """What each part of a series adds to the probability of a class, as bars over its steps.

    Args:
        effects: the middle step of each part, and its change.
    """
    changes = [100 * change for _, change in effects]
    bars = {
        "type": "bar",
        "x": [step for step, _ in effects],
        "y": changes,
        "marker": {"color": [SKY_BLUE if change >= 0 else ORANGE for change in changes]},
        "hovertemplate": "around step %{x:.0f}: %{y:+.1f} points<extra></extra>",
    }
    largest = max(1.0, *map(abs, changes))
    layout = {
        "height": _HEIGHT,
        "margin": {"l": 40, "r": 8, "t": 8, "b": 36},
        "showlegend": False,
        "bargap": 0.1,
        "xaxis": {"title": {"text": "step", "standoff": 4}, "showgrid": False},
        "yaxis": {"range": [-1.1 * largest, 1.1 * largest], "nticks": 5},
    }
    return make_figure([bars], layout)


def confidence_histogram(counts: Sequence[int], num_classes: int) -> Figure:
    """The number of texts by confidence, the probability of the predicted class, which is at least an equal share.

    Args:
        counts: texts in equal bins from 0 to 1.
        num_classes: number of classes that share the probability.
    """
    width = 1 / len(counts)
    bars = {
        "type": "bar",
        "x": [(place + 0.5) * width for place in range(len(counts))],
        "y": list(counts),
        "width": width * 0.94,
        "marker": {"color": NEUTRAL},
        "customdata": [
            f"{100 * place * width:.0f} to {100 * (place + 1) * width:.0f} %" for place in range(len(counts))
        ],
        "hovertemplate": "%{y:,} rows at %{customdata}<extra></extra>",
    }
    layout = {
        "height": _HEIGHT + 20,
        "margin": {"r": 16, "b": 40},
        "title": {"text": "Confidence"},
        "showlegend": False,
        "xaxis": {
            "title": {"text": "probability of the predicted class", "standoff": 4},
            "tickformat": ".0%",
            "range": [max(0.0, 1 / num_classes - width), 1],
            "showgrid": False,
        },
        "yaxis": {"title": {"text": "rows", "standoff": 4}, "tickformat": ","},
    }
    return make_figure([bars], layout)
