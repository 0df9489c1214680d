"""The arithmetic of the lessons agrees with Keras and with the layers of the app's networks."""

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ModelConfig, choices
from core.directions import DIRECTION_COLORS
from pages.how_it_works import figures, rnn_math
from pages.how_it_works.cell_equations import CELLS, num_layer_params

MERGE_MODES = choices(ModelConfig, "merge_mode")
numbers = st.floats(-1, 1)


def random_weights(num_inputs: int, units: int) -> list[np.ndarray]:
    draw = np.random.default_rng(5)
    return [draw.normal(size=shape).astype("float32") for shape in ((num_inputs, units), (units, units), (units,))]


@pytest.mark.parametrize("merge_mode", MERGE_MODES)
def test_states_and_merges_are_those_of_keras(merge_mode: str):
    import keras

    inputs = np.random.default_rng(4).normal(size=(5, 3)).astype("float32")
    weights = random_weights(3, 2)
    layer = keras.layers.Bidirectional(keras.layers.SimpleRNN(2, return_sequences=True), merge_mode=merge_mode)
    layer.build((1, 5, 3))
    layer.set_weights([*weights, *weights])
    forward, backward = rnn_math.forward_states(inputs, *weights), rnn_math.backward_states(inputs, *weights)
    merged = [rnn_math.merge(*pair, merge_mode) for pair in zip(forward, backward, strict=True)]
    np.testing.assert_allclose(np.array(merged), np.array(layer(inputs[None]))[0], atol=1e-6)


@given(st.integers(2, 9), st.data(), st.floats(-2, 2), st.floats(-1.5, 1.5))
def test_an_input_reaches_only_the_states_that_read_it(num_steps: int, data: st.DataObject, kernel: float, own: float):
    position = data.draw(st.integers(1, num_steps))
    frame = rnn_math.impulse_response(num_steps, position, kernel, own)
    assert (frame["forward"][: position - 1] == 0).all()
    assert (frame["backward"][position:] == 0).all()
    at_the_input = frame.loc[position - 1, ["forward", "backward"]].astype(float)
    np.testing.assert_allclose(at_the_input, np.tanh(kernel))


def test_the_displayed_calculation_gives_the_displayed_state():
    frame = rnn_math.impulse_response(4, 2, 1.0, -0.8)
    assert frame.loc[3, "forward_sum"] == "tanh(1.0 · 0 + -0.8 · (-0.54))"
    assert frame.loc[3, "forward"] == pytest.approx(np.tanh(-0.8 * frame.loc[2, "forward"]))
    assert frame.loc[2, "forward"] == pytest.approx(-0.54, abs=0.005)
    assert frame.loc[0, "backward_sum"] == "tanh(1.0 · 0 + -0.8 · 0.76)"


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.50"), (-0.5, "(-0.50)"), (-0.0, "0.00"), (-0.001, "0.00")])
def test_only_negative_numbers_are_bracketed(value: float, text: str):
    assert rnn_math.bracketed(value) == text


@given(st.lists(st.text(max_size=5), min_size=1, max_size=8), st.data())
def test_both_states_together_have_read_every_word_and_share_the_current_one(words: list[str], data: st.DataObject):
    step = data.draw(st.integers(1, len(words)))
    read = rnn_math.words_read(words, step)
    assert [*read["forward"], *reversed(read["backward"][:-1])] == words
    assert read["forward"][-1] == read["backward"][-1] == words[step - 1]


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=5))
def test_only_concat_widens_and_keeps_both_vectors(pairs: list[tuple[float, float]]):
    forward, backward = np.array(pairs).T
    merged = {mode: rnn_math.merge(forward, backward, mode) for mode in MERGE_MODES}
    assert merged["concat"].tolist() == [*forward, *backward]
    assert {len(merged[mode]) for mode in ("sum", "mul", "ave")} == {len(forward)}
    np.testing.assert_allclose(merged["ave"] * 2, merged["sum"])
    assert (merged["mul"][forward == 0] == 0).all()


@pytest.mark.parametrize(("direction", "hurt", "spared"), [("forward", "post", "pre"), ("backward", "pre", "post")])
def test_padding_that_is_read_last_removes_the_difference(direction: str, hurt: str, spared: str):
    left = rnn_math.remaining_difference(10, direction, 0.8).groupby("padding")["difference"].last()
    assert left["masked"] == 1
    assert left[hurt] < 0.1
    assert left[spared] > 0.9
    more = rnn_math.remaining_difference(20, direction, 0.8).groupby("padding")["difference"].last()
    assert more[hurt] < left[hurt] / 2
    assert more["masked"] == 1


def test_sentences_do_not_differ_before_the_word_in_which_they_differ():
    frame = rnn_math.remaining_difference(2, "forward", 0.8)
    before = frame[frame["token"].isin(["a", "really"]) | ((frame["padding"] == "pre") & (frame["token"] == "0"))]
    assert len(before) == 8
    assert (before["difference"] == 0).all()
    assert (frame[frame["token"] == "good / bad"]["difference"] > 1).all()


@pytest.mark.parametrize(("padding", "tokens"), [("pre", "00ab"), ("post", "ab00"), ("masked", "ab")])
def test_padding_is_on_its_side(padding: str, tokens: str):
    assert rnn_math.pad("ab", 2, padding) == tuple(tokens)


@pytest.mark.parametrize(("cell", "count"), [("SimpleRNN", 32_896), ("GRU", 99_072), ("LSTM", 131_584)])
def test_parameters_of_128_units_on_128_inputs(cell: str, count: int):
    assert num_layer_params(cell, 128, 128, "forward") == count
    assert num_layer_params(cell, 128, 128, "bidirectional") == 2 * count


@given(st.integers(1, 512), st.integers(1, 256))
def test_the_displayed_formula_gives_the_count_of_the_app(inputs: int, units: int):
    for lesson in CELLS:
        num_params = eval(lesson.arithmetic(inputs, units).replace("·", "*"))
        assert num_params == num_layer_params(lesson.name, inputs, units, "forward")


def test_every_cell_has_its_lesson():
    assert tuple(lesson.name for lesson in CELLS) == choices(ModelConfig, "cell")


def bars(figure: go.Figure) -> list[list[float]]:
    return [list(trace.y) for trace in figure.data if trace.type == "bar"]


def test_the_impulse_chart_draws_both_states_in_their_colours():
    frame = rnn_math.impulse_response(5, 2, 1.0, 0.5)
    figure = go.Figure(figures.impulse_chart(frame))
    lines = {trace.line.color: list(trace.y) for trace in figure.data if trace.type == "scatter"}
    assert lines[DIRECTION_COLORS["forward"]] == frame["forward"].tolist()
    assert lines[DIRECTION_COLORS["backward"]] == frame["backward"].tolist()


def test_the_merge_chart_writes_every_number_at_its_bar():
    figure = go.Figure(figures.merge_chart(np.array([0.8, -0.5, 0.6]), np.array([0.6, 0.5, 0.0])))
    bars_by_mode = dict(
        zip((note.text.partition(":")[0] for note in figure.layout.annotations), bars(figure), strict=True)
    )
    assert bars_by_mode["concat"] == [0.8, -0.5, 0.6, 0.6, 0.5, 0.0]
    assert bars_by_mode["sum"] == pytest.approx([1.4, 0, 0.6])
    assert bars_by_mode["mul"] == pytest.approx([0.48, -0.25, 0])
    assert bars_by_mode["ave"] == pytest.approx([0.7, 0, 0.3])
    assert figure.data[2].marker.color == (DIRECTION_COLORS["forward"],) * 3 + (DIRECTION_COLORS["backward"],) * 3
    assert figure.data[3].text == ("1.40", "0.00", "0.60")


def test_the_padding_chart_states_in_its_titles_what_is_left():
    frame = rnn_math.remaining_difference(3, "backward", 0.8)
    figure = go.Figure(figures.padding_chart(frame, "backward"))
    assert [len(bar) for bar in bars(figure)] == [7, 7, 4]
    for note, bar in zip(figure.layout.annotations, bars(figure), strict=True):
        assert f"<b>{bar[-1]:.0%}".replace("%", " %") in note.text
