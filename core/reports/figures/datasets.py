"""Figures of a data set: classes, text lengths, vocabulary coverage, digits, sequences and series."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from core.reports.figures.theme import (
    NEUTRAL,
    ORANGE,
    SKY_BLUE,
    Figure,
    Layout,
    make_figure,
    plain_text,
    subplots,
    vertical_line,
)
from core.system.formatting import frequent_classes, percent

_MAX_NAME_LENGTH = 24
_HEIGHT = 240
_MARGIN = {"r": 16, "b": 40}
_MOST_PANELS = 6
_MAX_LABELED_STEPS = 24  # steps whose labels are written at their bars


def class_balance(counts: Mapping[str, float], unit: str = "Rows") -> Figure:
    """A bar for each class, of many for the most frequent ones, with its number of rows and share.

    Args:
        counts: rows by class name, in the order of the classes.
        unit: what is counted, for the title.
    """
    total, num_classes = sum(counts.values()) or 1, len(counts)
    names, numbers = list(counts), list(counts.values())
    places = frequent_classes(numbers)
    names, numbers = [names[place] for place in places], [numbers[place] for place in places]
    of_most = f", the {len(places)} most frequent of {num_classes:,}" if len(places) < num_classes else ""
    rows = list(range(len(names)))  # equal names stay apart by position
    bars = {
        "type": "bar",
        "x": numbers,
        "y": rows,
        "text": [f"{number:,} · {percent(number / total, 1)}" for number in numbers],
        "orientation": "h",
        "textposition": "outside",
        "marker": {"color": [SKY_BLUE] * len(names)},
        "textfont": {"size": 13},
        "cliponaxis": False,
        "constraintext": "none",
        "hoverinfo": "skip",
    }
    layout = {
        "height": 44 + 30 * len(names),
        "margin": {**_MARGIN, "b": 8},
        "title": {"text": f"{unit} by class{of_most}"},
        "showlegend": False,
        "bargap": 0.35,
        "xaxis": {"visible": False, "range": [0, max([*numbers, 1e-9]) * 1.45]},
        "yaxis": {
            "tickvals": rows,
            "ticktext": [plain_text(name, _MAX_NAME_LENGTH) for name in names],
            "tickfont": {"size": 13},
            "autorange": "reversed",
            "showgrid": False,
        },
    }
    return make_figure([bars], layout)


def lengths(histogram: pd.DataFrame, maxlen: int, share_cut: float, noun: str = "texts") -> Figure:
    """The number of texts by number of words; the texts that `maxlen` cuts are orange, and their share is written.

    Args:
        noun: what an example is called: texts or sentences.
        histogram: `num_tokens` (lower edge), `num_tokens_end` (exclusive), `num_texts`, as in `DataProfile.lengths`.
    """
    starts = histogram["num_tokens"].tolist()
    step = starts[1] - starts[0] if len(starts) > 1 else 1
    bars = {
        "type": "bar",
        "x": starts,
        "y": histogram["num_texts"].tolist(),
        "width": step,
        "offset": 0,
        "marker": {"color": [ORANGE if start >= maxlen else NEUTRAL for start in starts], "line": {"width": 0}},
        "customdata": (histogram["num_tokens_end"] - 1).tolist(),
        "hovertemplate": f"%{{y:,}} {noun} of %{{x:,}} to %{{customdata:,}} words<extra></extra>",
    }
    end = max(starts[-1] + step, maxlen * 1.03)
    layout = {
        "height": _HEIGHT,
        "margin": _MARGIN,
        "title": {"text": f"Length of the {noun}"},
        "showlegend": False,
        "bargap": 0,
        "xaxis": {
            "title": {"text": f"words (last bar: {starts[-1]:,} and more)", "standoff": 4},
            "range": [0, end],
            "showgrid": False,
            "zeroline": True,
        },
        "yaxis": {"title": {"text": noun, "standoff": 4}, "tickformat": ","},
        **_mark(maxlen, f"maxlen {maxlen:,} cuts {percent(share_cut, 1)}", is_right=maxlen > end / 2),
    }
    return make_figure([bars], layout)


def vocabulary_coverage(
    coverage: pd.DataFrame, num_words: int, shares: Mapping[str, float], noun: str = "texts"
) -> Figure:
    """The share of all words in the training and test texts that is in the vocabulary, by its size.

    Args:
        coverage: `num_words`, `train`, `test`, as in `DataProfile.coverage`.
        shares: both shares at `num_words`.
        noun: what an example is called.
    """
    lines = [
        {
            "type": "scatter",
            "x": coverage["num_words"].tolist(),
            "y": coverage[part].tolist(),
            "mode": "lines",
            "line": {"color": color, "width": width},
            "hovertemplate": f"%{{y:.1%}} of the words in {part} {noun}<extra>%{{x:,}} words</extra>",
        }
        for part, color, width in (("train", NEUTRAL, 1.5), ("test", SKY_BLUE, 3))
    ]
    smallest, largest = math.log10(coverage["num_words"].min()), math.log10(max(coverage["num_words"].max(), num_words))
    exponent = math.log10(num_words)
    text = (
        f"{num_words:,} words cover<br>{percent(shares['train'], 1)} of training (thin),<br>"
        f"{percent(shares['test'], 1)} of test {noun}"
    )
    layout = {
        "height": _HEIGHT,
        "margin": _MARGIN,
        "title": {"text": "Vocabulary coverage"},
        "showlegend": False,
        "xaxis": {
            "type": "log",
            "title": {"text": "num_words", "standoff": 4},
            "showgrid": False,
            "dtick": 1,
            "tickformat": ",",
        },
        "yaxis": {"tickformat": ".0%", "range": [0, 1.02]},
        **_mark(num_words, text, is_right=exponent > (smallest + largest) / 2, bottom=True, exponent=exponent),
    }
    return make_figure(lines, layout)


def digit_grid(images: np.ndarray, labels: np.ndarray, scale: int = 2) -> np.ndarray:
    """Images side by side as one, a column for each class: shape (height, width), uint8, white on black.

    Args:
        images: shape (n, rows, columns), 0 to 1, white ink on black.
        labels: shape (n,), the class of each.
        scale: pixels of the result for each pixel of an image, so that a browser does not blur them.
    """
    num_rows, num_columns = images.shape[1:]
    classes = np.unique(labels)
    max_images = max(np.count_nonzero(labels == label) for label in classes)
    grid = np.zeros((max_images * num_rows, len(classes) * num_columns))
    for column, label in enumerate(classes):
        stacked = images[labels == label].reshape(-1, num_columns)
        grid[: len(stacked), column * num_columns : (column + 1) * num_columns] = stacked
    return np.kron((grid * 255).round().astype(np.uint8), np.ones((scale, scale), np.uint8))


def sequences(values: np.ndarray, labels: np.ndarray) -> Figure:
    """Sequences as bars, a panel each: steps with label 1 are orange, and the label is written at the bar.

    Args:
        values: shape (n, steps).
        labels: shape (n, steps), 0 or 1.
    """
    from plotly.subplots import make_subplots

    num_sequences, num_steps = values.shape
    num_rows = -(-num_sequences // 2)
    grid = make_subplots(num_rows, 2, shared_xaxes=True, vertical_spacing=0.24 / num_rows, horizontal_spacing=0.08)
    bars = {
        (number // 2 + 1, number % 2 + 1): {
            "type": "bar",
            "x": list(range(1, num_steps + 1)),
            "y": line.round(3).tolist(),
            "text": list(map(str, steps)) if num_steps <= _MAX_LABELED_STEPS else None,
            "textposition": "outside",
            "cliponaxis": False,
            "marker": {"color": [ORANGE if label else NEUTRAL for label in steps]},
            "customdata": steps.tolist(),
            "hovertemplate": "step %{x}: %{y:.2f}, label %{customdata}<extra></extra>",
        }
        for number, (line, steps) in enumerate(zip(values, labels, strict=True))
    }
    low, high = min(0.0, float(values.min()) * 1.35), max(0.0, float(values.max()) * 1.25)
    grid.update_yaxes(range=[low, high], nticks=4, zeroline=True, zerolinewidth=1)
    grid.update_xaxes(showgrid=False, dtick=max(1, num_steps // 10), tick0=1)
    grid.update_xaxes(title={"text": "step", "standoff": 4}, row=num_rows)
    layout = {
        "height": 80 + 110 * num_rows,
        "margin": {**_MARGIN, "b": 36},
        "title": {"text": "Values of the first sequences, with the label of each step"},
        "showlegend": False,
        "bargap": 0.25,
    }
    return subplots(grid, bars, layout)


def series(values: np.ndarray, labels: np.ndarray, lengths: np.ndarray, class_names: Sequence[str]) -> Figure:
    """One channel of series as lines, a panel for each class, of many for the first ones.

    Args:
        values: of the channel, (n, steps).
        labels: class numbers, (n,).
        lengths: steps of each series, (n,).
    """
    from plotly.subplots import make_subplots

    places = [number for number in range(len(class_names)) if (labels == number).any()][:_MOST_PANELS]
    num_rows = -(-len(places) // 2)
    titles = [plain_text(class_names[place], _MAX_NAME_LENGTH) for place in places]
    grid = make_subplots(
        num_rows, 2, shared_xaxes=True, shared_yaxes=True, subplot_titles=titles,
        vertical_spacing=0.3 / num_rows, horizontal_spacing=0.06,
    )  # fmt: skip
    lines = {}
    for panel, place in enumerate(places):
        x: list[int | None] = []
        y: list[float | None] = []
        for row in np.flatnonzero(labels == place):  # one trace, with gaps between the series
            x += [*range(1, int(lengths[row]) + 1), None]
            y += [*values[row, : lengths[row]].astype(float).round(4).tolist(), None]
        lines[panel // 2 + 1, panel % 2 + 1] = {
            "type": "scatter",
            "mode": "lines",
            "x": x,
            "y": y,
            "line": {"color": SKY_BLUE, "width": 1.2},
            "hovertemplate": "step %{x}: %{y:.3g}<extra></extra>",
        }
    grid.update_xaxes(showgrid=False)
    grid.update_yaxes(nticks=4)
    grid.update_xaxes(title={"text": "step", "standoff": 4}, row=num_rows)
    of_first = f", the first {len(places)} of {len(class_names):,} classes" if len(places) < len(class_names) else ""
    layout = {
        "height": 90 + 130 * num_rows,
        "margin": {**_MARGIN, "t": 72, "b": 36},
        "title": {"text": f"The first series of each class{of_first}"},
        "showlegend": False,
    }
    return subplots(grid, lines, layout)


def _mark(x: float, text: str, *, is_right: bool, bottom: bool = False, exponent: float | None = None) -> Layout:
    """A dashed line at the current value, with its text on the side that has room.

    Args:
        exponent: the value's logarithm, by which a logarithmic axis places texts.
    """
    side = "right" if is_right else "left"
    label: dict[str, Any] = {
        "x": x if exponent is None else exponent,
        "y": 0.04 if bottom else 1,
        "yref": "paper",
        "yanchor": "bottom" if bottom else "top",
        "xanchor": side,
        "align": side,
        "xshift": -6 if is_right else 6,
        "text": text,
        "showarrow": False,
    }
    return {"shapes": [vertical_line(x, width=2, dash="dash", color=ORANGE)], "annotations": [label]}
