import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from core.comparison.arms import arms_of
from core.comparison.learning_curves import learning_curves
from core.directions import DIRECTION_COLORS
from core.evaluation.baselines.baseline_store import BASELINE, NAIVE_BAYES
from core.reports.figures import arm_curves
from core.training.history import Epoch

NUM_ROWS = 100


@pytest.fixture
def runs(add_tested):
    draw = np.random.default_rng(0)
    return [
        add_tested(direction, seed, draw.random(NUM_ROWS) < share)
        for direction, share in (("forward", 0.6), ("two_forward", 0.7), ("bidirectional", 0.8))
        for seed in (1, 2)
    ]


def of_runs(runs):
    return {run.run_id: [Epoch(1, 0.6, 0.5, 0.7, 0.5, 1.0), Epoch(2, 0.4, 0.7, 0.5, 0.6, 1.0)] for run in runs}


def test_each_arm_has_a_band_and_a_mean_in_its_directions_colour(runs):
    frame = learning_curves(arms_of(runs), of_runs(runs), "min-max")
    figure = go.Figure(arm_curves.band_curves(frame, "val_accuracy", baselines={BASELINE: 0.85, NAIVE_BAYES: 0.87}))
    means = [trace for trace in figure.data if trace.mode == "lines" and not trace.fill]
    assert [trace.line.color for trace in means] == [
        DIRECTION_COLORS[name] for name in ("forward", "two_forward", "bidirectional")
    ]
    assert list(means[0].y) == [0.5, 0.6]
    assert sum(trace.fill == "toself" for trace in figure.data) == 3
    assert [(line.y0, line.line.dash) for line in figure.layout.shapes] == [(0.85, "dot"), (0.87, "dashdot")]
    assert [(one.text, one.yanchor) for one in figure.layout.annotations] == [
        ("linear baseline (test) 85.0 %", "top"), ("Naive Bayes baseline (test) 87.0 %", "bottom"),
    ]  # fmt: skip


def test_best_and_last_epochs_have_markers_and_a_real_run_can_be_drawn(runs):
    frame = learning_curves(arms_of(runs), of_runs(runs), "SD")
    run = pd.DataFrame({"arm": "forward SimpleRNN 4", "direction": "forward", "epoch": [1, 2], "val_loss": [0.9, 0.8]})
    figure = go.Figure(arm_curves.band_curves(frame, "val_loss", best_runs=run))
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [list(trace.x) for trace in marks] == [[2, 2]] * 3
    assert any(list(trace.y) == [0.9, 0.8] for trace in figure.data)


def test_two_arms_of_one_direction_differ_by_dash(add_tested):
    runs = [add_tested("forward", 1, [1.0, 0.0]), add_tested("forward", 1, [1.0, 0.0], "model.units=9")]
    figure = go.Figure(arm_curves.band_curves(learning_curves(arms_of(runs), of_runs(runs), "SD"), "accuracy"))
    assert [trace.line.dash for trace in figure.data if trace.mode == "lines" and not trace.fill] == ["solid", "dash"]
