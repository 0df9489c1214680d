import plotly.graph_objects as go
import pytest

from core.reports.figures.scores import confidence_histogram, digit_probabilities
from core.reports.figures.theme import NEUTRAL, SKY_BLUE

PROBABILITIES = {str(digit): share for digit, share in enumerate([0.6, 0.3, 0.004, *[0.096 / 7] * 7])}


def test_every_digit_has_a_bar_and_the_predicted_one_is_coloured():
    (bars,) = go.Figure(digit_probabilities(PROBABILITIES, "0")).data
    assert list(bars.y) == list(PROBABILITIES.values())
    assert list(bars.marker.color) == [SKY_BLUE, *[NEUTRAL] * 9]
    assert list(bars.text)[:3] == ["60", "30", ""]


def test_bars_are_drawn_from_zero_to_one_in_the_order_of_the_digits():
    layout = go.Figure(digit_probabilities(PROBABILITIES, "0")).layout
    assert layout.yaxis.range[0] == 0
    assert layout.yaxis.range[1] > 1
    assert list(layout.xaxis.ticktext) == list("0123456789")


def test_confidence_is_drawn_from_an_equal_share_to_certainty():
    figure = go.Figure(confidence_histogram([0] * 10 + [3, 4] + [0] * 7 + [5], 2))
    assert sum(figure.data[0].y) == 12
    assert figure.data[0].x[10] == pytest.approx(0.525)
    assert figure.data[0].customdata[10] == "50 to 55 %"
    assert figure.layout.xaxis.range[0] == pytest.approx(0.45)
