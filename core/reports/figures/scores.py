"""Figures of what a network says: every digit's probability for one image, its confidence over many texts."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from core.reports.figures.datasets import QUIET_COLOR, SECOND_COLOR

_HEIGHT = 170


def digit_probabilities(probabilities: Mapping[str, float], label: str) -> go.Figure:
    """The probability of each digit as an upright bar from 0 to 1, in the digits' order; the verdict's bar is strong.

    Args:
        probabilities: by class name; ten names of one character each.
        label: the class with the verdict.
    """
    shares = list(probabilities.values())
    figure = go.Figure(
        go.Bar(
            x=list(range(len(shares))),
            y=shares,
            text=[f"{100 * share:.0f}" if share >= 0.005 else "" for share in shares],
            textposition="outside",
            textfont={"size": 14},
            cliponaxis=False,
            constraintext="none",
            marker={"color": [SECOND_COLOR if name == label else QUIET_COLOR for name in probabilities]},
            hovertemplate="%{y:.2%}<extra></extra>",
        )
    )
    figure.update_layout(
        height=_HEIGHT,
        margin={"l": 4, "r": 4, "t": 22, "b": 26},
        showlegend=False,
        bargap=0.25,
        xaxis={
            "tickvals": list(range(len(shares))),
            "ticktext": list(probabilities),
            "tickfont": {"size": 16},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"visible": False, "range": [0, 1.08], "fixedrange": True},
    )
    return figure


def confidence_histogram(counts: Sequence[int], num_classes: int) -> go.Figure:
    """How many texts have which confidence, the probability of their verdict, which is never below an even share.

    Args:
        counts: texts in equal bins from 0 to 1.
        num_classes: classes that share the probability.
    """
    width = 1 / len(counts)
    figure = go.Figure(
        go.Bar(
            x=[(place + 0.5) * width for place in range(len(counts))],
            y=list(counts),
            width=width * 0.94,
            marker={"color": QUIET_COLOR},
            customdata=[
                f"{100 * place * width:.0f} to {100 * (place + 1) * width:.0f} %" for place in range(len(counts))
            ],
            hovertemplate="%{y:,} rows at %{customdata}<extra></extra>",
        )
    )
    figure.update_layout(
        height=_HEIGHT + 20,
        margin={"l": 10, "r": 16, "t": 34, "b": 40},
        title={"text": "Confidence", "x": 0, "xref": "paper", "xanchor": "left", "y": 0.985, "yanchor": "top"},
        showlegend=False,
        xaxis={
            "title": {"text": "probability of the verdict", "standoff": 4},
            "tickformat": ".0%",
            "range": [max(0.0, 1 / num_classes - width), 1],
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={"title": {"text": "rows", "standoff": 4}, "automargin": True, "zeroline": False, "tickformat": ","},
    )
    return figure
