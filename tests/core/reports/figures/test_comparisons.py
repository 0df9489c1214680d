import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from core.comparison.comparison import compare_runs
from core.directions import DIRECTIONS
from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES
from core.evaluation.predictions import Predictions
from core.evaluation.reliability import reliability
from core.reports.figures import comparisons
from core.reports.report_tables import figure_table
from core.system.formatting import percent

NUM_ROWS = 100


@pytest.fixture
def runs(add_tested):
    draw = np.random.default_rng(0)
    return [
        add_tested(direction, seed, draw.random(NUM_ROWS) < share)
        for direction, share in (("forward", 0.6), ("two_forward", 0.7), ("bidirectional", 0.8))
        for seed in (1, 2)
    ]


def test_the_probabilities_are_one_bar_and_each_has_a_label_however_small(runs, settings):
    (verdict, *_) = compare_runs(runs, settings.home, rope=0.05).verdicts
    figure = go.Figure(comparisons.chances(verdict))
    assert [trace.name for trace in figure.data] == ["◀ worse", "practically the same", "better ▶"]
    assert sum(trace.x[0] for trace in figure.data) == pytest.approx(1)
    chances = [getattr(verdict.probabilities, name) for name in ("worse", "same", "better")]
    labels = [label.text for label in figure.layout.annotations]
    for trace, chance, label in zip(figure.data, chances, labels, strict=True):
        assert f"{trace.name} <b>{percent(min(max(chance, 0.0001), 0.9999))}</b>" in label
    assert len({label.x for label in figure.layout.annotations}) == 3


def test_worse_and_better_have_colours_of_no_direction():
    of_directions = {direction.hue for direction in DIRECTIONS.values()}
    assert of_directions.isdisjoint(comparisons.VERDICT_COLORS.values())


def test_differences_are_over_the_region_of_practical_equivalence(runs, settings):
    comparison = compare_runs(runs, settings.home, rope=0.02)
    figure = go.Figure(comparisons.estimates(comparison.verdicts))
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (-2, 2)
    assert figure.data[-1].x[0] == pytest.approx(100 * comparison.verdicts[0].estimate.mean)  # the first pair is on top


def test_every_run_and_the_mean_of_each_arm_is_a_point(runs, settings):
    comparison = compare_runs(runs, settings.home)
    figure = go.Figure(comparisons.accuracies(comparison.metrics, comparison.accuracies, {BASELINE: 0.9}))
    assert sum(len(trace.x) for trace in figure.data) == 6 + 3
    assert figure.layout.shapes[0].x0 == 0.9


def test_two_baselines_differ_by_dash_and_their_labels_do_not_meet(runs, settings):
    comparison = compare_runs(runs, settings.home)
    lines = {BASELINE: 0.9, NAIVE_BAYES: 0.89}
    figure = go.Figure(comparisons.accuracies(comparison.metrics, comparison.accuracies, lines))
    assert [(line.x0, line.line.dash) for line in figure.layout.shapes] == [(0.9, "dot"), (0.89, "dashdot")]
    assert [(label.x, label.text, label.xanchor) for label in figure.layout.annotations] == [
        (0.9, "linear 90.0 %", "left"), (0.89, "Naive Bayes 89.0 %", "right"),
    ]  # fmt: skip


def test_calibration_is_drawn_against_the_diagonal_hollow_without_interval():
    chances = np.repeat([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]], [1, 20, 1], axis=0)
    one = Predictions(np.arange(22), np.repeat([0, 1, 1], [1, 20, 1]), chances, np.full(22, 3))
    curve = reliability([one])
    figure = go.Figure(comparisons.reliability_diagram({("forward LSTM 8", "forward"): curve}))
    assert list(figure.data[0].x) == list(figure.data[0].y) == [0, 1]
    assert list(figure.data[1].y) == list(curve["accuracy"])
    assert [symbol.endswith("-open") for symbol in figure.data[1].marker.symbol] == [True, False, True]
    assert "no interval: too few rows" in figure.data[1].customdata[0]
    intervals = [row[-1] for row in figure_table(comparisons.reliability_diagram({("a", "forward"): curve})).rows]
    assert [bool(interval) for interval in intervals] == [False, True, False]


def test_slices_state_their_number_of_texts_and_escape_their_names():
    frame = pd.DataFrame(
        {"slice": ["length"], "group": ["<b>1</b> to 9 words"], "num_rows": [1234], "gap": [0.013], "low": [0.0],
         "high": [0.02]}
    )  # fmt: skip
    figure = go.Figure(comparisons.slice_gaps(frame, "bidirectional"))
    assert figure.data[0].x[0] == pytest.approx(1.3)
    assert list(figure.layout.yaxis.ticktext) == ["length: &lt;b&gt;1&lt;/b&gt; to 9 words (1,234)"]


def test_a_slice_without_an_interval_has_a_hollow_point():
    frame = pd.DataFrame(
        {"slice": "length", "group": ["1 to 9 words", "10 words"], "num_rows": [90, 9], "gap": [0.013, 0.1],
         "low": [-0.01, np.nan], "high": [0.03, np.nan]}
    )  # fmt: skip
    (points,) = go.Figure(comparisons.slice_gaps(frame, "bidirectional")).data
    assert list(points.marker.symbol) == ["diamond-open", "diamond"]  # the first slice is on top
    assert points.error_x.array[0] is None
    assert points.error_x.array[1] == pytest.approx(1.7)
    assert "no interval" in points.customdata[0][0]
