from core.reports.figures.theme import make_figure
from core.reports.report_tables import figure_table, pairs_table


def test_a_figure_comes_with_its_numbers():
    line = {"x": [1, 2], "y": [3, 4], "hoverinfo": "skip"}
    point = {"x": [1.5], "y": [0], "name": "one", "error_x": {"array": [0.5], "arrayminus": [0.25]}}
    rows = {"tickvals": [0], "ticktext": ["bidirectional<br>against forward"], "title": {"text": "pair"}}
    table = figure_table(make_figure([line, point], {"yaxis": rows}))
    assert table.columns == ("", "x", "pair", "interval")
    assert table.rows == [("one", "1.5", "bidirectional against forward", "1.25 to 2")]


def test_the_numbers_of_a_figure_have_no_tags():
    name = '<span style="color:#0072B2"><b>→</b></span> forward, 3 &lt; 4 &amp; "<x>" < 5'
    rows = {"tickvals": [0], "ticktext": ["<b>a</b><br>b"], "title": {"text": "<i>pair</i>"}}
    table = figure_table(make_figure([{"x": [1.0], "y": [0], "name": name}], {"yaxis": rows}))
    assert table.columns == ("", "x", "pair")
    assert table.rows == [('→ forward, 3 < 4 & "<x>" < 5', "1", "a b")]


def test_numbers_without_names_or_intervals_have_no_empty_columns():
    table = figure_table(make_figure([{"x": ["a", "b"], "y": [0.12345, None]}], {}))
    assert (table.columns, table.rows) == (("x", "y"), [("a", "0.1235"), ("b", "")])


def test_a_rounding_error_is_zero():
    table = figure_table(make_figure([{"x": ["a"], "y": [-2.7e-15]}], {}))
    assert table.rows == [("a", "0")]


def test_pairs_have_a_column_for_the_bootstrap_interval_where_one_has_it():
    pair = {
        "a": "forward", "b": "bidirectional", "seeds": [1, 2, 3], "probabilities": None,
        "estimate": {"mean": 0.01, "low": -0.01, "high": 0.03, "num_rows": 300},
    }  # fmt: skip
    bootstrap = {"low": -0.002, "high": 0.04}
    document = {"noun": "texts", "verdicts": [pair | {"bootstrap": bootstrap}, pair | {"bootstrap": None}]}
    table = pairs_table(document)
    assert [row[table.columns.index("Bootstrap interval")] for row in table.rows] == ["−0.2 to +4.0", "–"]
    assert "Bootstrap interval" not in pairs_table({"noun": "texts", "verdicts": [pair]}).columns
