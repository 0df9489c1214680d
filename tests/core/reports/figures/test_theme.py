import json

import plotly.graph_objects as go
import pytest

from core.directions import DIRECTION_COLORS
from core.evaluation.baselines.baseline_store import BOTH_WINDOWS, FUTURE_WINDOW, MAJORITY, PAST_WINDOW, UNIGRAM
from core.reports.figures import theme

HOSTILE = '<a href="http://evil.example">x</a>'


def test_every_figure_has_the_template_and_plotly_accepts_it():
    figure = theme.make_figure([{"type": "scatter", "x": [1], "y": [2]}], {"height": 200})
    assert go.Figure(figure).layout.template.layout.margin.t == theme.TITLE_HEIGHT
    assert json.loads(theme.to_json(figure))["layout"]["template"] == theme.TEMPLATE


def test_a_figure_is_not_checked_when_it_is_made():
    figure = theme.make_figure([{"type": "scatter", "colour": "red"}], {})
    assert "colour" in theme.to_json(figure)
    with pytest.raises(ValueError, match="colour"):
        go.Figure(figure)


def test_lines_of_one_colour_differ_by_dash_and_marker():
    styles = theme.line_styles(["forward", "bidirectional", "four_directions", "forward"])
    assert DIRECTION_COLORS["bidirectional"] == DIRECTION_COLORS["four_directions"]
    assert [dash for dash, _ in styles] == ["solid", "solid", "dash", "dash"]
    assert [marker for _, marker in styles] == ["circle", "circle", "square", "square"]


def test_more_lines_than_dashes_start_over():
    assert theme.line_styles(["forward"] * 6)[-1] == theme.line_styles(["forward"])[0]


def test_a_direction_label_has_arrow_and_colour_and_no_tag_of_the_name():
    label = theme.direction_label("backward", HOSTILE)
    assert f'<span style="color:{DIRECTION_COLORS["backward"]}"><b>←</b></span>' in label
    assert "<a" not in label
    assert "┄" in theme.direction_label("linear baseline", "words")


def test_a_long_name_is_cut_before_it_is_escaped():
    assert theme.plain_text("a < b and more", 6) == "a &lt; b…"
    assert theme.plain_text("two\n lines") == "two lines"


def test_a_grid_of_panels_has_the_template():
    from plotly.subplots import make_subplots

    bar = {"type": "bar", "x": [1], "y": [2]}
    figure = theme.subplots(make_subplots(1, 2), {(1, 1): bar, (1, 2): bar}, {"height": 100})
    assert [trace["xaxis"] for trace in figure["data"]] == ["x", "x2"]
    assert figure["layout"]["template"] == theme.TEMPLATE


def test_a_chart_has_a_line_for_the_best_two_of_many_baselines():
    shares = {MAJORITY: 0.2, UNIGRAM: 0.7, PAST_WINDOW: 0.75, FUTURE_WINDOW: 0.9, BOTH_WINDOWS: 0.8}
    assert [note["text"] for note in theme.baseline_columns(shares)["annotations"]] == [
        "future-window 90.0 %",
        "two-sided window 80.0 %",
    ]
    assert [line["y0"] for line in theme.baseline_rows(shares)["shapes"]] == [0.9, 0.8]
