"""Figures of the lessons: how an input spreads, what the merge modes make, what padding leaves."""

import html

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.config import MergeMode
from core.directions import DIRECTION_ARROWS, DIRECTION_COLORS, Pass
from pages.how_it_works.rnn_math import merge

QUIET_COLOR = "#8A93A6"
_MERGE_TITLES: dict[MergeMode, str] = {
    "concat": "concat: side by side",
    "sum": "sum: added",
    "mul": "mul: multiplied",
    "ave": "ave: the mean",
}
_PADDING_TITLES = {"post": "Padding after", "pre": "Padding before", "masked": "Masked"}


def impulse_chart(frame: pd.DataFrame) -> go.Figure:
    """Both directions' states at every step beside the input, each named at the end that it reads last.

    Args:
        frame: the result of `rnn_math.impulse_response`.
    """
    last = len(frame)
    figure = go.Figure(
        go.Bar(x=frame["step"].tolist(), y=frame["input"].tolist(), width=0.5, marker_color=QUIET_COLOR, opacity=0.35,
               hovertemplate="input %{y:.0f}<extra></extra>")
    )  # fmt: skip
    for name, symbol in (("forward", "circle"), ("backward", "diamond")):
        figure.add_scatter(
            x=frame["step"].tolist(), y=frame[name].tolist(), mode="lines+markers", customdata=frame[f"{name}_sum"],
            line={"color": DIRECTION_COLORS[name], "width": 3}, marker={"size": 11, "symbol": symbol},
            hovertemplate=f"{DIRECTION_ARROWS[name]} %{{customdata}} = %{{y:.2f}}<extra></extra>",
        )  # fmt: skip
    for name, row, side in (("forward", last - 1, "left"), ("backward", 0, "right")):
        label = f"forward {DIRECTION_ARROWS[name]}" if name == "forward" else f"{DIRECTION_ARROWS[name]} backward"
        figure.add_annotation(
            x=frame["step"].iloc[row], y=frame[name].iloc[row], text=f"<b>{label}</b>", showarrow=False, xanchor=side,
            xshift=12 if side == "left" else -12, font={"size": 14},
        )  # fmt: skip
    figure.update_layout(
        height=330, margin={"l": 10, "r": 10, "t": 30, "b": 44}, showlegend=False, hovermode="x unified",
        title=_title("State at each step; the grey bar is the input"),
        xaxis={"title": {"text": "step t", "standoff": 4}, "dtick": 1, "showgrid": False, "zeroline": False,
               "range": [-0.9, last + 1.9], "tickvals": frame["step"].tolist()},
        yaxis={"range": [-1.05, 1.05], "automargin": True, "zeroline": True, "tickformat": ".1f"},
    )  # fmt: skip
    return figure


def merge_chart(forward: np.ndarray, backward: np.ndarray) -> go.Figure:
    """Two vectors and what each merge mode makes of them, every number written at its bar."""
    panels = {
        f"{DIRECTION_ARROWS['forward']} forward": (forward, ["forward"] * len(forward)),
        f"{DIRECTION_ARROWS['backward']} backward": (backward, ["backward"] * len(backward)),
    }
    for mode, title in _MERGE_TITLES.items():
        values = merge(forward, backward, mode)
        hues = ["bidirectional"] * len(values)
        panels[title] = (values, ["forward", "backward"] if mode == "concat" else hues)
    widths = [len(values) for values, _ in panels.values()]
    # Top row: what comes in and `concat`; beneath it the three that keep the width.
    figure = make_subplots(
        2, 4, specs=[[{}, {}, {"colspan": 2}, None], [{}, {}, {}, None]], shared_yaxes="all", vertical_spacing=0.2,
        horizontal_spacing=0.03, subplot_titles=list(panels), column_widths=[1, 1, 1, 1],
    )  # fmt: skip
    places = ((1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (2, 3))
    for (row, column), (values, hues), width in zip(places, panels.values(), widths, strict=True):
        hues = [hue for hue in hues for _ in range(width // len(hues))] if len(hues) != width else hues
        figure.add_bar(
            x=list(range(1, width + 1)), y=values.tolist(), width=0.7,
            marker_color=[DIRECTION_COLORS[hue] for hue in hues], text=[f"{value:.2f}" for value in values + 0.0],
            textposition="outside", cliponaxis=False, hoverinfo="skip", row=row, col=column,
        )  # fmt: skip
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(range=[-2.4, 2.4], showticklabels=False, showgrid=False, zeroline=True)
    figure.update_annotations(font={"size": 14})
    figure.update_layout(height=380, margin={"l": 6, "r": 6, "t": 30, "b": 6}, showlegend=False)
    return figure


def padding_chart(frame: pd.DataFrame, direction: Pass) -> go.Figure:
    """For each way of padding, how far apart two sentences are after every step; the last bar is what is handed on,
    and its share stands in the title.

    Args:
        frame: the result of `rnn_math.remaining_difference` for this direction.
    """
    parts = {padding: frame[frame["padding"] == padding] for padding in _PADDING_TITLES}
    longest = max(map(len, parts.values()))
    titles = [
        f"{_PADDING_TITLES[padding]}: <b>{part['difference'].iloc[-1]:.0%}</b>".replace("%", " %")
        for padding, part in parts.items()
    ]
    figure = make_subplots(
        1, 3, shared_yaxes=True, horizontal_spacing=0.03, subplot_titles=titles,
        column_widths=[max(len(part), 0.55 * longest) for part in parts.values()],
    )  # fmt: skip
    for column, part in enumerate(parts.values(), start=1):
        steps = part["step"].tolist()
        figure.add_bar(
            x=steps, y=part["difference"].tolist(), customdata=part["token"].tolist(), width=0.72, row=1, col=column,
            marker={"color": [DIRECTION_COLORS[direction] if is_word else QUIET_COLOR for is_word in part["is_word"]],
                    "pattern": {"shape": ["" if is_word else "/" for is_word in part["is_word"]], "size": 6}},
            hovertemplate="after %{customdata}: %{y:.0%}<extra></extra>",
        )  # fmt: skip
        tokens = [html.escape(token.replace(" / ", "/"), quote=False) for token in part["token"]]
        figure.update_xaxes(tickvals=steps, ticktext=tokens, tickangle=-90, row=1, col=column, showgrid=False)
    figure.update_yaxes(range=[0, frame["difference"].max() * 1.1], tickformat=".0%", zeroline=False, automargin=True)
    figure.update_annotations(font={"size": 14})
    figure.update_layout(height=330, margin={"l": 6, "r": 6, "t": 30, "b": 76}, showlegend=False)
    return figure


def _title(text: str) -> dict:
    return {
        "text": text,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 0.985,
        "yanchor": "top",
        "font": {"size": 14},
    }
