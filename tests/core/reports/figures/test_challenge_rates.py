import numpy as np
import plotly.graph_objects as go

from core.directions import DIRECTION_COLORS
from core.inference.challenges import CATEGORIES, challenges, pass_rates
from core.reports.figures.challenge_rates import challenge_rates


def test_each_arm_is_a_row_of_points_with_its_intervals():
    suite = challenges()
    right = np.arange(len(suite)) % 3 > 0
    arms = {("a<b", "forward"): pass_rates(suite, right), ("both", "bidirectional"): pass_rates(suite, ~right)}
    figure = go.Figure(challenge_rates(arms))
    first, second = figure.data
    assert (first.name, first.marker.color) == ("a&lt;b", DIRECTION_COLORS["forward"])
    assert [figure.layout.yaxis.ticktext[round(y - 0.2)] for y in first.y] == list(CATEGORIES[::-1])
    assert list(first.x) == [arms["a<b", "forward"][category].mean for category in CATEGORIES[::-1]]
    assert all(low >= 0 and high >= 0 for low, high in zip(first.error_x.arrayminus, first.error_x.array, strict=True))
    assert all(of_a > of_b for of_a, of_b in zip(first.y, second.y, strict=True))


def test_a_single_arm_is_in_the_middle_of_its_rows():
    suite = challenges()
    figure = go.Figure(challenge_rates({("a", "forward"): pass_rates(suite, np.ones(len(suite), bool))}))
    assert list(figure.data[0].y) == list(range(len(CATEGORIES)))


def test_the_legend_is_as_far_below_many_rows_as_below_few():
    def pixels(suite):
        layout = challenge_rates({("a", "forward"): pass_rates(suite, np.ones(len(suite), bool))})["layout"]
        return layout["legend"]["y"] * (layout["height"] - 78)  # without the margins

    suite = challenges()
    few = tuple(one for one in suite if one.category == CATEGORIES[0])
    assert -40 < pixels(suite) < -15
    assert round(pixels(suite) - pixels(few)) == 0
