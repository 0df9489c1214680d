"""Figures of series: their lines by class and by channel, and what each part adds."""

import numpy as np

from core.reports.figures import datasets, scores


def test_series_of_a_class_are_one_line_with_gaps_and_end_at_their_length():
    values = np.arange(12, dtype=float).reshape(3, 4)
    figure = datasets.series(values, np.array([0, 1, 0]), np.array([4, 2, 3]), ("a", "b"))
    first, second = figure["data"]
    assert first["x"] == [1, 2, 3, 4, None, 1, 2, 3, None]
    assert first["y"] == [0, 1, 2, 3, None, 8, 9, 10, None]
    assert second["x"] == [1, 2, None]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["a", "b"]


def test_of_many_classes_the_first_have_a_panel():
    labels = np.arange(9)
    figure = datasets.series(np.zeros((9, 2)), labels, np.full(9, 2), [f"class {number}" for number in range(9)])
    assert len(figure["data"]) == 6
    assert "the first 6 of 9 classes" in figure["layout"]["title"]["text"].replace("<br>", " ")


def test_each_channel_is_a_line():
    figure = scores.entered_series(np.array([[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]))
    assert [line["y"] for line in figure["data"]] == [[1, 2, 3], [4, 5, 6]]
    assert figure["layout"]["showlegend"]
    assert not scores.entered_series(np.zeros((3, 1)))["layout"]["showlegend"]


def test_parts_that_speak_against_the_class_have_another_colour():
    (bars,) = scores.window_changes([(1.5, 0.2), (3.5, -0.1)])["data"]
    assert bars["y"] == [20, -10]
    assert len(set(bars["marker"]["color"])) == 2
