import pandas as pd
import plotly.graph_objects as go

from core.evaluation.baselines.baseline_store import BASELINE
from core.reports.figures.setting_effects import parallel_coordinates, rows_curve
from core.reports.figures.theme import ORANGE
from core.reports.report_tables import figure_table

SETTINGS = ("model.cell", "model.units", "text.maxlen")
FRAME = pd.DataFrame(
    {
        "arm": ["GRU, 4 units, maxlen 9", "LSTM, 16 units, maxlen none"],
        "direction": ["forward", "forward"],
        "model.cell": ["GRU", "LSTM"],
        "model.units": [4, 16],
        "text.maxlen": [9, None],
        "accuracy": [0.75, 0.7],
        "error": [0.01, None],
        "num_runs": [3, 1],
    }
)
ROWS = pd.DataFrame(
    [
        ("network", "forward", 100, 0.6, 0.01, 3),
        (BASELINE, BASELINE, 100, 0.7, None, 1),
        ("network", "forward", 900, 0.8, 0.02, 3),
        (BASELINE, BASELINE, 900, 0.75, None, 1),
    ],
    columns=["line", "direction", "num_train", "accuracy", "error", "num_runs"],
)


def test_each_arm_is_a_line_and_the_best_one_is_orange_and_last():
    figure = go.Figure(parallel_coordinates(FRAME, SETTINGS))
    assert [trace.name for trace in figure.data] == ["LSTM, 16 units, maxlen none", "GRU, 4 units, maxlen 9"]
    assert figure.data[1].line.color == ORANGE != figure.data[0].line.color
    assert list(figure.data[0].x) == ["cell", "units", "maxlen", "Test accuracy"]
    assert list(figure.data[0].y) == [1, 1, 1, 0]  # what is no number comes after the numbers
    assert {"GRU", "LSTM", "4", "16", "9", "none", "75.0 %", "70.0 %"} == {
        label.text for label in figure.layout.annotations
    }


def test_the_table_of_the_figure_has_values_and_no_places():
    rows = figure_table(parallel_coordinates(FRAME, SETTINGS)).rows
    assert ("LSTM, 16 units, maxlen none", "units", "16") in rows
    assert ("GRU, 4 units, maxlen 9", "Test accuracy", "75.0 %") in rows


def test_equally_accurate_arms_share_the_middle_of_their_axis():
    figure = go.Figure(parallel_coordinates(FRAME.assign(accuracy=0.7), SETTINGS))
    assert {trace.y[-1] for trace in figure.data} == {0.5}
    assert [label.text for label in figure.layout.annotations].count("70.0 %") == 1


def test_the_curve_over_training_rows_has_the_baselines_beside_the_networks():
    figure = go.Figure(rows_curve(ROWS))
    network, baseline = figure.data
    assert (list(network.x), list(network.y)) == ([100, 900], [0.6, 0.8])
    assert list(network.error_y.array) == [0.01, 0.02]
    assert (baseline.name, baseline.line.dash, list(baseline.y)) == (BASELINE, "dot", [0.7, 0.75])
    assert list(figure.layout.xaxis.tickvals) == [100, 900]
