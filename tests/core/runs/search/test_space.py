import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig, flatten
from core.errors import ConfigError
from core.runs.search import Dimension, read_dimension

CONFIG = RunConfig()


def read(line: str) -> Dimension:
    return read_dimension(CONFIG, line)


def test_a_range_beyond_a_factor_of_ten_is_logarithmic():
    assert read("train.learning_rate=1e-4..1e-2") == Dimension("train.learning_rate", "real", 1e-4, 1e-2, log=True)
    assert not read("train.learning_rate=1e-3..1e-2").log
    assert not read("model.dropout=0..0.5").log


def test_the_scale_can_be_chosen():
    assert read("train.learning_rate=1e-3..1e-2 log").log
    assert not read("train.learning_rate=1e-4..1e-2 linear").log


def test_widths_and_batch_sizes_are_searched_in_powers_of_two():
    units = read("model.units=10..100")
    assert [units.word(number) for number in range(int(units.low), int(units.high) + 1)] == ["16", "32", "64"]
    assert read("model.units=10..100 linear").kind == "whole"


def test_whole_numbers_stay_whole():
    layers = read("model.num_layers=1..3")
    assert (layers.kind, layers.word(2), layers.size) == ("whole", "2", 3)


def test_listed_numbers_are_in_order_and_other_words_are_not():
    assert read("train.batch_size=64,16,32") == Dimension("train.batch_size", "ordered", 0, 2, words=("16", "32", "64"))
    assert read("model.cell=LSTM,GRU").kind == "choice"
    assert read("train.global_clipnorm=none,1").words == ("none", "1.0")
    assert read("train.global_clipnorm=none,1").kind == "choice"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("model.units", "no part of a search space"),
        ("model.units=", "model.units has no value in the search space"),
        ("units=8..16", "no part of a search space"),
        ("model.width=8..16", "model.width is not a setting"),
        ("model.units=16..8", "Write model.units=8..16"),
        ("model.units=8..8", "two different numbers"),
        ("model.units=33..63", "fewer than two powers of two"),
        ("model.units=0..64", "model.units is '0'"),
        ("model.units=8.5..64", "'8.5' is no whole number"),
        ("model.units=a..b", "'a' is no whole number"),
        ("model.dropout=0..1", "model.dropout is '1.0'"),
        ("model.dropout=0..0.5 log", "only numbers above 0"),
        ("model.cell=1..2", "model.cell has no range"),
        ("model.cell=LSTM", "only the value LSTM"),
        ("model.cell=,", "no value"),
        ("train.learning_rate=0.001,1e-3", "the same value twice"),
        ("model.cell=LSTM,QRNN", "model.cell is 'QRNN'"),
        ("train.learning_rate=1e-3..inf", "'inf' is no number"),
    ],
)
def test_an_impossible_line_is_refused(line: str, message: str):
    with pytest.raises(ConfigError) as error:
        read(line)
    assert message in str(error.value)


@given(st.text(max_size=40))
def test_any_text_is_a_dimension_or_refused(text: str):
    for line in (text, f"model.units={text}", f"model.cell={text}", f"train.learning_rate={text}"):
        try:
            dimension = read(line)
        except ConfigError:
            continue
        assert dimension.size >= 2


@given(st.floats(1e-6, 0.5), st.floats(1e-6, 0.5), st.floats(0, 1))
def test_a_number_of_a_range_is_read_back_from_the_config(one: float, other: float, share: float):
    low, high = sorted((one, other))
    if low == high:
        return
    rate = read(f"train.learning_rate={low!r}..{high!r}")
    word = rate.word(min(low + share * (high - low), high))
    value = flatten(CONFIG.with_settings([f"train.learning_rate={word}"]))["train.learning_rate"]
    assert low <= rate.proposal(value) <= high
    assert rate.word(rate.proposal(value)) == word
    assert math.isclose(value, low + share * (high - low), rel_tol=1e-3) or value in (low, high)


@pytest.mark.parametrize(
    "line", ["model.units=8..64", "model.num_layers=1..3", "train.batch_size=16,64", "train.global_clipnorm=none,1"]
)
def test_every_other_value_is_read_back_from_the_config(line: str):
    dimension = read(line)
    is_choice = dimension.kind == "choice"
    for proposal in dimension.words if is_choice else range(int(dimension.low), int(dimension.high) + 1):
        config = CONFIG.with_settings([f"{dimension.name}={dimension.word(proposal)}"])
        assert dimension.proposal(flatten(config)[dimension.name]) == proposal
