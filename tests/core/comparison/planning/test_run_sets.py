import pytest

from core.comparison.planning.run_sets import merge_modes, pair
from core.config import RunConfig


@pytest.mark.parametrize("direction", ["forward", "bidirectional"])
def test_a_pair_begins_with_fewer_direction_layers(direction):
    config = RunConfig().with_settings([f"model.direction={direction}"])
    assert [member.model.direction for member in pair(config)] == ["forward", "bidirectional"]
    assert config in pair(config)


def test_four_directions_are_paired_with_the_rows_alone():
    config = RunConfig().with_settings(["dataset.name=digits", "model.head=softmax", "model.direction=four_directions"])
    assert [member.model.direction for member in pair(config)] == ["bidirectional", "four_directions"]


def test_merge_modes_differ_in_nothing_else():
    members = merge_modes(RunConfig())
    assert [member.model.merge_mode for member in members] == ["concat", "sum", "mul", "ave"]
    assert members[0] == RunConfig()
