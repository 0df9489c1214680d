"""core.config.config_errors"""

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from core.config import RunConfig
from core.config.config_errors import config_error, refusal, unknown_setting
from core.errors import ConfigError

DEFAULTS = RunConfig().to_dict()


class Refusing(BaseModel):
    """Settings that a check of our own refuses, in words that a separator would cut."""

    @model_validator(mode="after")
    def _refuse(self) -> "Refusing":
        raise refusal("The file a|b.csv is {empty}.", "It must have rows | columns.", "Choose another.")


def test_the_three_parts_of_a_refusal_reach_the_error_unchanged():
    with pytest.raises(ValidationError) as caught:
        Refusing()
    error = config_error(caught.value, DEFAULTS)
    assert (error.problem, error.expected, error.hint) == (
        "The file a|b.csv is {empty}.",
        "It must have rows | columns.",
        "Choose another.",
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("model.cells", "model has the settings cell, direction,"),
        ("modell", "A run has the settings dataset, text, model, train."),
    ],
)
def test_an_unknown_name_is_answered_with_the_names_beside_it(name, expected):
    assert unknown_setting(name, DEFAULTS).expected.startswith(expected)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("dataset.label_separator", "ab", "It must have at most 1 character."),
        ("model.units", 0, "It must be greater than or equal to 1."),
        ("model.units", "many", "It must be a valid integer."),
        ("model.units", 1.5, "It must be a valid integer."),
        ("model.cell", "RNN", "It must be 'SimpleRNN', 'GRU' or 'LSTM'."),
        ("dataset.encoding", "klingon", "It must be an encoding of Python, such as utf-8,"),
    ],
)
def test_what_pydantic_asks_for_becomes_a_sentence(setting, value, message):
    part, _, key = setting.partition(".")
    with pytest.raises(ConfigError) as caught:
        RunConfig.from_dict({part: {key: value}})
    assert caught.value.expected.startswith(message)


def test_a_very_long_value_is_shortened_in_the_message():
    with pytest.raises(ConfigError) as caught:
        RunConfig.from_dict({"dataset": {"classes": "1=2" * 1_000}})
    assert len(caught.value.problem) < 120
