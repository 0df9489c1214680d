"""The look of every figure: one plotly template, the colours, and the shapes and labels that figures share."""

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.data.formats.tagged.span_schemes import parse_tag
from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS
from core.evaluation.baselines.baseline_store import (
    BASELINE,
    BOTH_WINDOWS,
    FUTURE_WINDOW,
    MAJORITY,
    NAIVE_BAYES,
    PAST_WINDOW,
    UNIGRAM,
)
from core.system.formatting import percent

# A figure as plotly.js reads it, {"data": [...], "layout": {...}}. A `go.Figure` would check every property each time
# one is made, which takes longer than the rest of a click; the tests have plotly check each figure once.
Figure = dict[str, Any]
Trace = dict[str, Any]
Layout = dict[str, Any]

# Orange and sky blue of Okabe and Ito: distinguishable for colour-blind people, and no direction has them.
ORANGE, SKY_BLUE = "#E69F00", "#56B4E9"
NEUTRAL = "#8A93A6"  # bars and lines that are neither
REFERENCE = "#7F7F7F"  # baselines, ceilings, diagonals and error bars
# Of tags, whose names are always written beside them. Where there are more tags than hues, their lines differ.
_TAG_HUES = (SKY_BLUE, ORANGE, "#009E73", "#CC79A7", "#0072B2", "#D55E00", "#F0E442")
PLAIN_TAGS = ("O", "none")
_TAG_LINES = ("solid", "dashed", "dotted", "double")
BASELINE_DASHES = {
    BASELINE: "dot", NAIVE_BAYES: "dashdot", MAJORITY: "longdash", UNIGRAM: "dot", PAST_WINDOW: "dash",
    FUTURE_WINDOW: "longdashdot", BOTH_WINDOWS: "dashdot",
}  # fmt: skip
_MOST_LINES = 2  # of baselines in one chart: more labels would meet
DASHES = ("solid", "dash", "dot", "dashdot", "longdash")
MARKERS = ("circle", "square", "diamond", "triangle-up", "cross")
_LABEL_HEIGHT = 17  # pixels of a line of text
MAX_NAME_LENGTH, _NAME_END = 30, 18  # two columns of a legend; the end has a study's seed or `trial 10 of 12`
BOTTOM = 44  # pixels below the plot
_PLOT, _LEGEND_ROW, _MAX_LEGEND_ROWS = 190, 28, 6  # pixels of the plot above a legend, and of a row; more rows scroll
TITLE_HEIGHT = 34  # pixels above the plot
# The page or the report adds the colours of its light or dark theme.
TEMPLATE: Layout = {
    "layout": {
        "colorway": [*dict.fromkeys(DIRECTION_COLORS.values()), REFERENCE, SKY_BLUE, ORANGE],
        "font": {"size": 13},
        "title": {"x": 0, "xref": "paper", "xanchor": "left", "y": 0.985, "yanchor": "top"},
        "margin": {"l": 10, "r": 20, "t": TITLE_HEIGHT, "b": 44},
        "legend": {"orientation": "h", "x": 0, "y": -0.22},
        "xaxis": {"zeroline": False},
        "yaxis": {"zeroline": False, "automargin": True},
    }
}


def diagonal() -> Trace:
    """The dotted line on which both axes are equal, from 0 to 1, behind what is compared with it."""
    return {
        "type": "scatter",
        "x": [0, 1],
        "y": [0, 1],
        "mode": "lines",
        "hoverinfo": "skip",
        "showlegend": False,
        "line": {"color": REFERENCE, "dash": "dot"},
    }


def make_figure(traces: Iterable[Trace], layout: Layout) -> Figure:
    """A figure in the theme.

    Args:
        layout: with its `height` in pixels; everything else that it does not set comes from the template.
    """
    return {"data": list(traces), "layout": {**layout, "template": TEMPLATE}}


def to_json(figure: Figure) -> str:
    """The figure for plotly.js."""
    import plotly.io

    return plotly.io.to_json(figure, validate=False)


def horizontal_line(y: float, dash: str = "dot") -> Layout:
    """A reference line across a chart, as one of its shapes; `dash` is plotly's."""
    line = {"color": REFERENCE, "width": 2, "dash": dash}
    return {"type": "line", "xref": "x domain", "x0": 0, "x1": 1, "y0": y, "y1": y, "line": line}


def vertical_line(x: float, **line: Any) -> Layout:
    """A line from the bottom to the top of a chart, as one of its shapes; `line` is plotly's."""
    return {"type": "line", "x0": x, "x1": x, "yref": "y domain", "y0": 0, "y1": 1, "line": line}


def line_label(y: float, text: str, above: bool = True) -> Layout:
    """The label of a `horizontal_line`, above or below its left end."""
    place = {"x": 0.01, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "bottom" if above else "top"}
    return {**place, "text": text, "showarrow": False}


def legend_below(num_lines: int) -> Layout:
    """The height, margin and legend of a chart with a row of the legend for every two lines, up to a limit.

    Plotly makes the plot lower for a legend, until the legend covers the title of the axis; here the chart grows.
    """
    bottom = BOTTOM + _LEGEND_ROW * min(math.ceil(num_lines / 2), _MAX_LEGEND_ROWS)
    return {
        "height": TITLE_HEIGHT + _PLOT + bottom,
        "margin": {"r": 20, "b": bottom},
        "legend": {"y": -BOTTOM / _PLOT, "yanchor": "top"},
    }


def fitting(name: str) -> str:
    """A run's name, without its middle where it is too long: a study's runs differ at the start and the end."""
    if len(name) <= MAX_NAME_LENGTH:
        return name
    return f"{name[: MAX_NAME_LENGTH - _NAME_END - 1].rstrip()}…{name[-_NAME_END:].lstrip()}"


def spread_labels(
    labels: Sequence[tuple[float, str]], x: float, ends: tuple[float, float], height: float, log_scale: bool = False
) -> list[Layout]:
    """Each text to the right of x, at the height of its own value or as near as there is room, inside the plot.

    Args:
        labels: the value on the vertical axis and the text of each.
        ends: of the vertical axis.
        height: of the plot in pixels.
    """
    low, high = (math.log10(end) for end in ends) if log_scale and ends[0] > 0 else ends
    annotations, lowest_free = [], -math.inf
    rising = sorted(labels)
    own = [((math.log10(y) if log_scale and y > 0 else y) - low) * height / (high - low) for y, _ in rising]
    places = []
    for at in own:
        places.append(max(at, lowest_free))
        lowest_free = places[-1] + _LABEL_HEIGHT
    highest_free = height
    for number in reversed(range(len(places))):  # what was pushed beyond the top goes down again
        places[number] = min(places[number], highest_free)
        highest_free = places[number] - _LABEL_HEIGHT
    for (y, text), at, place in zip(rising, own, places, strict=True):
        position = {"x": x, "y": math.log10(y) if log_scale and y > 0 else y}
        shift = {"xanchor": "left", "xshift": 9, "yshift": place - at}
        annotations.append({**position, "text": text, "showarrow": False, **shift})
    return annotations


def baseline_rows(baselines: Mapping[str, float]) -> Layout:
    """A line across a chart at the accuracy of the best two baselines, the lower labelled below, the other above."""
    baselines = _best(baselines)
    best = max(baselines, key=baselines.__getitem__)
    return {
        "shapes": [horizontal_line(share, BASELINE_DASHES[name]) for name, share in baselines.items()],
        "annotations": [
            line_label(share, f"{name} (test) {percent(share, 1)}", above=name == best)
            for name, share in baselines.items()
        ],
    }


def baseline_columns(baselines: Mapping[str, float]) -> Layout:
    """A line up a chart at the accuracy of the best two baselines, labelled above it.

    The label of the lower one ends at its line and that of the higher one begins there, so that they do not meet.
    """
    baselines = _best(baselines)
    rising = sorted(baselines, key=baselines.__getitem__)
    anchors = ("center",) if len(rising) == 1 else ("right", "left")
    place = {"y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False}
    return {
        "shapes": [
            vertical_line(share, color=REFERENCE, width=2, dash=BASELINE_DASHES[name])
            for name, share in baselines.items()
        ],
        "annotations": [
            {**place, "x": share, "xanchor": anchors[rising.index(name)], "text": f"{_short(name)} {percent(share, 1)}"}
            for name, share in baselines.items()
        ],
    }


def _best(baselines: Mapping[str, float]) -> Mapping[str, float]:
    """The most accurate of the baselines, in their order."""
    best = sorted(baselines, key=baselines.__getitem__)[-_MOST_LINES:]
    return {name: share for name, share in baselines.items() if name in best}


def named_rows(names: Sequence[str], above: float = 0.6) -> Layout:
    """The vertical axis of a chart with a name for each row, from the bottom up.

    Args:
        above: room above the last row, in rows.
    """
    return {
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "range": [-0.6, len(names) - 1 + above],
        "showgrid": False,
    }


def line_styles(directions: Iterable[str]) -> list[tuple[str, str]]:
    """The dash and marker of each line; lines of one colour differ, and the first of each colour is solid."""
    turns: dict[str, int] = {}
    styles = []
    for direction in directions:
        color = DIRECTION_COLORS.get(direction, REFERENCE)
        turn = turns[color] = turns.get(color, -1) + 1
        styles.append((DASHES[turn % len(DASHES)], MARKERS[turn % len(MARKERS)]))
    return styles


def tag_styles(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The hue and CSS' word for the line of each tag; B-PER and I-PER mark spans of one type and have the same.

    Tags that mark nothing, `O` and `none`, are neutral.
    """
    spans = {name: tag for name in names if (tag := parse_tag(name))}
    is_scheme = len(spans) == len(names)
    types = {name: (spans[name].type or name) if is_scheme else name for name in names}
    marked = list(dict.fromkeys(types[name] for name in names if name not in PLAIN_TAGS))
    styles = {
        kind: (_TAG_HUES[place % len(_TAG_HUES)], _TAG_LINES[place // len(_TAG_HUES) % len(_TAG_LINES)])
        for place, kind in enumerate(marked)
    }
    return {name: styles.get(types[name], (NEUTRAL, "solid")) for name in names}


def direction_label(direction: str, name: str, max_length: int | None = None) -> str:
    """A name after its direction's arrow in the direction's colour; plotly renders the arrow's tags and no others."""
    color, arrow = DIRECTION_COLORS.get(direction, REFERENCE), DIRECTION_ARROWS.get(direction, "┄")
    return f'<span style="color:{color}"><b>{arrow}</b></span> {plain_text(name, max_length)}'


def plain_text(text: str, max_length: int | None = None) -> str:
    """A user's text on one line, in which plotly finds no tags; cut with an ellipsis where it is longer."""
    line = " ".join(text.split())
    if max_length is not None and len(line) > max_length:
        line = f"{line[: max_length - 1].rstrip()}…"
    return html.escape(line, quote=False)


def subplots(figure: Any, traces: Mapping[tuple[int, int], Trace], layout: Layout) -> Figure:
    """A figure in the theme from the grid of `plotly.subplots.make_subplots` and a trace for each row and column."""
    for (row, column), trace in traces.items():
        figure.add_trace(trace, row, column)
    parts = figure.to_plotly_json()
    return make_figure(parts["data"], {**parts["layout"], **layout})


def _short(name: str) -> str:
    return name.removesuffix(" baseline")
