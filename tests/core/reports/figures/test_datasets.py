import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from core.reports.figures import datasets
from core.reports.figures.theme import NEUTRAL, ORANGE

HISTOGRAM = pd.DataFrame({"num_tokens": [0, 10, 20], "num_tokens_end": [10, 20, 500], "num_texts": [4, 5, 1]})
COVERAGE = pd.DataFrame({"num_words": [10, 100, 1000], "train": [0.3, 0.6, 0.9], "test": [0.3, 0.5, 0.8]})
HOSTILE = "<a href='javascript:alert(1)'>x</a>"


def annotations(figure) -> str:
    return " ".join(annotation.text for annotation in figure.layout.annotations)


def test_class_balance_has_a_bar_for_each_class_with_number_and_share():
    (bars,) = go.Figure(datasets.class_balance({"bad": 75, "good": 25})).data
    assert list(bars.x) == [75, 25]
    assert list(bars.text) == ["75 · 75.0 %", "25 · 25.0 %"]


def test_of_many_classes_the_most_frequent_have_bars_with_their_share_of_all():
    figure = go.Figure(datasets.class_balance({f"class {number}": number for number in range(100)}))
    (bars,) = figure.data
    assert list(bars.x) == list(range(80, 100))
    assert bars.text[-1] == "99 · 2.0 %"
    assert "the 20 most frequent of 100" in figure.layout.title.text


def test_tags_in_class_names_are_escaped():
    for figure in (go.Figure(datasets.class_balance({HOSTILE: 1, "b": 1})),):
        assert all("<" not in name for name in figure.layout.yaxis.ticktext)


def test_classes_whose_names_look_alike_when_cut_keep_their_own_bars():
    names = {f"{'long ' * 20}{number}": number for number in (1, 2, 3)}
    (bars,) = go.Figure(datasets.class_balance(names)).data
    assert len(set(bars.y)) == 3


def test_lengths_mark_maxlen_and_colour_the_texts_it_cuts():
    figure = go.Figure(datasets.lengths(HISTOGRAM, maxlen=10, share_cut=0.6))
    (bars,) = figure.data
    assert list(bars.marker.color) == [NEUTRAL, ORANGE, ORANGE]
    assert annotations(figure) == "maxlen 10 cuts 60.0 %"
    assert figure.layout.shapes[0].x0 == 10


def test_the_last_bar_is_as_wide_as_the_others_and_names_its_range():
    figure = go.Figure(datasets.lengths(HISTOGRAM, maxlen=10, share_cut=0.6))
    assert figure.data[0].width == 10
    assert figure.data[0].customdata[-1] == 499
    assert "20 and more" in figure.layout.xaxis.title.text


@pytest.mark.parametrize("maxlen", [1, 5, 20, 5000])
def test_the_axis_of_lengths_reaches_maxlen(maxlen):
    low, high = go.Figure(datasets.lengths(HISTOGRAM, maxlen, 0.1)).layout.xaxis.range
    assert low <= maxlen <= high


def test_a_single_length_is_drawn():
    figure = go.Figure(datasets.lengths(HISTOGRAM.head(1), maxlen=3, share_cut=0.0))
    assert list(figure.data[0].y) == [4]


@pytest.mark.parametrize(("num_words", "side"), [(20, "left"), (900, "right")])
def test_coverage_states_both_shares_beside_the_vocabulary_size(num_words, side):
    figure = go.Figure(datasets.vocabulary_coverage(COVERAGE, num_words, {"train": 0.61, "test": 0.52}))
    assert [list(line.y) for line in figure.data] == [[0.3, 0.6, 0.9], [0.3, 0.5, 0.8]]
    assert "61.0 % of training" in annotations(figure)
    assert "52.0 % of test" in annotations(figure)
    assert figure.layout.annotations[0].xanchor == side


def test_digits_are_in_a_column_for_each_class():
    images = np.stack([np.full((2, 2), value) for value in (0.2, 0.4, 1.0)])
    grid = datasets.digit_grid(images, np.array([3, 3, 7]), scale=2)
    assert grid.dtype == np.uint8
    assert grid.shape == (8, 8)
    assert grid[:4, :4].tolist() == [[51] * 4] * 4
    assert grid[4:, :4].tolist() == [[102] * 4] * 4
    assert grid[:4, 4:].tolist() == [[255] * 4] * 4
    assert not grid[4:, 4:].any()


def test_steps_with_label_1_are_coloured_and_labelled():
    figure = go.Figure(
        datasets.sequences(np.array([[0.2, 0.9], [-0.4, 0.1], [0.3, 0.3]]), np.array([[0, 1], [0, 0], [1, 1]]))
    )
    assert [list(bars.y) for bars in figure.data] == [[0.2, 0.9], [-0.4, 0.1], [0.3, 0.3]]
    assert list(figure.data[0].marker.color) == [NEUTRAL, ORANGE]
    assert list(figure.data[0].text) == ["0", "1"]
    low, high = figure.layout.yaxis.range
    assert low < -0.4
    assert high > 0.9


def test_long_sequences_are_drawn_without_writing_every_label():
    figure = go.Figure(datasets.sequences(np.zeros((1, 100)), np.zeros((1, 100), int)))
    assert figure.data[0].text is None
