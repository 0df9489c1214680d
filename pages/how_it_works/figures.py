"""Figures of the lessons: how an input spreads, the result of each merge mode, the effect of padding."""

import numpy as np
import pandas as pd
from plotly.subplots import make_subplots

from core.config import MergeMode
from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS, Pass
from core.reports.figures.theme import NEUTRAL, Figure, Layout, Trace, make_figure, plain_text, subplots
from core.system.formatting import percent
from pages.how_it_works.rnn_math import merge

_LABEL_SIZE = 14
_LABELS = {"forward": f"forward {DIRECTION_ARROWS['forward']}", "backward": f"{DIRECTION_ARROWS['backward']} backward"}
_MERGE_TITLES: dict[MergeMode, str] = {
    "concat": "concat: side by side",
    "sum": "sum: added",
    "mul": "mul: multiplied",
    "ave": "ave: the mean",
}
_MERGE_PLACES = ((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3))
_PADDING_TITLES = {"post": "Padding after", "pre": "Padding before", "masked": "Masked"}


def impulse_chart(frame: pd.DataFrame) -> Figure:
    """Both directions' states at every step above the input, each labelled at the end that it reads last.

    Args:
        frame: the result of `rnn_math.impulse_response`.
    """
    steps = frame["step"].tolist()
    bars = {
        "type": "bar",
        "x": steps,
        "y": frame["input"].tolist(),
        "width": 0.5,
        "marker": {"color": NEUTRAL},
        "opacity": 0.35,
        "hovertemplate": "input %{y:.0f}<extra></extra>",
    }
    states = [
        {
            "type": "scatter",
            "x": steps,
            "y": frame[name].tolist(),
            "mode": "lines+markers",
            "customdata": frame[f"{name}_sum"].tolist(),
            "line": {"color": DIRECTION_COLORS[name], "width": 3},
            "marker": {"size": 11, "symbol": symbol},
            "hovertemplate": f"{DIRECTION_ARROWS[name]} %{{customdata}} = %{{y:.2f}}<extra></extra>",
        }
        for name, symbol in (("forward", "circle"), ("backward", "diamond"))
    ]
    layout = {
        "height": 330,
        "margin": {"r": 10, "t": 30},
        "showlegend": False,
        "hovermode": "x unified",
        "title": {"text": "State at each step; the grey bar is the input", "font": {"size": _LABEL_SIZE}},
        "xaxis": {
            "title": {"text": "step t", "standoff": 4},
            "dtick": 1,
            "showgrid": False,
            "range": [-0.9, len(frame) + 1.9],
            "tickvals": steps,
        },
        "yaxis": {"range": [-1.05, 1.05], "zeroline": True, "tickformat": ".1f"},
        "annotations": [
            _end_label("forward", steps[-1], frame["forward"].iloc[-1], "left"),
            _end_label("backward", steps[0], frame["backward"].iloc[0], "right"),
        ],
    }
    return make_figure([bars, *states], layout)


def merge_chart(forward: np.ndarray, backward: np.ndarray) -> Figure:
    """Two vectors and the result of each merge mode, every number written at its bar."""
    panels: dict[str, tuple[np.ndarray, list[str]]] = {
        f"{DIRECTION_ARROWS['forward']} forward": (forward, ["forward"] * len(forward)),
        f"{DIRECTION_ARROWS['backward']} backward": (backward, ["backward"] * len(backward)),
    }
    for mode, title in _MERGE_TITLES.items():
        values = merge(forward, backward, mode)
        is_concat = mode == "concat"
        directions = ["forward"] * len(forward) + ["backward"] * len(backward)
        panels[title] = (values, directions if is_concat else ["bidirectional"] * len(values))
    # Top row: the inputs and `concat`; below it the three modes that keep the width.
    grid = make_subplots(
        2,
        4,
        specs=[[{}, {}, {"colspan": 2}, None], [{}, {}, {}, None]],
        shared_yaxes="all",
        vertical_spacing=0.2,
        horizontal_spacing=0.03,
        subplot_titles=list(panels),
        column_widths=[1, 1, 1, 1],
    )
    grid.update_xaxes(showticklabels=False, showgrid=False)
    grid.update_yaxes(range=[-2.4, 2.4], showticklabels=False, showgrid=False, zeroline=True)
    grid.update_annotations(font={"size": _LABEL_SIZE})
    bars = {place: _merge_bars(*panel) for place, panel in zip(_MERGE_PLACES, panels.values(), strict=True)}
    return subplots(grid, bars, {"height": 380, "margin": {"l": 6, "r": 6, "t": 30, "b": 6}, "showlegend": False})


def padding_chart(frame: pd.DataFrame, direction: Pass) -> Figure:
    """For each way of padding, the distance between two sentences after every step.

    The last bar is what the next layer sees; its share is in the title.

    Args:
        frame: the result of `rnn_math.remaining_difference` for this direction.
    """
    parts = {padding: frame[frame["padding"] == padding] for padding in _PADDING_TITLES}
    longest = max(map(len, parts.values()))
    grid = make_subplots(
        1,
        3,
        shared_yaxes=True,
        horizontal_spacing=0.03,
        subplot_titles=[
            f"{_PADDING_TITLES[padding]}: <b>{percent(part['difference'].iloc[-1])}</b>"
            for padding, part in parts.items()
        ],
        column_widths=[max(len(part), 0.55 * longest) for part in parts.values()],
    )
    for column, part in enumerate(parts.values(), start=1):
        tokens = [plain_text(token.replace(" / ", "/")) for token in part["token"]]
        grid.update_xaxes(
            tickvals=part["step"].tolist(), ticktext=tokens, tickangle=-90, row=1, col=column, showgrid=False
        )
    grid.update_yaxes(range=[0, frame["difference"].max() * 1.1], tickformat=".0%")
    grid.update_annotations(font={"size": _LABEL_SIZE})
    bars = {(1, column): _padding_bars(part, direction) for column, part in enumerate(parts.values(), start=1)}
    return subplots(grid, bars, {"height": 330, "margin": {"l": 6, "r": 6, "t": 30, "b": 76}, "showlegend": False})


def _end_label(direction: Pass, step: int, state: float, side: str) -> Layout:
    return {
        "x": step,
        "y": state,
        "text": f"<b>{_LABELS[direction]}</b>",
        "showarrow": False,
        "xanchor": side,
        "xshift": 12 if side == "left" else -12,
        "font": {"size": _LABEL_SIZE},
    }


def _merge_bars(values: np.ndarray, directions: list[str]) -> Trace:
    return {
        "type": "bar",
        "x": list(range(1, len(values) + 1)),
        "y": values.tolist(),
        "width": 0.7,
        "marker": {"color": [DIRECTION_COLORS[direction] for direction in directions]},
        "text": [f"{value:.2f}" for value in values + 0.0],
        "textposition": "outside",
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _padding_bars(part: pd.DataFrame, direction: Pass) -> Trace:
    is_word = part["is_word"].tolist()
    return {
        "type": "bar",
        "x": part["step"].tolist(),
        "y": part["difference"].tolist(),
        "customdata": part["token"].tolist(),
        "width": 0.72,
        "marker": {
            "color": [DIRECTION_COLORS[direction] if word else NEUTRAL for word in is_word],
            "pattern": {"shape": ["" if word else "/" for word in is_word], "size": 6},
        },
        "hovertemplate": "after %{customdata}: %{y:.0%}<extra></extra>",
    }
