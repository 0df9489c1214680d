import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from core.config import ModelConfig as Model
from core.config import RunConfig, choices
from core.directions import DIRECTION_COLORS
from core.models import architecture
from core.models.architecture import layer_table
from pages.shared.ui.network_picture import network_svg


def draw(*settings: str, notes: bool = True) -> str:
    config = RunConfig().with_settings(settings)
    return network_svg(config, layer_table(config, 10 if config.dataset.kind == "image" else 2), notes=notes)


def words(svg: str) -> list[str]:
    return [element.text for element in ET.fromstring(svg).iter("text")]


BY_LENGTH = "train.batching=by_length"
IMAGES = ("dataset.name=digits", "model.head=softmax")
SEQUENCES = ("dataset.name=cumulative_sum", "model.head=per_step")
DATA_OF_HEADS = {
    "per_step": SEQUENCES,
    "multi_label": ("dataset.name=file", "dataset.path=own.csv", "dataset.label_separator=|", "model.head=multi_label"),
}


@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional"])
@pytest.mark.parametrize("num_layers", [1, 3, 8])
@pytest.mark.parametrize("head", choices(Model, "head"))
def test_every_network_is_a_well_formed_picture_with_a_name(direction, num_layers, head):
    data = DATA_OF_HEADS.get(head, ())
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


def test_priors_come_in_beside_the_words_and_join_their_vectors():
    labels = words(draw("text.priors=both"))
    assert labels.count("not") == 1, "the words are the input once"
    assert labels.index("Embedding") < labels.index("priors") < labels.index("Concatenate: priors")
    num_priors = architecture.num_priors(RunConfig().with_settings(["text.priors=both"]), 2)
    assert f"200 × {num_priors}" in labels
    assert f"200 × {64 + num_priors}" in labels
    dashed = draw("text.priors=both").count("stroke-dasharray")
    assert dashed == 6 * 2 * 3, "two cells at each step: on their own, joined, and with dropout"


@pytest.mark.parametrize(
    ("pooling", "nodes"),
    [
        ("max", ["max"]),
        ("mean", ["mean"]),
        ("max_mean", ["max", "mean", "concat"]),
        ("attention", ["weighted mean"]),
    ],
)
@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional", "unordered"])
def test_the_steps_are_pooled_into_one_vector_before_the_head(direction, pooling, nodes):
    settings = (f"model.direction={direction}", f"model.pooling={pooling}", "model.merge_mode=sum", BY_LENGTH)
    svg = draw(*settings)
    labels = words(svg)
    drawn = [label for label in labels if label in ("max", "mean", "concat", "weighted mean")]
    assert [label for label in dict.fromkeys(drawn) if label in nodes] == nodes
    assert 'fill-opacity="1" stroke=' not in "".join(re.findall(r"<rect[^>]+>", svg)), "no last state is marked"
    assert labels[-1].endswith("parameters")


def test_attention_is_drawn_as_a_weight_for_each_step_with_its_parameters():
    labels = words(draw("model.pooling=attention", BY_LENGTH))
    assert labels.index("attention, softmax") < labels.index("weighted mean")
    assert "any × 1 · 64 parameters" in labels


def test_a_network_without_a_recurrent_layer_has_no_direction_s_colour():
    svg = draw("model.direction=unordered", "model.pooling=max", BY_LENGTH)
    assert "no recurrent layer" in ET.fromstring(svg).get("aria-label")
    assert not any(color in svg for color in DIRECTION_COLORS.values())
    assert "LSTM" not in "".join(words(svg))


def test_dropout_leaves_out_a_token_or_some_of_the_head_s_inputs():
    labels = words(draw("model.token_dropout=0.1", "model.head_dropout=0.5"))
    assert [label for label in labels if "Dropout" in label] == ["Dropout: tokens", "SpatialDropout1D", "Dropout"]
    assert words(draw("model.token_dropout=0.1", "model.head_dropout=0.5", notes=False)) == words(draw(notes=False))
    assert "Dropout" in words(draw(*SEQUENCES, "model.head_dropout=0.5"))


def test_the_embedding_names_where_its_vectors_come_from():
    glove = ("model.embeddings=glove", "model.embedding_dim=50", "model.embeddings_trainable=false")
    assert "Embedding, GloVe, frozen" in words(draw(*glove))
    assert "Embedding, from a file" in words(draw("model.embeddings=file", "model.embeddings_path=vectors.txt"))


@pytest.mark.parametrize("pooling", ["max_mean", "attention"])
def test_rows_and_columns_of_images_are_pooled_apart(pooling):
    labels = words(draw(*IMAGES, "model.direction=four_directions", f"model.pooling={pooling}"))
    last = "Concatenate" if pooling == "max_mean" else "weighted mean"
    assert labels.index("row 1") < labels.index(last) < labels.index("col 1") < labels.index("rows, columns")


@pytest.mark.parametrize("settings", [("text.priors=both", "model.pooling=max_mean", "model.head_dropout=0.5"),
                                      ("model.direction=two_forward", "model.pooling=attention")])  # fmt: skip
def test_the_notes_of_two_layers_never_overlap(settings):
    svg = ET.fromstring(draw(*settings, BY_LENGTH))
    titles = [float(text.get("y")) for text in svg.iter("text") if text.get("font-weight") == "600"]
    assert min(after - before for before, after in pairwise(titles)) >= 32
