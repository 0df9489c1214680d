import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import RunConfig
from core.config.value_check import number_error
from core.errors import ConfigError


@pytest.mark.parametrize(
    ("part", "key", "value", "requirement"),
    [
        ("train", "epochs", 0, "It must be greater than or equal to 1."),
        ("dataset", "test_size", 1.0, "It must be less than 1."),
        ("dataset", "max_bad_rows", -0.1, "It must be greater than or equal to 0."),
        ("train", "learning_rate", float("nan"), "It must be a finite number."),
    ],
)
def test_a_number_out_of_range_is_explained_in_three_parts(part, key, value, requirement):
    error = number_error(part, key, value)
    assert error is not None
    assert error.problem == f"{part}.{key} is {value!r}."
    assert error.expected == requirement
    assert error.hint == f"Change {part}.{key} and try again."


@pytest.mark.parametrize(("part", "key", "value"), [("train", "epochs", 1), ("text", "maxlen", None)])
def test_a_possible_value_has_no_error(part, key, value):
    assert number_error(part, key, value) is None


@given(st.sampled_from([("model", "dropout"), ("train", "momentum"), ("dataset", "seed")]), st.integers(-3, 3))
def test_a_number_is_refused_where_the_whole_config_refuses_it(setting, number):
    part, key = setting
    refusal = number_error(part, key, number)
    if refusal is None:
        assert getattr(getattr(RunConfig.from_dict({part: {key: number}}), part), key) == number
        return
    with pytest.raises(ConfigError) as error:
        RunConfig.from_dict({part: {key: number}})
    assert error.value.args == refusal.args
