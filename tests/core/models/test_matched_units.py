import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import ModelConfig, RunConfig
from core.errors import ConfigError
from core.models.architecture import layer_table
from core.models.matched_units import MAX_UNITS, matched_units, num_recurrent_params, recurrent_params


def config_of(*settings: str) -> RunConfig:
    return RunConfig().with_settings(settings)


def test_an_lstm_of_128_units_on_128_inputs_matches_two_of_79():
    """The published counts: 131,584 weights one way, 131,456 both ways."""
    assert num_recurrent_params(ModelConfig(cell="LSTM", direction="forward", units=128), 128) == 131_584
    match = matched_units(
        config_of("model.direction=forward", "model.units=128", "model.embedding_dim=128"), "two_forward"
    )
    assert (match.units, match.num_recurrent_params, match.target) == (79, 131_456, 131_584)
    assert match.gap == pytest.approx(128 / 131_584)


@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional"])
@pytest.mark.parametrize("merge_mode", ["concat", "sum"])
@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_recurrent_parameters_are_those_of_the_layer_table(cell, merge_mode, direction):
    config = config_of(
        f"model.cell={cell}", f"model.merge_mode={merge_mode}", f"model.direction={direction}", "model.num_layers=3"
    )
    rows = [row for row in layer_table(config, 2) if row.name.startswith("recurrent")]
    assert recurrent_params(config) == sum(row.num_params for row in rows)


def test_recurrent_parameters_count_the_columns_of_images_too():
    config = config_of("dataset.name=digits", "model.direction=four_directions", "model.head=softmax")
    rows = [row for row in layer_table(config, 10) if row.name.startswith("recurrent")]
    assert recurrent_params(config) == sum(row.num_params for row in rows)


def test_the_own_direction_keeps_its_units():
    match = matched_units(config_of("model.direction=bidirectional", "model.units=7"), "bidirectional")
    assert (match.units, match.gap) == (7, 0)


def test_few_units_leave_a_gap_that_is_told():
    match = matched_units(config_of("model.direction=forward", "model.units=1"), "bidirectional")
    assert match.units == 1
    assert match.gap == pytest.approx(1)


def test_more_units_than_a_network_may_have_are_refused():
    widest = config_of("model.direction=forward", f"model.units={MAX_UNITS}")
    assert matched_units(widest, "backward").units == MAX_UNITS
    assert matched_units(widest, "bidirectional").gap < 0.01
    for units in (MAX_UNITS, 1_500):
        with pytest.raises(ConfigError, match="forward needs more than 2,048 units"):
            matched_units(config_of("model.direction=bidirectional", f"model.units={units}"), "forward")


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 3), st.sampled_from(["concat", "ave"]))
def test_no_other_units_come_nearer(units, embedding_dim, num_layers, merge_mode):
    config = config_of(
        "model.direction=forward", f"model.units={units}", f"model.embedding_dim={embedding_dim}",
        f"model.num_layers={num_layers}", f"model.merge_mode={merge_mode}",
    )  # fmt: skip
    match = matched_units(config, "bidirectional")
    gaps = {}
    for other in range(max(1, match.units - 3), match.units + 4):
        model = config.model.model_copy(update={"direction": "bidirectional", "units": other})
        gaps[other] = abs(num_recurrent_params(model, embedding_dim) - match.target)
    assert gaps[match.units] == min(gaps.values())
