"""The figure of challenges: by difficulty, the share of sentences that each arm gets right."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.directions import DIRECTION_COLORS, Direction
from core.reports.figures.theme import (
    REFERENCE,
    TITLE_HEIGHT,
    Figure,
    Trace,
    line_styles,
    make_figure,
    named_rows,
    plain_text,
    vertical_line,
)

if TYPE_CHECKING:
    from core.inference.challenges import PassRate

_CHANCE = 0.5  # what a network passes that always predicts one class
_LEGEND_BELOW = 26  # pixels below the plot, which is much higher than those the theme places its legend for
_ROOM = 0.4  # rows that the arms of one difficulty take


def challenge_rates(rates: Mapping[tuple[str, Direction], Mapping[str, "PassRate"]]) -> Figure:
    """The pass rate of each arm in each category, with its interval; the line is at half.

    Args:
        rates: `core.inference.challenges.pass_rates` by arm name and direction.
    """
    categories = list(next(iter(rates.values())))[::-1]  # the first is drawn at the top
    styles = line_styles(direction for _, direction in rates)
    traces = [
        _arm(arm, direction, of_arm, categories, marker, _offset(number, len(rates)))
        for number, (((arm, direction), of_arm), (_, marker)) in enumerate(zip(rates.items(), styles, strict=True))
    ]
    plot_height = 42 + (22 + 12 * len(rates)) * len(categories)
    layout = {
        "height": TITLE_HEIGHT + plot_height + 44,
        "legend": {"y": -_LEGEND_BELOW / plot_height},
        "title": {"text": "Sentences that are right, by difficulty"},
        "xaxis": {"tickformat": ".0%", "range": [-0.02, 1.02]},
        "yaxis": named_rows(categories),
        "shapes": [vertical_line(_CHANCE, color=REFERENCE, width=1, dash="dot")],
    }
    return make_figure(traces, layout)


def _offset(number: int, num_arms: int) -> float:
    """How far above the middle of its row an arm is drawn, the first arm highest."""
    return 0.0 if num_arms == 1 else _ROOM * (0.5 - number / (num_arms - 1))


def _arm(
    arm: str,
    direction: Direction,
    rates: Mapping[str, "PassRate"],
    categories: list[str],
    marker: str,
    offset: float,
) -> Trace:
    of_arm = [rates[category] for category in categories]
    low = [0.0 if one.low is None else one.mean - one.low for one in of_arm]
    high = [0.0 if one.high is None else one.high - one.mean for one in of_arm]
    color = DIRECTION_COLORS[direction]
    return {
        "type": "scatter",
        "name": plain_text(arm),
        "x": [one.mean for one in of_arm],
        "y": [row + offset for row in range(len(categories))],
        "mode": "markers",
        "marker": {"size": 10, "color": color, "symbol": marker},
        "error_x": {"array": high, "arrayminus": low, "symmetric": False, "thickness": 1.5, "width": 4},
        "customdata": [f"{one.num_sentences} sentences, {one.num_templates} templates" for one in of_arm],
        "hovertemplate": "%{x:.0%}, %{customdata}<extra></extra>",
    }
