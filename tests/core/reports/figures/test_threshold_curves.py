import numpy as np
import plotly.graph_objects as go
import pytest

from core.directions import DIRECTION_COLORS
from core.evaluation.threshold import BinaryScores, rates
from core.reports.figures.threshold_curves import precision_recall_curves, roc_curves


@pytest.fixture
def arms():
    draw = np.random.default_rng(0)
    probability = draw.random((3, 500))
    runs = [BinaryScores(draw.random(500) < one, one) for one in probability]
    return {("a<b", "forward"): runs[:2], ("both", "bidirectional"): runs[2:]}


def test_each_run_has_a_line_and_a_marker_at_the_threshold(arms):
    figure = go.Figure(precision_recall_curves(arms, 0.3))
    lines, markers = figure.data[::2], figure.data[1::2]
    assert [line.name for line in lines] == ["a&lt;b", "a&lt;b", "both"]
    assert [line.showlegend for line in lines] == [True, False, True]
    assert lines[2].line.color == markers[2].marker.color == DIRECTION_COLORS["bidirectional"]
    at = rates(arms["both", "bidirectional"][0], 0.3)
    assert (markers[2].x[0], markers[2].y[0]) == (at.recall, at.precision)


def test_the_roc_curve_has_the_diagonal_of_chance_first(arms):
    figure = go.Figure(roc_curves(arms, 0.3))
    assert (list(figure.data[0].x), list(figure.data[0].y)) == ([0, 1], [0, 1])
    at = rates(arms["a<b", "forward"][0], 0.3)
    assert (figure.data[2].x[0], figure.data[2].y[0]) == (at.false_positive_rate, at.recall)


def test_a_threshold_above_all_probabilities_has_no_precision_to_mark(arms):
    assert go.Figure(precision_recall_curves(arms, 1.0)).data[1].y == (None,)
