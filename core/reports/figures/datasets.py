"""Figures of a data set and of one prediction: classes, lengths, vocabulary, digits, sequences, probabilities."""

import html
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

# Orange and sky blue of Okabe and Ito: apart for colour-blind readers, and none of the directions' hues.
FIRST_COLOR, SECOND_COLOR = "#E69F00", "#56B4E9"
QUIET_COLOR = "#8A93A6"
_LABEL_LENGTH = 24
_HEIGHT = 240
_MOST_STEPS_TOLD = 24  # steps whose labels are written at their bars


def class_balance(counts: Mapping[str, int], counted: str = "Rows") -> go.Figure:
    """A bar for each class with its number of rows and share.

    Args:
        counts: rows by class name, in the order of the classes.
        counted: what a row is.
    """
    total = sum(counts.values()) or 1
    texts = [f"{number:,} · {number / total:.1%}".replace("%", " %") for number in counts.values()]
    figure = _bars(_names(counts), list(counts.values()), texts, [SECOND_COLOR] * len(counts), 13)
    figure.update_layout(title=_title(f"{counted} by class"), height=44 + 30 * len(counts), margin_b=8)
    return figure


def lengths(histogram: pd.DataFrame, maxlen: int, share_cut: float) -> go.Figure:
    """How many texts have how many words; those that `maxlen` cuts are orange, and their share is said.

    Args:
        histogram: `num_tokens` (lower edge), `num_tokens_end` (exclusive), `num_texts`, as in `DataProfile.lengths`.
    """
    starts = histogram["num_tokens"].tolist()
    step = starts[1] - starts[0] if len(starts) > 1 else 1
    figure = go.Figure(
        go.Bar(
            x=starts,
            y=histogram["num_texts"].tolist(),
            width=step,
            offset=0,
            marker={
                "color": [FIRST_COLOR if start >= maxlen else QUIET_COLOR for start in starts],
                "line": {"width": 0},
            },
            customdata=(histogram["num_tokens_end"] - 1).tolist(),
            hovertemplate="%{y:,} texts of %{x:,} to %{customdata:,} words<extra></extra>",
        )
    )
    end = max(starts[-1] + step, maxlen * 1.03)
    _mark(figure, maxlen, f"maxlen {maxlen:,} cuts {share_cut:.1%}", is_right=maxlen > end / 2)
    figure.update_layout(
        _layout("Length of the texts"),
        xaxis={
            "title": {"text": f"words (last bar: {starts[-1]:,} and more)", "standoff": 4},
            "range": [0, end],
            "showgrid": False,
        },
        yaxis={"title": {"text": "texts", "standoff": 4}, "automargin": True, "zeroline": False, "tickformat": ","},
        bargap=0,
    )
    return figure


def vocabulary_coverage(coverage: pd.DataFrame, num_words: int, chosen: Mapping[str, float]) -> go.Figure:
    """The share of all words in the texts that a vocabulary of `num_words` knows, for training and test texts.

    Args:
        coverage: `num_words`, `train`, `test`, as in `DataProfile.coverage`.
        chosen: both shares at the chosen `num_words`.
    """
    figure = go.Figure()
    for part, width in (("train", 1.5), ("test", 3)):
        figure.add_scatter(
            x=coverage["num_words"].tolist(),
            y=coverage[part].tolist(),
            mode="lines",
            line={"color": QUIET_COLOR if part == "train" else SECOND_COLOR, "width": width},
            hovertemplate=f"%{{y:.1%}} of the words in {part} texts<extra>%{{x:,}} words</extra>",
        )
    smallest, largest = math.log10(coverage["num_words"].min()), math.log10(max(coverage["num_words"].max(), num_words))
    place = math.log10(num_words)
    told = (
        f"{num_words:,} words know<br>{chosen['train']:.1%} of training (thin),<br>{chosen['test']:.1%} of test texts"
    )
    _mark(figure, num_words, told, is_right=place > (smallest + largest) / 2, bottom=True, place=place)
    figure.update_layout(
        _layout("What the vocabulary knows"),
        xaxis={
            "type": "log",
            "title": {"text": "num_words", "standoff": 4},
            "showgrid": False,
            "dtick": 1,
            "tickformat": ",",
        },
        yaxis={"tickformat": ".0%", "range": [0, 1.02], "automargin": True, "zeroline": False},
    )
    return figure


def digit_grid(images: np.ndarray, labels: np.ndarray, scale: int = 2) -> np.ndarray:
    """Images beside each other as one, a column for each class: shape (height, width), uint8, white on black.

    Args:
        images: shape (n, rows, columns), 0 to 1, white ink on black.
        labels: shape (n,), the class of each.
        scale: pixels of the picture for each of an image, so that a browser need not blur them.
    """
    num_rows, num_columns = images.shape[1:]
    classes = np.unique(labels)
    deepest = max(np.count_nonzero(labels == label) for label in classes)
    grid = np.zeros((deepest * num_rows, len(classes) * num_columns))
    for column, label in enumerate(classes):
        stacked = images[labels == label].reshape(-1, num_columns)
        grid[: len(stacked), column * num_columns : (column + 1) * num_columns] = stacked
    return np.kron((grid * 255).round().astype(np.uint8), np.ones((scale, scale), np.uint8))


def sequences(values: np.ndarray, labels: np.ndarray) -> go.Figure:
    """Sequences as bars, a panel each: steps with label 1 are orange, and the label stands at the bar.

    Args:
        values: shape (n, steps).
        labels: shape (n, steps), 0 or 1.
    """
    num_sequences, num_steps = values.shape
    rows = -(-num_sequences // 2)
    figure = make_subplots(rows, 2, shared_xaxes=True, vertical_spacing=0.24 / rows, horizontal_spacing=0.08)
    steps = list(range(1, num_steps + 1))
    for number, (line, told) in enumerate(zip(values, labels, strict=True)):
        bars = go.Bar(
            x=steps,
            y=line.round(3).tolist(),
            text=list(map(str, told)) if num_steps <= _MOST_STEPS_TOLD else None,
            textposition="outside",
            cliponaxis=False,
            marker={"color": [FIRST_COLOR if label else QUIET_COLOR for label in told]},
            customdata=told.tolist(),
            hovertemplate="step %{x}: %{y:.2f}, label %{customdata}<extra></extra>",
        )
        figure.add_trace(bars, number // 2 + 1, number % 2 + 1)
    low, high = min(0.0, float(values.min()) * 1.35), max(0.0, float(values.max()) * 1.25)
    figure.update_yaxes(range=[low, high], nticks=4, zeroline=True, zerolinewidth=1, automargin=True)
    figure.update_xaxes(showgrid=False, dtick=max(1, num_steps // 10), tick0=1)
    figure.update_xaxes(title={"text": "step", "standoff": 4}, row=rows)
    figure.update_layout(_layout("Values of the first sequences, with the label of each step"))
    figure.update_layout(height=80 + 110 * rows, margin_b=36, bargap=0.25)
    return figure


def _bars(names: list[str], values: list[float], texts: list[str], colors: list[str], size: int) -> go.Figure:
    """Horizontal bars from the top down, each with its text at its end; equal names stay apart by position."""
    positions = list(range(len(names)))
    figure = go.Figure(
        go.Bar(
            x=values, y=positions, text=texts, orientation="h", textposition="outside", marker={"color": colors},
            textfont={"size": size}, cliponaxis=False, constraintext="none", hoverinfo="skip",
        )
    )  # fmt: skip
    figure.update_layout(
        _layout(""),
        xaxis={"visible": False, "range": [0, max([*values, 1e-9]) * 1.45]},
        yaxis={
            "tickvals": positions, "ticktext": names, "tickfont": {"size": size}, "autorange": "reversed",
            "automargin": True, "showgrid": False, "zeroline": False,
        },
        bargap=0.35,
    )  # fmt: skip
    return figure


def _mark(
    figure: go.Figure, x: float, text: str, *, is_right: bool, bottom: bool = False, place: float | None = None
) -> None:
    """A dashed line at the chosen value with its text on the side that has room; `place` is x on a logarithmic axis."""
    figure.add_vline(x=x, line={"width": 2, "dash": "dash", "color": FIRST_COLOR})
    figure.add_annotation(
        x=x if place is None else place,
        y=0.04 if bottom else 1,
        yref="paper",
        yanchor="bottom" if bottom else "top",
        xanchor="right" if is_right else "left",
        align="right" if is_right else "left",
        xshift=-6 if is_right else 6,
        text=text.replace("%", " %"),
        showarrow=False,
    )


def _names(classes: Mapping[str, float]) -> list[str]:
    """Class names of other people as plain text: plotly would read tags in them."""
    lines = [" ".join(name.split()) for name in classes]
    cut = [line if len(line) <= _LABEL_LENGTH else f"{line[: _LABEL_LENGTH - 1].rstrip()}…" for line in lines]
    return [html.escape(line, quote=False) for line in cut]


def _layout(title: str) -> go.Layout:
    return go.Layout(title=_title(title), height=_HEIGHT, margin={"l": 10, "r": 16, "t": 34, "b": 40}, showlegend=False)


def _title(text: str) -> dict:
    return {"text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": 0.985, "yanchor": "top"}
