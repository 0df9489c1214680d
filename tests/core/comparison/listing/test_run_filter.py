from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.comparison.listing.run_filter import Condition, fulfilling, split_expression
from core.errors import InputError


@pytest.fixture
def runs(store, tiny_config):
    """A small forward run that is right at 80 %, and a large bidirectional one that has not finished."""
    small = store.create(tiny_config.with_settings(["model.cell=GRU", "model.units=8"]), "small one", ("demo", "talk"))
    large = store.create(tiny_config.with_settings(["model.direction=bidirectional", "model.units=64"]), "large")
    return [replace(small, metrics={"test_accuracy": 0.8}, num_params=1_200, status="finished"), large]


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("units>=64", ["large"]),
        ("units<64 cell=gru", ["small one"]),
        ("test>=80", ["small one"]),
        ("test>80", []),
        ("cell!=GRU", ["large"]),
        ("model.direction=bidirectional", ["large"]),
        ("tag=demo", ["small one"]),
        ("tag!=demo", ["large"]),
        ("parameters=1200", ["small one"]),
        ('name="small one"', ["small one"]),
        ("status=queued", ["large"]),
        ("learning_rate<1 dropout=0", ["small one", "large"]),
        ("", ["small one", "large"]),
    ],
)
def test_an_expression_chooses_the_runs_that_fulfil_it(runs, expression, names):
    conditions, words = split_expression(expression)
    assert words == ""
    assert [run.name for run in fulfilling(runs, conditions)] == names


def test_words_beside_conditions_are_left_to_the_search():
    assert split_expression("imdb units>=64 GRU") == ((Condition("units", ">=", "64"),), "imdb GRU")


@pytest.mark.parametrize(
    ("expression", "problem"),
    [("unit>=64", "Did you mean units?"), ("xyzzy=1", "Write for example"), ("cell>GRU", "Write a number")],
)
def test_a_condition_that_no_run_can_fulfil_is_an_error(expression, problem):
    with pytest.raises(InputError) as error:
        split_expression(expression)
    assert problem in str(error.value)


@given(st.text(alphabet='unitsodc<>=!" .5', max_size=40))
def test_any_text_is_read_or_refused_with_a_sentence(text):
    with suppress(InputError):
        conditions, words = split_expression(text)
        assert len(words) <= len(text)
        assert all(condition.name for condition in conditions)
