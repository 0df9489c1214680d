"""Figures that explain a prediction: words, directions, and the probability after each word."""

from collections.abc import Sequence

import numpy as np

from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS, summary_color
from core.inference.explain.attribution import Attributions, strongest
from core.inference.explain.direction_split import DirectionSplit
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.inference.explain.token_split import TokenSplit
from core.reports.figures.theme import (
    NEUTRAL,
    ORANGE,
    REFERENCE,
    SKY_BLUE,
    Figure,
    Layout,
    Trace,
    horizontal_line,
    make_figure,
    plain_text,
)

FONT_SIZE = 16  # legible from the last row
_MAX_WORDS_ON_AXIS = 26
_MAX_WORD_LENGTH = 16
_SYMBOLS = {"forward": "circle", "backward": "diamond"}
_TOP_LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 1.02,
    "yanchor": "bottom",
    "font": {"size": FONT_SIZE},
    "itemclick": False,
    "itemdoubleclick": False,
}


def attribution_bars(attributions: Attributions, reach: float | None = None) -> Figure:
    """The twelve strongest words as bars, those for the class to the right and blue, those against it left and orange.

    Args:
        attributions: with at least one word among the `strongest`.
        reach: largest change on the axis, either way, so that charts side by side can be compared.
    """
    words = strongest(attributions)
    changes = [word.change or 0.0 for word in words]
    bars = {
        "type": "bar",
        "x": changes,
        "y": list(range(len(changes))),
        "orientation": "h",
        "text": [f"{'▲' if change > 0 else '▼'} {_signed(change)}" for change in changes],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textfont": {"size": FONT_SIZE},
        "marker": {"color": [SKY_BLUE if change > 0 else ORANGE for change in changes]},
        "hoverinfo": "skip",
    }
    reach = (reach or max(map(abs, changes))) * 1.7
    layout = {
        "height": 16 + 30 * len(changes),
        "margin": {"l": 4, "r": 4, "t": 8, "b": 8},
        "showlegend": False,
        "bargap": 0.3,
        "xaxis": {"visible": False, "range": [-reach, reach]},
        "yaxis": {
            "tickvals": list(range(len(changes))),
            "ticktext": [_plain(attribution.word.token) for attribution in words],
            "tickfont": {"size": FONT_SIZE},
            "range": [len(changes) - 0.4, -0.6],
            "showgrid": False,
        },
    }
    return make_figure([bars], layout)


def split_bar(split: DirectionSplit, reach: float | None = None) -> Figure:
    """The part of each direction and of the bias as one stacked bar: negative parts left of zero, the others right.

    A line at the total shows that the parts add up to it.

    Args:
        split: with parts.
        reach: largest value on the axis, either way, so that charts side by side can be compared.
    """
    reach = (reach or split_reach(split)) * 1.12
    total = f"together {_signed(split.total)}"
    line = {
        "type": "scatter",
        "x": [split.total, split.total],
        "y": [-0.48, 0.48],
        "mode": "lines+markers",
        "name": total,
        "line": {"color": REFERENCE, "width": 3},
        "marker": {"symbol": ["triangle-up", "triangle-down"], "size": 13, "color": REFERENCE},
        "hovertemplate": f"{total}<extra></extra>",
    }
    parts = [_split_part(name, value, reach) for name, value in {**split.parts, "bias": split.bias}.items()]
    label = _plain(split.label)
    layout = {
        "height": 210,
        "barmode": "relative",
        "margin": {"l": 4, "r": 4, "t": 44, "b": 50},
        "legend": {**_TOP_LEGEND, "traceorder": "normal"},
        "xaxis": {
            "range": [-reach, reach],
            "zeroline": True,
            "zerolinewidth": 2,
            "zerolinecolor": NEUTRAL,
            "tickfont": {"size": 14},
            "nticks": 7,
            "fixedrange": True,
            "title": {"text": f"◀ against {label} · for {label} ▶", "font": {"size": FONT_SIZE}, "standoff": 4},
        },
        "yaxis": {"visible": False, "range": [-0.5, 0.5], "fixedrange": True},
    }
    return make_figure([*parts, line], layout)


def split_reach(split: DirectionSplit) -> float:
    """How far a split's stacked bar reaches from zero, either way."""
    values = np.array([*split.parts.values(), split.bias])
    return float(max(values[values > 0].sum(), -values[values < 0].sum(), abs(split.total), 0.1))


def token_parts(split: TokenSplit, words: Sequence[str], labels: Sequence[str], reach: float | None = None) -> Figure:
    """The part of each direction and of the bias at each token, stacked: what speaks for the predicted label is above.

    Args:
        split: with parts.
        words: of the sentence; their labels are below them where they fit.
        reach: largest value on the axis, either way, so that charts below each other can be compared.
    """
    places = list(range(1, len(words) + 1))
    bars = [
        {
            "type": "bar",
            "x": places,
            "y": list(values),
            "name": name if name == "bias" else f"{DIRECTION_ARROWS.get(name, '→')} {name.replace('_', ' ')}",
            "marker": {
                "color": summary_color(name) or NEUTRAL,
                "line": {"width": 0},
                "pattern": {"shape": "/" if name == "bias" else "", "size": 7},
            },
            "customdata": [
                [_plain(word), plain_text(label), _signed(value)]
                for word, label, value in zip(words, labels, values, strict=True)
            ],
            "hovertemplate": f"%{{customdata[0]}}, for %{{customdata[1]}}: %{{customdata[2]}}<extra>{name}</extra>",
        }
        for name, values in {**split.parts, "bias": split.bias}.items()
    ]
    reach = (reach or token_reach(split)) * 1.05
    layout: Layout = {
        "height": 330,
        "barmode": "relative",
        "margin": {"r": 16, "t": 40, "b": 30},
        "legend": _TOP_LEGEND,
        "xaxis": {**_word_axis(words), "range": [0.4, len(words) + 0.6], "showgrid": False, "automargin": True},
        "yaxis": {"range": [-reach, reach], "zeroline": True, "zerolinecolor": NEUTRAL, "nticks": 5},
    }
    return make_figure(bars, layout)


def token_reach(split: TokenSplit) -> float:
    """How far the stacked bars of a sentence's tokens reach from zero, either way."""
    values = np.array([*split.parts.values(), split.bias])
    above, below = np.where(values > 0, values, 0).sum(axis=0), -np.where(values < 0, values, 0).sum(axis=0)
    return float(max(above.max(initial=0.1), below.max(initial=0.1)))


def trace_lines(trace: IncrementalTrace) -> Figure:
    """The probability after each word, read from the start and from the end, over the words of the text.

    The forward line runs right as more of the beginning is read, the backward line left as more of the end is. Rings
    mark where the predicted class changes.
    """
    layout: Layout = {
        "height": 360,
        "margin": {"r": 16, "t": 40, "b": 30},
        "hovermode": "closest",
        "legend": _TOP_LEGEND,
        "xaxis": {
            **_word_axis([word.token for word in trace.words]),
            "range": [0.4, len(trace.words) + 0.6],
            "showgrid": False,
            "automargin": True,
        },
        "yaxis": {"range": [-0.03, 1.03], "tickformat": ".0%", "tickfont": {"size": FONT_SIZE}, "nticks": 5},
    }
    if len({*trace.forward.labels, *trace.backward.labels}) <= 2:
        even = horizontal_line(0.5)
        layout["shapes"] = [{**even, "line": {**even["line"], "color": NEUTRAL, "width": 1.5}}]
    return make_figure([_trace_line(trace, name) for name in ("forward", "backward")], layout)


def _split_part(name: str, value: float, reach: float) -> Trace:
    label = name if name == "bias" else f"{DIRECTION_ARROWS.get(name, '→')} {name.replace('_', ' ')}"
    return {
        "type": "bar",
        "x": [value],
        "y": [0],
        "orientation": "h",
        "name": f"{label} {_signed(value)}",
        "text": _signed(value) if abs(value) > 0.16 * reach else "",
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"size": FONT_SIZE, "color": "#FFFFFF"},
        "marker": {
            "color": summary_color(name) or NEUTRAL,
            "line": {"width": 0},
            "pattern": {"shape": "/" if name == "bias" else "", "size": 7},
        },
        "width": 0.62,
        "hovertemplate": f"{label} {_signed(value)}<extra></extra>",
    }


def _trace_line(trace: IncrementalTrace, name: str) -> Trace:
    curve = trace.forward if name == "forward" else trace.backward
    num_words, side = len(trace.words), "first" if name == "forward" else "last"
    places = [count if name == "forward" else num_words + 1 - count for count in curve.counts]
    color, symbol = DIRECTION_COLORS[name], _SYMBOLS[name]
    is_flip = [at in set(curve.flips) for at in range(len(places))]
    small = 7 if num_words <= 60 else 3
    words_read = zip((_plain(trace.words[place - 1].token) for place in places), _hover(curve, side), strict=True)
    return {
        "type": "scatter",
        "x": places,
        "y": list(curve.probabilities),
        "mode": "lines+markers",
        "line": {"color": color, "width": 3},
        "marker": {
            "symbol": [f"{symbol}-open" if flip else symbol for flip in is_flip],
            "size": [17 if flip else small for flip in is_flip],
            "color": color,
            "line": {"width": [3.5 if flip else 0 for flip in is_flip], "color": color},
        },
        "customdata": list(map(list, words_read)),
        "hovertemplate": "%{customdata[1]}, up to “%{customdata[0]}”: %{y:.1%}<extra></extra>",
        "name": f"{DIRECTION_ARROWS[name]} {side} words",
        "cliponaxis": False,
    }


def _hover(curve: Curve, side: str) -> list[str]:
    return [
        plain_text(
            f"{side} {count:,} word{'' if count == 1 else 's'}{f', flips to {label}' if at in curve.flips else ''}"
        )
        for at, (count, label) in enumerate(zip(curve.counts, curve.labels, strict=True))
    ]


def _word_axis(tokens: Sequence[str]) -> Layout:
    """The words themselves as long as they are legible, else their numbers."""
    if len(tokens) > _MAX_WORDS_ON_AXIS:
        return {"title": {"text": "word", "standoff": 4, "font": {"size": FONT_SIZE}}, "tickfont": {"size": FONT_SIZE}}
    return {
        "tickvals": list(range(1, len(tokens) + 1)),
        "ticktext": [_plain(token) for token in tokens],
        "tickangle": -45 if len(tokens) > 6 else 0,
        "tickfont": {"size": FONT_SIZE},
    }


def _signed(value: float) -> str:
    """`+1.23` or `−0.31`."""
    return f"{round(value, 2) + 0.0:+.2f}".replace("-", "−")  # + 0.0 makes −0.00 a +0.00


def _plain(text: str) -> str:
    return plain_text(text, _MAX_WORD_LENGTH)
