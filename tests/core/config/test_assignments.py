"""core.config.assignments"""

import pytest

from core.config import RunConfig
from core.config.assignments import as_word
from core.errors import ConfigError


def test_assignments_are_applied_in_order():
    config = RunConfig().with_settings(["model.cell=GRU", "model.units=8", "model.units=9", "text.lower=false"])
    assert (config.model.cell, config.model.units, config.text.lower) == ("GRU", 9, False)


@pytest.mark.parametrize("nothing", ["none", "null", ""])
def test_words_for_no_value(nothing: str):
    config = RunConfig().with_settings([f"train.early_stopping_patience={nothing}"])
    assert config.train.early_stopping_patience is None


def test_a_path_may_hold_an_equals_sign():
    config = RunConfig().with_settings(["dataset.path=a=b.csv", "dataset.name=file"])
    assert config.dataset.path == "a=b.csv"


@pytest.mark.parametrize("column", ["none", "null", '"none"', '"', '""', '"a" or "b"', "it's"])
def test_a_column_called_none_is_assigned_in_quotes(column: str):
    config = RunConfig().with_settings([f"dataset.text_column={as_word(column)}"])
    assert config.dataset.text_column == column


def test_only_a_text_that_would_mean_no_value_is_quoted():
    assert [as_word(value) for value in (None, "none", "text", 3)] == ["none", '"none"', "text", "3"]


@pytest.mark.parametrize("assignment", ["model.cell", "cell=GRU", "=GRU", "", "model.=GRU", ".cell=GRU"])
def test_an_assignment_of_another_form_is_answered_with_the_form(assignment: str):
    with pytest.raises(ConfigError) as caught:
        RunConfig().with_settings([assignment])
    assert caught.value.problem == f"{assignment!r} is not an assignment."
    assert "part.key=value" in caught.value.expected


@pytest.mark.parametrize("assignment", ["model.cells=GRU", "modell.cell=GRU"])
def test_an_assignment_to_an_unknown_setting_names_it(assignment: str):
    with pytest.raises(ConfigError) as caught:
        RunConfig().with_settings([assignment])
    assert caught.value.problem == f"{assignment.partition('=')[0]} is not a setting."
