import subprocess
import sys
from itertools import product

import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.models.architecture import layer_table, num_features, num_params

CELLS = ("SimpleRNN", "GRU", "LSTM")
WAYS = (
    ("forward", "concat"),
    ("backward", "concat"),
    *(("bidirectional", mode) for mode in ("concat", "sum", "mul", "ave")),
)
HEADS = (("sigmoid", 2), ("softmax", 3), ("logits", 5))


def make_config(batching="padded", name="reviews", maxlen=6, **model):
    return RunConfig.from_dict(
        {
            "dataset": {"name": name},
            "text": {"num_words": 7, "maxlen": maxlen},
            "model": {"units": 3, "embedding_dim": 4, "spatial_dropout": 0.0} | model,
            "train": {"batching": batching},
        }
    )


def assert_table_equals_keras_summary(config, num_classes):
    from core.models.keras_model import build_model

    model = build_model(config, num_classes)
    table = layer_table(config, num_classes)
    rows = [(layer.name, tuple(layer.output.shape), layer.count_params()) for layer in model.layers]
    assert [(row.name, row.output_shape, row.num_params) for row in table] == rows
    assert [row.layer.partition("(")[0] for row in table] == [type(layer).__name__ for layer in model.layers]
    assert num_params(table) == model.count_params()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("direction", "merge_mode"), WAYS)
@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_the_table_equals_keras_summary(cell, direction, merge_mode, num_layers):
    reads = (("padded", 0.0), ("by_length", 0.3), ("padded", 0.3))
    for (head, num_classes), (batching, spatial_dropout) in zip(HEADS, reads, strict=True):
        config = make_config(
            batching,
            cell=cell,
            direction=direction,
            merge_mode=merge_mode,
            num_layers=num_layers,
            head=head,
            spatial_dropout=spatial_dropout,
        )
        assert_table_equals_keras_summary(config, num_classes)


@pytest.mark.parametrize(
    ("merge_mode", "cell"), [("concat", "SimpleRNN"), ("sum", "GRU"), ("mul", "LSTM"), ("ave", "LSTM")]
)
def test_the_table_of_two_forward_networks_equals_keras_summary(merge_mode, cell):
    two = {"cell": cell, "direction": "two_forward", "merge_mode": merge_mode}
    for num_layers in (1, 3):
        assert_table_equals_keras_summary(make_config(num_layers=num_layers, **two), 2)
        assert_table_equals_keras_summary(make_config("by_length", num_layers=num_layers, head="softmax", **two), 3)
        assert_table_equals_keras_summary(make_config(name="mnist", num_layers=num_layers, head="logits", **two), 10)
        steps = make_config(name="cumulative_sum", num_layers=num_layers, head="per_step", **two)
        assert_table_equals_keras_summary(steps, 2)


@pytest.mark.parametrize(
    ("direction", "merge_mode"), [*WAYS, ("four_directions", "concat"), ("four_directions", "sum")]
)
@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_the_table_of_images_equals_keras_summary(direction, merge_mode, num_layers):
    for cell, head in product(CELLS, ("softmax", "logits")):
        config = make_config(
            name="mnist",
            cell=cell,
            direction=direction,
            merge_mode=merge_mode,
            num_layers=num_layers,
            head=head,
            activation="relu",
            spatial_dropout=0.3,
        )
        assert_table_equals_keras_summary(config, 10)


@pytest.mark.parametrize(("direction", "merge_mode"), WAYS)
@pytest.mark.parametrize("num_layers", [1, 2])
def test_the_table_of_sequences_equals_keras_summary(direction, merge_mode, num_layers):
    for cell in CELLS:
        config = make_config(
            name="cumulative_sum",
            cell=cell,
            direction=direction,
            merge_mode=merge_mode,
            num_layers=num_layers,
            head="per_step",
        )
        assert_table_equals_keras_summary(config, 2)


POOLINGS = ("max", "mean", "max_mean", "attention")


@pytest.mark.parametrize("direction", ["forward", "backward", "two_forward", "bidirectional", "unordered"])
def test_the_table_of_networks_that_pool_equals_keras_summary(direction):
    for pooling, merge_mode, num_layers in zip(POOLINGS, ("concat", "sum", "mul", "ave"), (1, 2, 1, 2), strict=True):
        model = {"direction": direction, "pooling": pooling, "merge_mode": merge_mode, "num_layers": num_layers}
        assert_table_equals_keras_summary(make_config("by_length", head_dropout=0.5, **model), 2)


@pytest.mark.parametrize(
    ("direction", "pooling", "num_layers"),
    [("bidirectional", "max", 2), ("backward", "last", 1), ("two_forward", "last", 2)],
)
def test_the_table_of_networks_that_start_anew_equals_keras_summary(direction, pooling, num_layers):
    config = make_config("by_length", direction=direction, pooling=pooling, num_layers=num_layers, reset_every=5)
    assert_table_equals_keras_summary(config, 2)


def test_images_and_sequences_are_never_read_in_segments():
    for name, head in (("mnist", "logits"), ("cumulative_sum", "per_step")):
        config = make_config(name=name, direction="backward", head=head, reset_every=5)
        assert layer_table(config, 2) == layer_table(config.with_settings(["model.reset_every=none"]), 2)


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("direction", ["four_directions", "bidirectional", "unordered"])
def test_the_table_of_images_that_are_pooled_equals_keras_summary(pooling, direction):
    images = make_config(name="mnist", pooling=pooling, direction=direction, head="logits", head_dropout=0.2, l2=0.001)
    assert_table_equals_keras_summary(images, 10)


@pytest.mark.parametrize(("priors", "num_classes"), [("naive_bayes", 2), ("linear", 3), ("both", 2), ("both", 3)])
@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_the_table_of_networks_with_priors_equals_keras_summary(priors, num_classes, batching):
    config = make_config(batching, head="softmax", token_dropout=0.1, spatial_dropout=0.2, embeddings_trainable=False)
    assert_table_equals_keras_summary(config.with_settings([f"text.priors={priors}"]), num_classes)


def test_priors_of_many_classes_are_refused():
    with pytest.raises(ConfigError, match="at most 20 classes"):
        layer_table(make_config(head="softmax").with_settings(["text.priors=both"]), 21)


def test_texts_padded_to_the_longest_of_them_leave_the_steps_open():
    config = make_config(maxlen=None)
    assert layer_table(config, 2)[0].output_shape == (None, None)
    assert_table_equals_keras_summary(config, 2)


def test_texts_have_no_features_images_have_columns_and_sequences_one_value():
    assert num_features(make_config()) is None
    assert num_features(make_config(name="digits", head="softmax")) == 28
    assert num_features(make_config(name="cumulative_sum", head="per_step")) == 1


def test_a_bidirectional_row_names_the_cell_it_wraps():
    assert layer_table(make_config(cell="GRU", spatial_dropout=0.0), 2)[2].layer == "Bidirectional(GRU)"
    images = make_config(name="mnist", cell="GRU", direction="four_directions", head="softmax")
    assert [row.layer for row in layer_table(images, 10)[2:4]] == ["Bidirectional(GRU)"] * 2


def test_two_forward_layers_are_as_large_as_a_bidirectional_one_in_every_merge_mode():
    for cell, merge_mode in product(CELLS, ("concat", "sum", "mul", "ave")):
        config = make_config(cell=cell, direction="two_forward", merge_mode=merge_mode, num_layers=3)
        assert num_params(layer_table(config, 2)) == num_params(layer_table(config.twin(), 2))


def test_a_published_size_is_counted_right():
    config = RunConfig.from_dict(
        {
            "model": {
                "cell": "LSTM",
                "direction": "forward",
                "units": 128,
                "embedding_dim": 128,
                "num_layers": 1,
                "spatial_dropout": 0,
            }
        }
    )
    (recurrent,) = [row for row in layer_table(config, 2) if row.name == "recurrent_1"]
    assert recurrent.num_params == 131_584


def test_a_sigmoid_head_refuses_three_classes():
    with pytest.raises(ConfigError) as error:
        layer_table(make_config(head="sigmoid"), 3)
    assert "3 classes" in error.value.problem
    assert "softmax" in error.value.hint


@pytest.mark.parametrize(("num_classes", "num_units"), [(2, 1), (3, 3)])
def test_a_head_at_each_step_has_one_unit_for_two_classes_or_one_for_each(num_classes, num_units):
    table = layer_table(make_config(name="cumulative_sum", head="per_step"), num_classes)
    assert table[-1].output_shape == (None, None, num_units)


def test_a_network_too_large_to_store_is_refused():
    config = RunConfig.from_dict({"text": {"num_words": 1_000_000}, "model": {"embedding_dim": 1_024}})
    with pytest.raises(ConfigError) as error:
        layer_table(config, 2)
    assert "`embedding`" in error.value.problem
    assert "text.num_words" in error.value.hint


def test_images_too_large_a_network_is_blamed_on_its_units_only():
    config = make_config(name="mnist", head="softmax", units=2_048, num_layers=8)
    with pytest.raises(ConfigError) as error:
        layer_table(config, 10)
    assert error.value.hint == "Lower model.units."


def test_the_table_is_made_without_tensorflow():
    code = "import sys, core.models.architecture; sys.exit(bool({'tensorflow', 'keras'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
