import pytest

from core.config import RunConfig
from core.models.capacity import capacity


def sizes(units_a: int, units_b: int, *common: str):
    configs = [
        RunConfig().with_settings([*common, f"model.direction={direction}", f"model.units={units}"])
        for direction, units in (("forward", units_a), ("bidirectional", units_b))
    ]
    return capacity(*configs)


def test_equal_units_are_matched_though_the_second_direction_doubles_the_weights():
    equal = sizes(32, 32)
    assert equal.recurrent_params_b == 2 * equal.recurrent_params_a
    assert (equal.gap, equal.has_matched_params, equal.is_matched) == (0.5, False, True)


def test_few_units_against_many_are_not_matched():
    unequal = sizes(4, 64)
    assert (unequal.units_a, unequal.units_b) == (4, 64)
    assert unequal.recurrent_params_a == 4 * 4 * (64 + 4 + 1)
    assert unequal.recurrent_params_b == 2 * 4 * 64 * (64 + 64 + 1)
    assert not unequal.is_matched


@pytest.mark.parametrize(("units", "is_matched"), [(82, False), (83, True), (84, False)])
def test_other_units_are_matched_where_weights_agree_within_one_per_cent(units, is_matched):
    # forward LSTM 128 has 98,816 recurrent parameters; bidirectional LSTMs have 96,432, 98,272 and 100,128
    assert sizes(128, units, "model.embedding_dim=64").is_matched == is_matched
