import json
from itertools import product

import numpy as np
import onnx
import onnxruntime
import pytest

from core.config import RunConfig
from core.data.encoding import Encoded
from core.errors import ParityError
from core.models.keras_model import build_model
from core.models.onnx_export import check_parity, export_onnx

NUM_WORDS, MAXLEN = 20, 4
WAYS = (
    ("forward", "concat"),
    ("backward", "concat"),
    *(("bidirectional", mode) for mode in ("concat", "sum", "mul", "ave")),
)
TWO_FORWARD = [("two_forward", mode) for mode in ("concat", "sum", "mul", "ave")]
CLASS_NAMES = {"sigmoid": ("no", "yes"), "softmax": ("bad", "fair", "good"), "logits": ("bad", "fair", "good")}
DIGITS = tuple("0123456789")
TAGS = {"name": "file", "path": "tags.csv", "label_separator": "|"}
CELLS = ("SimpleRNN", "GRU", "LSTM")
GRAPHS = [
    *product(CELLS, WAYS, [1], ["softmax"]),
    *product(CELLS, WAYS, [2], ["logits"]),  # what a head does is the same whatever is beneath it
    *product(["LSTM"], WAYS, [1], ["sigmoid"]),
    *product(CELLS, TWO_FORWARD[:1], [2], ["logits"]),
    *product(["LSTM"], TWO_FORWARD[1:], [2], ["softmax"]),
]


def make_config(batching="padded", name="reviews", **model):
    return RunConfig.from_dict(
        {
            "dataset": {"name": name},
            "text": {"num_words": NUM_WORDS, "maxlen": MAXLEN},
            "model": {"units": 3, "embedding_dim": 4, "spatial_dropout": 0.2, "dropout": 0.2, "recurrent_dropout": 0.2}
            | model,
            "train": {"batching": batching},
        }
    )


def make_model(config, num_classes):
    """A network with random weights everywhere: Keras starts with zero biases, which would hide a wrong order."""
    model = build_model(config, num_classes)
    model.run_eagerly = True  # tracing a graph for each of so many small networks would take minutes
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(0, 1, weight.shape) for weight in model.get_weights()])
    return model


def make_model_of_values(config, num_classes):
    """A network with its initial weights and random biases: random weights would let relu grow from step to step."""
    model = build_model(config, num_classes)
    model.run_eagerly = True
    generator = np.random.default_rng(0)
    initial = model.get_weights()
    model.set_weights([weight if weight.any() else generator.normal(0, 0.3, weight.shape) for weight in initial])
    return model


def make_values(num_steps, num_features, lengths=()):
    values = np.random.default_rng(1).random((6, num_steps, num_features), np.float32)
    return Encoded(values, np.array(lengths or [num_steps] * 6, np.int32))


def make_encoded(batching="padded", num_priors=0):
    ids = np.random.default_rng(1).integers(1, NUM_WORDS, (6, MAXLEN)).astype(np.int32)
    priors = np.random.default_rng(2).normal(size=(6, MAXLEN, num_priors)).astype(np.float32) if num_priors else None
    num_words = np.array([3, 1, 1, 3, 3, 3], np.int32)
    ids[np.arange(MAXLEN) >= num_words[:, None]] = 0
    return Encoded(ids, num_words if batching == "by_length" else np.full_like(num_words, MAXLEN), priors)


def run(path, encoded, outputs=None):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    names = outputs or [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"inputs": encoded.inputs, "lengths": encoded.lengths}), strict=True))


@pytest.mark.parametrize(("cell", "way", "num_layers", "head"), GRAPHS)
def test_the_graph_computes_what_keras_computes(tmp_path, cell, way, num_layers, head):
    names = CLASS_NAMES[head]
    direction, merge_mode = way
    config = make_config(
        "by_length", cell=cell, direction=direction, merge_mode=merge_mode, num_layers=num_layers, head=head
    )
    model = make_model(config, len(names))
    export_onnx(model, config, names, tmp_path / "model.onnx", MAXLEN)
    assert check_parity(model, tmp_path / "model.onnx", make_encoded("by_length")) <= 1e-5
    probabilities = run(tmp_path / "model.onnx", make_encoded("by_length"))["probabilities"]
    assert probabilities.shape == (6, len(names))
    assert np.ptp(probabilities, axis=0).max() > 1e-3, "rows must differ, or agreement would mean nothing"


@pytest.mark.parametrize("pooling", ["max", "mean", "max_mean", "attention"])
@pytest.mark.parametrize(
    ("direction", "merge_mode"), [WAYS[0], ("bidirectional", "sum"), TWO_FORWARD[0], ("unordered", "concat")]
)
def test_pooling_and_priors_are_computed_as_keras_computes_them(tmp_path, direction, merge_mode, pooling):
    model_settings = {"direction": direction, "merge_mode": merge_mode, "pooling": pooling, "head": "softmax"}
    config = make_config("by_length", **model_settings)
    config = config.model_copy(update={"text": config.text.model_copy(update={"priors": "linear"})})
    model = make_model(config, 3)
    export_onnx(model, config, CLASS_NAMES["softmax"], tmp_path / "model.onnx", None)
    assert check_parity(model, tmp_path / "model.onnx", make_encoded("by_length", num_priors=9)) <= 1e-5


@pytest.mark.parametrize(
    ("cell", "direction", "settings"),
    [
        ("SimpleRNN", "bidirectional", {"merge_mode": "ave"}),
        ("GRU", "backward", {"num_layers": 2}),
        ("LSTM", "two_forward", {"pooling": "max_mean", "priors": "both"}),
        ("LSTM", "bidirectional", {"pooling": "attention", "num_layers": 2}),
        ("GRU", "bidirectional", {"head": "per_step", "num_layers": 2}),
    ],
)
@pytest.mark.parametrize("every", [1, 2, 3, 9])
def test_states_start_anew_where_they_do_in_keras(tmp_path, cell, direction, settings, every):
    settings = {"cell": cell, "direction": direction, "reset_every": every, "head": "softmax"} | settings
    priors = settings.pop("priors", "none")
    name = "punctuation" if settings["head"] == "per_step" else "reviews"
    config = make_config("by_length", name, **settings).with_settings([f"text.priors={priors}"])
    model = make_model_of_values(config, 2)
    export_onnx(model, config, ("bad", "good"), tmp_path / "model.onnx", None)
    encoded = make_encoded("by_length", 6 if priors == "both" else 0)
    assert check_parity(model, tmp_path / "model.onnx", encoded) <= 1e-6


def test_the_states_of_each_direction_are_those_of_the_last_segment(tmp_path):
    """Whatever else is in the batch, and however wide it is."""
    config = make_config("by_length", reset_every=2)
    export_onnx(make_model(config, 2), config, ("bad", "good"), tmp_path / "model.onnx", None)
    whole = make_encoded("by_length")
    of_batch = run(tmp_path / "model.onnx", whole, ["forward", "backward"])
    for row, length in enumerate(whole.lengths):
        start = (length - 1) // 2 * 2
        alone = Encoded(whole.inputs[[row], start:length], np.array([length - start], np.int32))
        for name, states in run(tmp_path / "model.onnx", alone, ["forward", "backward"]).items():
            np.testing.assert_allclose(of_batch[name][row], states[0], atol=1e-6)


@pytest.mark.parametrize("pooling", ["max", "mean", "max_mean", "attention"])
def test_the_rows_and_the_columns_of_an_image_are_pooled_as_keras_pools_them(tmp_path, pooling):
    config = make_config(name="digits", direction="four_directions", head="softmax", pooling=pooling)
    model = make_model_of_values(config, 3)
    export_onnx(model, config, CLASS_NAMES["softmax"], tmp_path / "model.onnx", None)
    assert check_parity(model, tmp_path / "model.onnx", make_values(28, 28)) <= 1e-5


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("direction", "merge_mode"), WAYS[:3])
def test_a_network_that_reads_its_padding_is_exported_too(tmp_path, cell, direction, merge_mode):
    config = make_config("padded", cell=cell, direction=direction, merge_mode=merge_mode, num_layers=2)
    model = make_model(config, 2)
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    encoded = make_encoded()
    assert 0 in encoded.inputs
    assert check_parity(model, tmp_path / "model.onnx", encoded) <= 1e-5


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("direction", "merge_mode"), [WAYS[1], WAYS[2], TWO_FORWARD[0]])
def test_images_are_computed_as_keras_computes_them(tmp_path, cell, direction, merge_mode, activation):
    config = make_config(
        name="digits",
        cell=cell,
        direction=direction,
        merge_mode=merge_mode,
        num_layers=2,
        head="softmax",
        activation=activation,
    )
    model = make_model_of_values(config, 10)
    images = make_values(9, 28)
    export_onnx(model, config, DIGITS, tmp_path / "model.onnx", None)
    assert check_parity(model, tmp_path / "model.onnx", images) <= 1e-5
    probabilities = run(tmp_path / "model.onnx", images)["probabilities"]
    assert probabilities.shape == (6, 10)
    assert np.ptp(probabilities, axis=0).max() > 1e-4, "rows must differ, or agreement would mean nothing"


@pytest.mark.parametrize(
    ("cell", "merge_mode", "num_layers", "activation"),
    [
        ("SimpleRNN", "sum", 2, "relu"),
        ("GRU", "mul", 1, "relu"),
        ("LSTM", "concat", 2, "tanh"),
    ],
)
def test_four_directions_are_computed_as_keras_computes_them(tmp_path, cell, merge_mode, num_layers, activation):
    config = make_config(
        name="digits",
        cell=cell,
        direction="four_directions",
        merge_mode=merge_mode,
        num_layers=num_layers,
        head="logits",
        activation=activation,
    )
    model = make_model_of_values(config, 10)
    images = make_values(28, 28)
    export_onnx(model, config, DIGITS, tmp_path / "model.onnx", None)
    assert check_parity(model, tmp_path / "model.onnx", images) <= 1e-5
    outputs = run(tmp_path / "model.onnx", images)
    summaries = ["forward", "backward", "forward_columns", "backward_columns"]
    assert list(outputs) == ["probabilities", "logits", *summaries]
    assert all(outputs[name].shape == (6, 3) for name in summaries)
    turned = run(tmp_path / "model.onnx", Encoded(images.inputs.transpose(0, 2, 1).copy(), images.lengths))
    assert np.abs(turned["probabilities"] - outputs["probabilities"]).max() > 1e-4, "rows are not columns"


def test_the_published_deep_relu_network_agrees_within_the_tolerance(tmp_path):
    values = {"cell": "SimpleRNN", "direction": "forward", "units": 512, "num_layers": 2, "head": "logits"}
    config = make_config(name="mnist", activation="relu", dropout=0.0, recurrent_dropout=0.0, **values)
    model = build_model(config, 10)
    export_onnx(model, config, DIGITS, tmp_path / "model.onnx", None)
    assert check_parity(model, tmp_path / "model.onnx", make_values(28, 28)) <= 1e-5


@pytest.mark.parametrize(
    ("cell", "way", "num_layers"),
    [*product(CELLS, WAYS, [1]), *product(["LSTM"], [*WAYS[:3], TWO_FORWARD[0]], [2])],
)
def test_a_head_at_each_step_is_computed_as_keras_computes_it(tmp_path, cell, way, num_layers):
    direction, merge_mode = way
    config = make_config(
        name="cumulative_sum",
        cell=cell,
        direction=direction,
        merge_mode=merge_mode,
        num_layers=num_layers,
        head="per_step",
    )
    model = make_model(config, 2)
    sequences = make_values(5, 1, lengths=[5, 3, 1, 3, 5, 5])
    export_onnx(model, config, ("no", "yes"), tmp_path / "model.onnx", None)
    assert check_parity(model, tmp_path / "model.onnx", sequences) <= 1e-5
    outputs = run(tmp_path / "model.onnx", sequences)
    assert outputs["probabilities"].shape == (6, 5, 2)
    assert outputs["logits"].shape == (6, 5, 1)
    assert np.ptp(outputs["probabilities"][0], axis=0).max() > 1e-3, "steps must differ too"


def test_a_mistake_at_one_step_of_one_sequence_is_caught(tmp_path):
    config = make_config(name="cumulative_sum", direction="forward", head="per_step")
    model = make_model(config, 2)
    export_onnx(model, config, ("no", "yes"), tmp_path / "model.onnx", None)
    sequences = make_values(5, 1)
    kernel, *others = model.get_layer("recurrent_1").get_weights()
    model.get_layer("recurrent_1").set_weights([kernel + 0.1, *others])
    silent = np.zeros_like(sequences.inputs)
    assert check_parity(model, tmp_path / "model.onnx", Encoded(silent, sequences.lengths)) <= 1e-5
    silent[3, 4] = 1
    with pytest.raises(ParityError):
        check_parity(model, tmp_path / "model.onnx", Encoded(silent, sequences.lengths))


def test_many_lengths_are_compared_without_running_eagerly(tmp_path):
    config = make_config("by_length")
    model = make_model(config, 2)
    model.run_eagerly = False
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    lengths = np.arange(1, 31, dtype=np.int32)
    ids = np.random.default_rng(1).integers(1, NUM_WORDS, (30, 30)).astype(np.int32)
    assert check_parity(model, tmp_path / "model.onnx", Encoded(ids, lengths)) <= 1e-5


@pytest.mark.parametrize("head", CLASS_NAMES)
def test_logits_are_the_head_before_its_activation(tmp_path, head):
    config = make_config(head=head)
    model = make_model(config, len(CLASS_NAMES[head]))
    export_onnx(model, config, CLASS_NAMES[head], tmp_path / "model.onnx", MAXLEN)
    outputs = run(tmp_path / "model.onnx", make_encoded())
    logits = outputs["logits"].astype(np.float64)
    if head == "sigmoid":
        assert logits.shape == (6, 1)
        expected = np.concatenate([1 / (1 + np.exp(logits)), 1 / (1 + np.exp(-logits))], axis=1)
    else:
        expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(outputs["probabilities"], expected, atol=1e-6)


@pytest.mark.parametrize(
    ("cell", "direction", "merge_mode"),
    [(cell, *way) for cell, way in [*product(CELLS, WAYS), *product(["GRU"], TWO_FORWARD)]],
)
def test_the_merged_summaries_are_the_input_of_the_head(tmp_path, cell, direction, merge_mode):
    config = make_config("by_length", cell=cell, direction=direction, merge_mode=merge_mode, head="softmax")
    model = make_model(config, 3)
    export_onnx(model, config, CLASS_NAMES["softmax"], tmp_path / "model.onnx", MAXLEN)
    outputs = run(tmp_path / "model.onnx", make_encoded("by_length"))
    pairs = {"bidirectional": ["forward", "backward"], "two_forward": ["forward", "second_forward"]}
    names = pairs.get(direction, [direction])
    assert [name for name in outputs if name not in ("probabilities", "logits")] == names
    summaries = [outputs[name] for name in names]
    assert all(summary.shape == (6, 3) for summary in summaries)
    merged = {
        "concat": lambda: np.concatenate(summaries, axis=1),
        "sum": lambda: sum(summaries),
        "mul": lambda: np.prod(summaries, axis=0),
        "ave": lambda: np.mean(summaries, axis=0),
    }[merge_mode]()
    kernel, bias = model.get_layer("head").get_weights()
    np.testing.assert_allclose(merged @ kernel + bias, outputs["logits"], atol=1e-5)


def test_each_summary_equals_the_last_state_of_its_keras_layer(tmp_path):
    config = make_config(cell="LSTM")
    model = make_model(config, 2)
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    outputs = run(tmp_path / "model.onnx", make_encoded())
    embedded = model.get_layer("embedding")(make_encoded().inputs)
    both = model.get_layer("recurrent_1")
    np.testing.assert_allclose(outputs["forward"], both.forward_layer(embedded), atol=1e-6)
    np.testing.assert_allclose(outputs["backward"], both.backward_layer(embedded), atol=1e-6)


def test_each_summary_of_two_forward_layers_equals_that_of_its_keras_layer(tmp_path):
    config = make_config(cell="GRU", direction="two_forward")
    model = make_model(config, 2)
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    outputs = run(tmp_path / "model.onnx", make_encoded())
    embedded = model.get_layer("embedding")(make_encoded().inputs)
    np.testing.assert_allclose(outputs["forward"], model.get_layer("recurrent_1")(embedded), atol=1e-6)
    np.testing.assert_allclose(outputs["second_forward"], model.get_layer("recurrent_1_second")(embedded), atol=1e-6)
    assert np.abs(outputs["forward"] - outputs["second_forward"]).max() > 1e-3


def test_two_forward_networks_are_two_native_operators_in_each_layer(tmp_path):
    config = make_config(cell="LSTM", direction="two_forward", num_layers=2)
    export_onnx(make_model(config, 2), config, ("no", "yes"), tmp_path / "model.onnx", MAXLEN)
    nodes = [node for node in onnx.load(tmp_path / "model.onnx").graph.node if node.op_type == "LSTM"]
    reads = [attribute.s for node in nodes for attribute in node.attribute if attribute.name == "direction"]
    assert reads == [b"forward"] * 4


@pytest.mark.parametrize("direction", ["bidirectional", "two_forward"])
@pytest.mark.parametrize("num_layers", [1, 2])
def test_padding_after_the_words_changes_nothing(tmp_path, num_layers, direction):
    config = make_config("by_length", num_layers=num_layers, direction=direction)
    model = make_model(config, 2)
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    encoded = make_encoded("by_length")
    together = run(tmp_path / "model.onnx", encoded)
    for row, length in enumerate(encoded.lengths):
        alone = run(
            tmp_path / "model.onnx", Encoded(encoded.inputs[row : row + 1, :length], encoded.lengths[row : row + 1])
        )
        for name, values in alone.items():
            np.testing.assert_allclose(values[0], together[name][row], atol=1e-6)


def test_the_graph_is_made_of_native_operators_and_names_its_classes(tmp_path):
    names = ("été", 'say "no"')
    for cell, operator in (("SimpleRNN", "RNN"), ("GRU", "GRU"), ("LSTM", "LSTM")):
        config = make_config(cell=cell, num_layers=2, merge_mode="ave")
        export_onnx(make_model(config, 2), config, names, tmp_path / "model.onnx", MAXLEN)
        graph = onnx.load(tmp_path / "model.onnx")
        assert [node.op_type for node in graph.graph.node].count(operator) == 2
        assert not {"Loop", "Scan", "If"} & {node.op_type for node in graph.graph.node}
        assert metadata_of(graph) == {
            "class_names": list(names),
            "merge_mode": "ave",
            "pooling": "last",
            "maxlen": MAXLEN,
        }


def test_the_resolved_maxlen_is_in_the_metadata_and_the_steps_stay_variable(tmp_path):
    config = make_config("padded").with_settings(["text.maxlen=none"])
    model = make_model(config, 2)
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", 17)
    assert metadata_of(onnx.load(tmp_path / "model.onnx"))["maxlen"] == 17
    assert check_parity(model, tmp_path / "model.onnx", make_encoded()) <= 1e-5


@pytest.mark.parametrize(
    ("direction", "shape"), [("bidirectional", ["n", "t", 28]), ("four_directions", ["n", 28, 28])]
)
def test_images_have_a_fixed_shape_and_no_maxlen(tmp_path, direction, shape):
    config = make_config(name="digits", direction=direction, head="softmax")
    export_onnx(make_model(config, 10), config, DIGITS, tmp_path / "model.onnx", None)
    graph = onnx.load(tmp_path / "model.onnx")
    inputs = graph.graph.input[0]
    assert inputs.name == "inputs"
    assert inputs.type.tensor_type.elem_type == onnx.TensorProto.FLOAT
    assert [size.dim_param or size.dim_value for size in inputs.type.tensor_type.shape.dim] == shape
    assert metadata_of(graph)["maxlen"] is None


def metadata_of(graph):
    return {entry.key: json.loads(entry.value) for entry in graph.metadata_props}


def test_only_the_whole_file_is_left_and_an_older_one_is_replaced(tmp_path):
    config = make_config()
    path = tmp_path / "model.onnx"
    path.write_bytes(b"older")
    export_onnx(make_model(config, 2), config, ("no", "yes"), path, MAXLEN)
    assert [file.name for file in tmp_path.iterdir()] == ["model.onnx"]
    onnx.checker.check_model(onnx.load(path))


@pytest.mark.parametrize("weight", ["kernel", "recurrent_kernel", "bias"])
@pytest.mark.parametrize("cell", ["GRU", "LSTM"])
def test_a_wrong_gate_order_is_caught(tmp_path, cell, weight):
    config = make_config(cell=cell)
    model = make_model(config, 2)
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    _swap_first_gates(tmp_path / "model.onnx", f"recurrent_1/{weight}")
    with pytest.raises(ParityError) as error:
        check_parity(model, tmp_path / "model.onnx", make_encoded())
    assert "differ from Keras' by up to 0." in error.value.problem
    assert "1e-05" in error.value.expected
    assert error.value.hint


def test_weights_that_are_no_numbers_are_caught(tmp_path):
    config = make_config()
    model = make_model(config, 2)
    model.get_layer("head").set_weights([np.full((6, 1), np.nan), np.zeros(1)])
    export_onnx(model, config, CLASS_NAMES["sigmoid"], tmp_path / "model.onnx", MAXLEN)
    with pytest.raises(ParityError):
        check_parity(model, tmp_path / "model.onnx", make_encoded())


def _swap_first_gates(path, name):
    graph = onnx.load(path)
    tensor = next(tensor for tensor in graph.graph.initializer if tensor.name == name)
    values = onnx.numpy_helper.to_array(tensor).copy()
    units = 3
    values[:, : 2 * units] = np.roll(values[:, : 2 * units], units, axis=1)
    tensor.CopyFrom(onnx.numpy_helper.from_array(values, name))
    onnx.save_model(graph, path)


@pytest.mark.parametrize("batching", ["padded", "by_length"])
def test_each_of_several_labels_has_a_probability_of_its_own(tmp_path, batching):
    settings = {"dataset": TAGS, "text": {"num_words": NUM_WORDS, "maxlen": MAXLEN}, "train": {"batching": batching}}
    config = RunConfig.from_dict(settings | {"model": {"units": 3, "embedding_dim": 4, "head": "multi_label"}})
    model, encoded = make_model(config, 3), make_encoded(batching)
    export_onnx(model, config, ("food", "money", "sport"), tmp_path / "model.onnx", MAXLEN)
    assert check_parity(model, tmp_path / "model.onnx", encoded) < 1e-5
    outputs = run(tmp_path / "model.onnx", encoded)
    assert outputs["probabilities"].shape == outputs["logits"].shape == (6, 3)
    assert np.ptp(outputs["probabilities"].sum(axis=1)) > 0.1


@pytest.mark.parametrize("num_classes", [2, 4])
@pytest.mark.parametrize(("cell", "way"), [*product(CELLS, (*WAYS, *TWO_FORWARD)), ("LSTM", ("unordered", "concat"))])
def test_a_token_is_predicted_as_in_its_sentence_alone_whatever_the_padding(tmp_path, cell, way, num_classes):
    direction, merge_mode = way
    config = make_config(
        "by_length", "punctuation", cell=cell, direction=direction, merge_mode=merge_mode, head="per_step", num_layers=2
    )
    model = make_model(config, num_classes)
    path = tmp_path / "model.onnx"
    export_onnx(model, config, DIGITS[:num_classes], path, None)
    encoded = make_encoded("by_length")
    assert check_parity(model, path, encoded) <= 1e-5
    wider = Encoded(np.pad(encoded.inputs, [(0, 0), (0, 3)], constant_values=7), encoded.lengths)
    of_batches = [run(path, one)["probabilities"] for one in (encoded, wider)]
    assert of_batches[0].shape == (6, MAXLEN, num_classes)
    for row, length in enumerate(encoded.lengths):
        alone = Encoded(encoded.inputs[row : row + 1, :length], encoded.lengths[row : row + 1])
        (expected,) = run(path, alone)["probabilities"]
        for probabilities in of_batches:
            np.testing.assert_allclose(probabilities[row, :length], expected, atol=1e-6)
