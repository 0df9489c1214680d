import re
import xml.etree.ElementTree as ET

import pytest

from core.charts import DIRECTION_COLORS
from core.config import ModelConfig as Model
from core.config import RunConfig, choices
from core.layers import layer_table
from pages.shared.network_picture import network_svg


def draw(*settings: str, notes: bool = True) -> str:
    config = RunConfig().with_settings(settings)
    return network_svg(config, layer_table(config, 2), notes=notes)


def words(svg: str) -> list[str]:
    return [element.text for element in ET.fromstring(svg).iter("text")]


@pytest.mark.parametrize("direction", choices(Model, "direction"))
@pytest.mark.parametrize("num_layers", [1, 3, 8])
@pytest.mark.parametrize("head", choices(Model, "head"))
def test_every_network_is_a_well_formed_picture_with_a_name(direction, num_layers, head):
    svg = draw(f"model.direction={direction}", f"model.num_layers={num_layers}", f"model.head={head}")
    assert direction in ET.fromstring(svg).get("aria-label")
    assert head in " ".join(words(svg))


def test_each_direction_is_drawn_in_its_own_colour():
    forward, backward, both = (draw(f"model.direction={direction}") for direction in DIRECTION_COLORS)
    assert DIRECTION_COLORS["forward"] in forward
    assert DIRECTION_COLORS["backward"] not in forward
    assert DIRECTION_COLORS["backward"] in backward
    assert DIRECTION_COLORS["forward"] not in backward
    assert all(color in both for color in DIRECTION_COLORS.values())


def test_the_notes_tell_shape_and_parameters_of_every_layer():
    config = RunConfig()
    told = words(draw())
    for row in layer_table(config, 2)[1:]:
        shape = " × ".join(f"{size:,}" for size in row.output_shape[1:])
        parameters = f" · {row.num_params:,} parameters" if row.num_params else ""
        assert f"{shape}{parameters}" in told


def test_without_notes_nothing_stands_beside_the_network():
    assert not re.search("parameters", draw(notes=False))


def test_padding_stands_on_its_side_and_is_gone_where_nothing_is_padded():
    tiles = [words(draw(*settings))[:7] for settings in ((), ("text.padding=post",), ("train.batching=by_length",))]
    order = [[word for word in row if word in ("0", "not", "film", "this")] for row in tiles]
    assert order == [["0", "0", "not", "film"], ["not", "film", "0", "0"], ["this", "not", "film"]]


def test_of_many_layers_the_middle_ones_are_told_as_a_number():
    config = RunConfig().with_settings(["model.num_layers=8"])
    hidden = layer_table(config, 2)[-7:-2]
    told = words(draw("model.num_layers=8"))
    assert "5 more layers" in told
    assert any(f"{sum(row.num_params for row in hidden):,} parameters" in text for text in told)
