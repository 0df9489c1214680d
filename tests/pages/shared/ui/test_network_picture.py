import re
import xml.etree.ElementTree as ET

import pytest

from core.config import ModelConfig as Model
from core.config import RunConfig, choices
from core.directions import DIRECTION_COLORS
from core.models.architecture import layer_table
from pages.shared.ui.network_picture import network_svg


def draw(*settings: str, notes: bool = True) -> str:
    config = RunConfig().with_settings(settings)
    return network_svg(config, layer_table(config, 10 if config.dataset.kind == "image" else 2), notes=notes)


def words(svg: str) -> list[str]:
    return [element.text for element in ET.fromstring(svg).iter("text")]


IMAGES = ("dataset.name=digits", "model.head=softmax")
SEQUENCES = ("dataset.name=cumulative_sum", "model.head=per_step")


@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional"])
@pytest.mark.parametrize("num_layers", [1, 3, 8])
@pytest.mark.parametrize("head", choices(Model, "head"))
def test_every_network_is_a_well_formed_picture_with_a_name(direction, num_layers, head):
    data = SEQUENCES if head == "per_step" else ()
    svg = draw(*data, f"model.direction={direction}", f"model.num_layers={num_layers}", f"model.head={head}")
    assert direction in ET.fromstring(svg).get("aria-label")
    assert head in " ".join(words(svg))


def test_each_direction_is_drawn_in_its_own_colour():
    directions = ("forward", "backward", "two_forward", "bidirectional")
    forward, backward, two, both = (draw(f"model.direction={direction}") for direction in directions)
    assert DIRECTION_COLORS["forward"] in forward
    assert DIRECTION_COLORS["backward"] not in forward
    assert DIRECTION_COLORS["backward"] in backward
    assert DIRECTION_COLORS["forward"] not in backward
    assert all(DIRECTION_COLORS[direction] in both for direction in ("forward", "backward", "bidirectional"))
    assert all(DIRECTION_COLORS[direction] in two for direction in ("forward", "two_forward"))
    assert DIRECTION_COLORS["backward"] not in two


@pytest.mark.parametrize(("head", "num_merged"), [((), 1), (SEQUENCES, 6)])
def test_two_forward_networks_are_two_layers_and_what_merges_them(head, num_merged):
    svg = draw(*head, "model.direction=two_forward", "model.merge_mode=ave")
    labels = words(svg)
    assert labels.count("LSTM") == 2
    assert "Average" in labels
    assert "ave" in labels
    assert svg.count(f'fill="{DIRECTION_COLORS["two_forward"]}"') == num_merged


def test_the_notes_state_shape_and_parameters_of_every_layer():
    config = RunConfig()
    labels = words(draw())
    for row in layer_table(config, 2)[1:]:
        shape = " × ".join(f"{size:,}" for size in row.output_shape[1:])
        parameters = f" · {row.num_params:,} parameters" if row.num_params else ""
        assert f"{shape}{parameters}" in labels


def test_without_notes_no_parameters_are_written():
    assert not re.search("parameters", draw(notes=False))


def test_padding_is_on_its_side_and_absent_where_nothing_is_padded():
    tiles = [words(draw(*settings))[:7] for settings in ((), ("text.padding=post",), ("train.batching=by_length",))]
    order = [[word for word in row if word in ("0", "not", "film", "this")] for row in tiles]
    assert order == [["0", "0", "not", "film"], ["not", "film", "0", "0"], ["this", "not", "film"]]


@pytest.mark.parametrize(("direction", "rows_a_layer"), [("bidirectional", 1), ("two_forward", 3)])
def test_of_many_layers_the_middle_ones_are_drawn_as_a_number(direction, rows_a_layer):
    settings = ("model.num_layers=8", f"model.direction={direction}")
    recurrent = layer_table(RunConfig().with_settings(settings), 2)[3:-1]
    hidden = recurrent[2 * rows_a_layer : -rows_a_layer]
    labels = words(draw(*settings))
    assert "5 more layers" in labels
    assert any(f"{sum(row.num_params for row in hidden):,} parameters" in text for text in labels)


@pytest.mark.parametrize(("num_layers", "num_drawn"), [(1, 2), (3, 6), (5, 8)])
def test_four_directions_read_the_rows_then_the_columns_and_concatenate(num_layers, num_drawn):
    svg = draw(*IMAGES, "model.direction=four_directions", f"model.num_layers={num_layers}")
    labels = words(svg)
    assert "four_directions" in ET.fromstring(svg).get("aria-label")
    assert labels.index("row 1") < labels.index("col 1") < labels.index("rows, columns")
    of_layers = [text for text in labels if text == "Bidirectional(LSTM)" or text.endswith("more layers")]
    assert len(of_layers) == num_drawn


def test_images_are_read_row_by_row_and_have_no_words():
    labels = words(draw(*IMAGES))
    assert labels[:6] == ["row 1", "2", "3", "…", "27", "28"]
    assert "any × 28" in labels
    assert "Embedding" not in labels


def test_a_head_per_step_is_drawn_under_every_step():
    svg = draw(*SEQUENCES, "model.merge_mode=mul")
    heads = [circle for circle in ET.fromstring(svg).iter("circle") if circle.get("r") == "10"]
    assert len(heads) == 6
    assert "mul" in words(svg)
    assert "original order of steps" in words(draw(*SEQUENCES, "model.direction=backward"))
