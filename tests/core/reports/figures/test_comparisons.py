import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from core.comparison.arms import arms_of
from core.comparison.comparison import compare_runs
from core.comparison.learning_curves import learning_curves
from core.comparison.run_frames import epochs_frame
from core.directions import DIRECTION_COLORS
from core.evaluation.metrics import reliability
from core.reports.figures import comparisons
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


def test_each_arm_has_a_band_and_a_mean_in_its_directions_hue(runs):
    frame = learning_curves(arms_of(runs), of_runs(runs), "min-max")
    figure = comparisons.band_curves(frame, "val_accuracy", baseline=0.85)
    means = [trace for trace in figure.data if trace.mode == "lines" and not trace.fill]
    assert [trace.line.color for trace in means] == [
        DIRECTION_COLORS[name] for name in ("forward", "two_forward", "bidirectional")
    ]
    assert list(means[0].y) == [0.5, 0.6]
    assert sum(trace.fill == "toself" for trace in figure.data) == 3
    assert figure.layout.shapes[0].y0 == 0.85


def test_best_and_last_epochs_are_marked_and_a_real_run_can_be_drawn(runs):
    frame = learning_curves(arms_of(runs), of_runs(runs), "SD")
    run = pd.DataFrame({"arm": "forward SimpleRNN 4", "direction": "forward", "epoch": [1, 2], "val_loss": [0.9, 0.8]})
    figure = comparisons.band_curves(frame, "val_loss", best_runs=run)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert [list(trace.x) for trace in marks] == [[2, 2]] * 3
    assert any(list(trace.y) == [0.9, 0.8] for trace in figure.data)


def test_two_arms_of_one_direction_differ_by_dash(add_tested):
    runs = [add_tested("forward", 1, [1.0, 0.0]), add_tested("forward", 1, [1.0, 0.0], "model.units=9")]
    figure = comparisons.band_curves(learning_curves(arms_of(runs), of_runs(runs), "SD"), "accuracy")
    assert [trace.line.dash for trace in figure.data if trace.mode == "lines" and not trace.fill] == ["solid", "dash"]


def test_chances_are_one_bar_that_fills_its_width_and_says_its_parts(runs, settings):
    (verdict, *_) = compare_runs(runs, settings.home, rope=0.05).verdicts
    figure = comparisons.chances(verdict)
    assert [trace.name for trace in figure.data] == ["◀ worse", "practically the same", "better ▶"]
    assert sum(trace.x[0] for trace in figure.data) == pytest.approx(1)
    assert "better" in figure.data[2].text


def test_differences_lie_over_the_region_of_practical_equivalence(runs, settings):
    found = compare_runs(runs, settings.home, rope=0.02)
    figure = comparisons.estimates(found.verdicts)
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (-2, 2)
    assert figure.data[-1].x[0] == pytest.approx(100 * found.verdicts[0].estimate.mean)  # the first pair is on top


def test_every_run_and_the_mean_of_each_arm_are_points(runs, settings):
    found = compare_runs(runs, settings.home)
    figure = comparisons.accuracies(found.metrics, found.accuracies, baseline=0.9)
    assert sum(len(trace.x) for trace in figure.data) == 6 + 3
    assert figure.layout.shapes[0].x0 == 0.9


def test_calibration_is_drawn_against_the_diagonal():
    chances = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
    curve = reliability(np.array([0, 1, 1]), chances)
    figure = comparisons.reliability_diagram({("forward LSTM 8", "forward"): curve})
    assert list(figure.data[0].x) == list(figure.data[0].y) == [0, 1]
    assert list(figure.data[1].y) == list(curve["accuracy"])


def test_slices_say_their_number_of_texts_and_show_names_letter_by_letter():
    frame = pd.DataFrame(
        {"slice": ["length"], "group": ["<b>1</b> to 9 words"], "num_rows": [1234], "gap": [0.013], "low": [0.0],
         "high": [0.02]}
    )  # fmt: skip
    figure = comparisons.slice_gaps(frame, "bidirectional")
    assert figure.data[0].x[0] == pytest.approx(1.3)
    assert list(figure.layout.yaxis.ticktext) == ["length: &lt;b&gt;1&lt;/b&gt; to 9 words (1,234)"]


def test_plotly_knows_every_property_of_the_figures(runs, settings):
    found = compare_runs(runs, settings.home, rope=0.05)
    real = epochs_frame(of_runs(runs[:1])).assign(arm="forward SimpleRNN 4", direction="forward")
    rows = {"slice": ["length"], "group": ["1 to 9"], "num_rows": [9], "gap": [0.01], "low": [0.0], "high": [0.02]}
    curves = {("forward SimpleRNN 4", "forward"): found.reliability("forward SimpleRNN 4")}
    figures = [
        comparisons.band_curves(learning_curves(arms_of(runs), of_runs(runs), "SD"), "val_loss", 0.9, real),
        comparisons.chances(found.verdicts[0]),
        comparisons.estimates(found.verdicts),
        comparisons.accuracies(found.metrics, found.accuracies, baseline=0.9),
        comparisons.reliability_diagram(curves),
        comparisons.slice_gaps(pd.DataFrame(rows), "bidirectional"),
    ]
    for figure in figures:
        assert len(go.Figure(figure.to_dict()).data) == len(figure.data)
