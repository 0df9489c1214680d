"""Figures of a search: its best score by the number of trials, and the settings of all trials."""

import math
from collections.abc import Sequence
from typing import Any

from core.config.assignments import as_word
from core.reports.figures.theme import (
    NEUTRAL,
    ORANGE,
    SKY_BLUE,
    TITLE_HEIGHT,
    Figure,
    Layout,
    Trace,
    make_figure,
    plain_text,
)
from core.runs.search import Dimension, SearchPlan, Trial, best_trial
from core.runs.search.expected_best import best_so_far
from core.runs.search.trial_wording import expected_of, score_text, settings_phrase

_BAND = "rgba(86, 180, 233, 0.25)"  # sky blue
_AXIS_NAMES = 28  # pixels between the title and the axes
_WORST = 0.25  # opacity of the line with the worst score; the best one has 1


def best_by_budget(trials: Sequence[Trial], plan: SearchPlan) -> Figure:
    """The best score after each trial, and the expected best score of as many trials with one standard deviation.

    Args:
        trials: in the order they were proposed, at least one of them with a score.
    """
    monitor = plan.config.train.monitor
    expected = expected_of(trials, plan)
    budgets = [one.num_trials for one in expected]
    course = best_so_far([trial.score for trial in trials if trial.has_result], plan.maximizes)
    band: Trace = {
        "type": "scatter",
        "x": [*budgets, *budgets[::-1]],
        "y": [*(one.high for one in expected), *(one.low for one in expected[::-1])],
        "mode": "lines",
        "fill": "toself",
        "fillcolor": _BAND,
        "line": {"width": 0},
        "hoverinfo": "skip",
        "name": "one standard deviation",
    }
    mean: Trace = {
        "type": "scatter",
        "x": budgets,
        "y": [one.mean for one in expected],
        "mode": "lines",
        "name": "expected best",
        "line": {"color": SKY_BLUE, "width": 3},
        "customdata": [score_text(one.mean, monitor) for one in expected],
        "hovertemplate": "expected best of %{x} trials: %{customdata}<extra></extra>",
    }
    so_far: Trace = {
        "type": "scatter",
        "x": list(range(1, len(course) + 1)),
        "y": list(course),
        "mode": "lines+markers",
        "name": "best so far",
        "line": {"color": ORANGE, "width": 3, "shape": "hv"},
        "customdata": [score_text(score, monitor) for score in course],
        "hovertemplate": "best of the first %{x} trials: %{customdata}<extra></extra>",
    }
    layout: Layout = {
        "height": 340,
        "title": {"text": f"Best {monitor} by number of trials"},
        "xaxis": {"title": {"text": "Trials"}, "rangemode": "tozero"},
        "yaxis": {} if monitor == "val_loss" else {"tickformat": ".0%"},
        "legend": {"orientation": "h", "x": 0, "y": -0.3},
    }
    return make_figure([band, mean, so_far], layout)


def trial_coordinates(trials: Sequence[Trial], plan: SearchPlan) -> Figure:
    """A line for each trial with a score, through its value of each setting to its score; the best is orange and wide.

    Better scores are higher up. A line leaves out a setting that has no effect in its trial.
    """
    scored = [(trial, trial.score) for trial in trials if trial.score is not None]
    scores = [score for _, score in scored]
    best = best_trial([trial for trial, _ in scored], plan)
    monitor = plan.config.train.monitor
    titles = [*(one.name.partition(".")[2] for one in plan.dimensions), monitor]
    worst, top = (min(scores), max(scores)) if plan.maximizes else (max(scores), min(scores))
    traces: list[Trace] = []
    for trial, score in sorted(scored, key=lambda pair: pair[0] is best):  # the best above the others
        height = (score - worst) / (top - worst) if top != worst else 0.5
        settings = trial.settings(plan)
        places = [_place(one, settings[one.name]) if one.name in settings else None for one in plan.dimensions]
        name = plain_text(f"trial {trial.number}: {settings_phrase(trial, plan)}")
        traces.append(
            {
                "type": "scatter",
                "x": titles,
                "y": [*places, height],
                "mode": "lines+markers",
                "connectgaps": True,
                "name": name,
                "opacity": 1 if trial is best else _WORST + (1 - _WORST) * height,
                "line": {"color": ORANGE if trial is best else NEUTRAL, "width": 4 if trial is best else 2},
                "hovertemplate": f"{name}: {score_text(score, monitor)}, {trial.run.status}<extra></extra>",
            }
        )
    ends = {0.0: score_text(worst, monitor), 1.0: score_text(top, monitor)} if top != worst else {0.5: ""}
    labels = [
        *(_label(place, text, number) for number, one in enumerate(plan.dimensions) for text, place in _ticks(one)),
        *(_label(place, text, len(titles) - 1) for place, text in ends.items()),
    ]
    layout: Layout = {
        "height": 340,
        "title": {"text": "Settings of each trial"},
        "margin": {"t": TITLE_HEIGHT + _AXIS_NAMES},
        "showlegend": False,
        "xaxis": {"type": "category", "side": "top", "showgrid": True, "range": [-0.4, len(titles) - 0.6]},
        "yaxis": {"visible": False, "range": [-0.12, 1.12]},
        "annotations": labels,
    }
    return make_figure(traces, layout)


def _place(dimension: Dimension, value: Any) -> float:
    """The height of a value on its axis, from 0 to 1."""
    if dimension.kind == "choice":
        return dimension.words.index(as_word(value)) / max(1, len(dimension.words) - 1)
    number, low, high = float(dimension.proposal(value)), dimension.low, dimension.high
    if dimension.log:
        number, low, high = math.log(number), math.log(low), math.log(high)
    return (number - low) / (high - low)


def _ticks(dimension: Dimension) -> list[tuple[str, float]]:
    """Every listed value, or both ends of a range, with its height."""
    words = dimension.ends
    last = len(words) - 1
    shorter = (word if dimension.words else f"{float(word):g}" for word in words)
    return [(plain_text(word), place / last) for place, word in enumerate(shorter)]


def _label(place: float, text: str, axis: int) -> Layout:
    return {"x": axis, "y": place, "text": text, "showarrow": False, "xanchor": "left", "xshift": 10, "yshift": 8}
