import numpy as np
import pytest

from core.config import DatasetConfig
from core.errors import InputError, RunStateError
from core.inference.inputs.series import parse_series, score_series
from tests.support.networks import random_scorer

CONFIG = DatasetConfig(name="gun_point")


def test_typed_values_become_channels_with_missing_ones_filled():
    series = parse_series("1, ? 3 : 4;5;6", 2, CONFIG)
    assert series.tolist() == [[1, 4], [2, 5], [3, 6]]
    zero = CONFIG.model_copy(update={"missing": "zero"})
    assert parse_series("1, ?, 3", 1, zero)[:, 0].tolist() == [1, 0, 3]


@pytest.mark.parametrize(
    ("text", "num_channels", "problem"),
    [
        ("1,2", 2, "has 1 channel."),
        ("1,2:3", 2, "has 1 and 2 values in a channel"),
        ("", 1, "has 0 values in a channel"),
        ("1,a", 1, "has 'a' where a number"),
        ("1,inf", 1, "has 'inf' where a number"),
        ("?,?", 1, "the series has no value"),
    ],
)
def test_what_the_network_cannot_read_is_refused(text, num_channels, problem):
    with pytest.raises(InputError, match=problem):
        parse_series(text, num_channels, CONFIG)


def test_a_network_that_reads_texts_refuses_series(tmp_path):
    with pytest.raises(RunStateError, match="reads texts, and series were given"):
        score_series(random_scorer(tmp_path), [np.zeros((3, 1))])
