"""Figures of why a network says what it says of a text: words, directions, and the verdict while it reads."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS, summary_color
from core.inference.explain.attribution import Attributions, strongest
from core.inference.explain.direction_split import DirectionSplit
from core.inference.explain.incremental import Curve, IncrementalTrace
from core.reports.figures.datasets import FIRST_COLOR, QUIET_COLOR, SECOND_COLOR

FONT_SIZE = 16  # legible from the last row
_MOST_WORDS_ON_AXIS = 26
_WORD_LENGTH = 16
_TOTAL_COLOR = "#7F7F7F"
_SYMBOLS = {"forward": "circle", "backward": "diamond"}


def contribution_bars(contributions: Attributions, reach: float | None = None) -> go.Figure:
    """The twelve strongest words as bars, those for the class to the right and blue, those against it left and orange.

    Args:
        contributions: with at least one word among the `strongest`.
        reach: largest change on the axis, either way, so that charts side by side can be compared.
    """
    shown = strongest(contributions)
    changes = [contribution.change for contribution in shown]
    figure = go.Figure(
        go.Bar(
            x=changes,
            y=list(range(len(shown))),
            orientation="h",
            text=[f"{'▲' if change > 0 else '▼'} {_signed(change)}" for change in changes],
            textposition="outside",
            cliponaxis=False,
            constraintext="none",
            textfont={"size": FONT_SIZE},
            marker={"color": [SECOND_COLOR if change > 0 else FIRST_COLOR for change in changes]},
            hoverinfo="skip",
        )
    )
    reach = (reach or max(map(abs, changes))) * 1.7
    figure.update_layout(
        height=16 + 30 * len(shown),
        margin={"l": 4, "r": 4, "t": 8, "b": 8},
        showlegend=False,
        bargap=0.3,
        xaxis={"visible": False, "range": [-reach, reach]},
        yaxis={
            "tickvals": list(range(len(shown))),
            "ticktext": [_plain(contribution.word.token) for contribution in shown],
            "tickfont": {"size": FONT_SIZE},
            "range": [len(shown) - 0.4, -0.6],
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
    )
    return figure


def split_bar(split: DirectionSplit, reach: float | None = None) -> go.Figure:
    """What each direction and the bias add, as one stacked bar: negative parts left of zero, the others right of it.

    A line at the total shows that the parts add up to it.

    Args:
        split: with parts.
        reach: largest value on the axis, either way, so that charts side by side can be compared.
    """
    figure = go.Figure()
    parts = {name: (f"{DIRECTION_ARROWS.get(name, '→')} {name.replace('_', ' ')}", value)
             for name, value in split.parts.items()}  # fmt: skip
    reach = (reach or split_reach(split)) * 1.12
    for name, (label, value) in {**parts, "bias": ("bias", split.bias)}.items():
        figure.add_bar(
            x=[value],
            y=[0],
            orientation="h",
            name=f"{label} {_signed(value)}",
            text=_signed(value) if abs(value) > 0.16 * reach else "",
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": FONT_SIZE, "color": "#FFFFFF"},
            marker={
                "color": summary_color(name) or QUIET_COLOR,
                "line": {"width": 0},
                "pattern": {"shape": "/" if name == "bias" else "", "size": 7},
            },
            width=0.62,
            hovertemplate=f"{label} {_signed(value)}<extra></extra>",
        )
    figure.add_scatter(
        x=[split.total, split.total],
        y=[-0.48, 0.48],
        mode="lines+markers",
        name=f"together {_signed(split.total)}",
        line={"color": _TOTAL_COLOR, "width": 3},
        marker={"symbol": ["triangle-up", "triangle-down"], "size": 13, "color": _TOTAL_COLOR},
        hovertemplate=f"together {_signed(split.total)}<extra></extra>",
    )
    figure.update_layout(
        height=210,
        barmode="relative",
        margin={"l": 4, "r": 4, "t": 44, "b": 50},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": FONT_SIZE},
                "itemclick": False, "itemdoubleclick": False, "traceorder": "normal"},
        xaxis={"range": [-reach, reach], "zeroline": True, "zerolinewidth": 2, "zerolinecolor": QUIET_COLOR,
               "tickfont": {"size": 14}, "nticks": 7, "fixedrange": True,
               "title": {"text": f"◀ against {_plain(split.label)} · for {_plain(split.label)} ▶",
                         "font": {"size": FONT_SIZE}, "standoff": 4}},
        yaxis={"visible": False, "range": [-0.5, 0.5], "fixedrange": True},
    )  # fmt: skip
    return figure


def split_reach(split: DirectionSplit) -> float:
    """How far a split's stacked bar reaches from zero, either way."""
    values = np.array([*split.parts.values(), split.bias])
    return float(max(values[values > 0].sum(), -values[values < 0].sum(), abs(split.total), 0.1))


def trace_lines(trace: IncrementalTrace) -> go.Figure:
    """The probability after each word, read from the start and from the end, over the words of the text.

    The forward line goes right as more of the beginning is read, the backward line left as more of the ending is. Rings
    mark where the verdict flips.
    """
    figure, num_words = go.Figure(), len(trace.words)
    if len({*trace.forward.labels, *trace.backward.labels}) <= 2:
        figure.add_hline(y=0.5, line={"color": QUIET_COLOR, "width": 1.5, "dash": "dot"})
    for name, curve in (("forward", trace.forward), ("backward", trace.backward)):
        places = [count if name == "forward" else num_words + 1 - count for count in curve.counts]
        color, flips = DIRECTION_COLORS[name], set(curve.flips)
        figure.add_scatter(
            x=places,
            y=list(curve.probabilities),
            mode="lines+markers",
            line={"color": color, "width": 3},
            marker={
                "symbol": [f"{_SYMBOLS[name]}-open" if at in flips else _SYMBOLS[name] for at in range(len(places))],
                "size": [17 if at in flips else 7 if num_words <= 60 else 3 for at in range(len(places))],
                "color": color,
                "line": {"width": [3.5 if at in flips else 0 for at in range(len(places))], "color": color},
            },
            customdata=[[_plain(trace.words[place - 1].token), html.escape(told)]
                        for place, told in zip(places, _told(curve, name, flips), strict=True)],
            hovertemplate="%{customdata[1]}, up to “%{customdata[0]}”: %{y:.1%}<extra></extra>",
            name=_title(name),
            cliponaxis=False,
        )  # fmt: skip
    figure.update_layout(
        height=360,
        margin={"l": 10, "r": 16, "t": 40, "b": 30},
        hovermode="closest",
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": FONT_SIZE},
                "itemclick": False, "itemdoubleclick": False},
        xaxis={**_word_axis([word.token for word in trace.words]), "range": [0.4, num_words + 0.6],
               "showgrid": False, "zeroline": False, "automargin": True},
        yaxis={"range": [-0.03, 1.03], "tickformat": ".0%", "tickfont": {"size": FONT_SIZE}, "automargin": True,
               "zeroline": False, "nticks": 5},
    )  # fmt: skip
    return figure


def _title(name: str) -> str:
    return f"{DIRECTION_ARROWS[name]} {'first' if name == 'forward' else 'last'} words"


def _told(curve: Curve, name: str, flips: set[int]) -> list[str]:
    side = "first" if name == "forward" else "last"
    return [
        f"{side} {count:,} word{'' if count == 1 else 's'}{f', flips to {label}' if at in flips else ''}"
        for at, (count, label) in enumerate(zip(curve.counts, curve.labels, strict=True))
    ]


def _word_axis(tokens: Sequence[str]) -> dict:
    """The words themselves as long as they can be read, else their numbers."""
    if len(tokens) > _MOST_WORDS_ON_AXIS:
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
    """Words of other people as plain text: plotly would read tags in them."""
    line = " ".join(text.split())
    return html.escape(line if len(line) <= _WORD_LENGTH else f"{line[: _WORD_LENGTH - 1]}…", quote=False)
