import subprocess
import sys
from itertools import product

import pytest

from core.config import RunConfig
from core.errors import ConfigError
from core.layers import layer_table, num_params

CELLS = ("SimpleRNN", "GRU", "LSTM")
WAYS = (
    ("forward", "concat"),
    ("backward", "concat"),
    *(("bidirectional", mode) for mode in ("concat", "sum", "mul", "ave")),
)
HEADS = (("sigmoid", 2), ("softmax", 3), ("logits", 5))


def make_config(batching="padded", **model):
    return RunConfig.from_dict(
        {
            "text": {"num_words": 7, "maxlen": 6},
            "model": {"units": 3, "embedding_dim": 4} | model,
            "train": {"batching": batching},
        }
    )


def keras_table(config, num_classes):
    from core.models import build_model

    model = build_model(config, num_classes)
    rows = [(layer.name, tuple(layer.output.shape), layer.count_params()) for layer in model.layers]
    return rows, model.count_params()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("direction", "merge_mode"), WAYS)
@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_the_table_equals_keras_summary(cell, direction, merge_mode, num_layers):
    for (head, num_classes), (batching, spatial_dropout) in product(HEADS, (("padded", 0.0), ("by_length", 0.3))):
        config = make_config(
            batching,
            cell=cell,
            direction=direction,
            merge_mode=merge_mode,
            num_layers=num_layers,
            head=head,
            spatial_dropout=spatial_dropout,
        )
        table = layer_table(config, num_classes)
        rows, total = keras_table(config, num_classes)
        assert [(row.name, row.output_shape, row.num_params) for row in table] == rows
        assert num_params(table) == total


def test_the_table_names_the_layers_as_keras_does():
    from core.models import build_model

    for direction in ("backward", "bidirectional"):
        config = make_config(cell="GRU", direction=direction, num_layers=2, spatial_dropout=0.1)
        classes = [type(layer).__name__ for layer in build_model(config, 2).layers]
        assert [row.layer.partition("(")[0] for row in layer_table(config, 2)] == classes


def test_a_bidirectional_row_names_the_cell_it_wraps():
    assert layer_table(make_config(cell="GRU", spatial_dropout=0.0), 2)[2].layer == "Bidirectional(GRU)"


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
    assert layer_table(config, 2)[2].num_params == 131_584


def test_a_sigmoid_head_refuses_three_classes():
    with pytest.raises(ConfigError) as error:
        layer_table(make_config(head="sigmoid"), 3)
    assert "3 classes" in error.value.came
    assert "softmax" in error.value.mend


def test_a_network_too_large_to_store_is_refused():
    config = RunConfig.from_dict({"text": {"num_words": 1_000_000}, "model": {"embedding_dim": 1_024}})
    with pytest.raises(ConfigError) as error:
        layer_table(config, 2)
    assert "`embedding`" in error.value.came
    assert "text.num_words" in error.value.mend


def test_the_table_is_made_without_tensorflow():
    code = "import sys, core.layers; sys.exit(bool({'tensorflow', 'keras'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
