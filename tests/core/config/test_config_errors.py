"""core.config.config_errors"""

import pytest
from pydantic import BaseModel, ValidationError, model_validator

from core.config import RunConfig
from core.config.config_errors import config_error, refusal, unknown_setting

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
