"""A trained Keras network as an ONNX graph of native RNN, GRU and LSTM operators."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper
from scipy.special import softmax

from core.config import ModelConfig, RunConfig
from core.data.encoding import Encoded
from core.directions import DIRECTIONS, Pass
from core.errors import ParityError
from core.models.architecture import (
    CRF,
    direction_layer_names,
    is_bidirectional,
    merged_width,
    num_features,
    recurrent_numbers,
    stack_suffixes,
)
from core.models.onnx_graph import OnnxGraph, OnnxSegments
from core.models.onnx_pooling import pooled_steps
from core.models.parity import TOLERANCE
from core.models.pooling import num_pooled
from core.system.files import write_whole

if TYPE_CHECKING:
    import keras


_OPERATORS = {"SimpleRNN": "RNN", "GRU": "GRU", "LSTM": "LSTM"}
_PASSES: dict[Pass, str] = {"forward": "forward", "backward": "reverse"}
_ACTIVATIONS = {"tanh": "Tanh", "relu": "Relu"}
_MERGES = {"sum": "Sum", "mul": "Mul", "ave": "Mean"}


def export_onnx(
    model: "keras.Model", config: RunConfig, class_names: Sequence[str], path: Path, maxlen: int | None
) -> None:
    """Write the network as an ONNX file, which replaces an earlier one only when it is complete.

    Inputs: `inputs`, texts (n, t) int32, images and sequences (n, t, num_features) float32; `priors` (n, t, num_priors)
    float32 where texts have them; and `lengths` (n,) int32, the number of steps of each row that are read.
    Outputs: `probabilities` (n, num_classes); `logits`, the head before its activation; and the last state of each
    direction layer of the last recurrent layer before they are merged (n, units), named by the direction's `summaries`,
    or its pooled outputs (n, units or 2 units);
    where a second stack reads an image's columns, its states are `forward_columns` and `backward_columns`.
    With a head at each step: `probabilities` (n, t, num_classes), `logits` (n, t, 1), or with more than two classes
    (n, t, num_classes), and the outputs of each direction layer at every step (n, t, units). With a CRF: `logits`, its
    emissions, and no `probabilities`; the transitions are in a file of their own.
    Metadata: `class_names`, `merge_mode`, `pooling` and `maxlen` as JSON.

    Args:
        maxlen: number of steps that texts are padded to; None without padding, and for images and sequences.
    """
    graph = OnnxGraph()
    stack_outputs: list[str] = []
    summaries: dict[str, str] = {}
    for suffix in stack_suffixes(config.model):
        output, stack_summaries = _stack(graph, config, model, suffix)
        stack_outputs.append(output)
        summaries |= stack_summaries
    joined = graph.add("Concat", stack_outputs, axis=-1) if len(stack_outputs) > 1 else stack_outputs[0]
    _head(graph, config.model, model, joined)
    for name, summary in summaries.items():
        graph.add("Identity", [summary], output=name)
    rows = ["n", "t"] if config.model.head == "per_step" else ["n"]
    outputs: dict[str, list[str | int]] = {"logits": [*rows, model.output_shape[-1]]}
    if not config.model.has_crf:
        outputs = {"probabilities": [*rows, len(class_names)], **outputs}
    outputs |= {name: [*rows, config.model.units * num_pooled(config.model)] for name in summaries}
    pooling = config.model.pooling if config.model.pools else "last"
    metadata = {"class_names": list(class_names), "merge_mode": config.model.merge_mode, "pooling": pooling}
    proto = graph.to_model(_inputs(model), outputs, metadata | {"maxlen": maxlen})
    write_whole(lambda part: onnx.save_model(proto, str(part)), path)


def check_parity(model: "keras.Model", path: Path, encoded: Encoded, tolerance: float = TOLERANCE) -> float:
    """The largest difference between the probabilities of Keras and of the exported graph on these rows.

    Where a CRF makes probabilities of them, the emissions are compared.

    Keras gets rows of equal length together, without their padding; ONNX Runtime gets all rows at once. Where each step
    has probabilities, only the steps that are read are compared.

    Raises:
        ParityError: when the difference is above the tolerance or not a number.
    """
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    named = dict(zip(("inputs", "priors"), encoded.arrays, strict=False))  # not every network reads priors
    output = "logits" if _has_crf(model) else "probabilities"
    (exported,) = session.run([output], named | {"lengths": encoded.lengths})
    expected = exported.copy()
    for length in np.unique(encoded.lengths):
        rows = encoded.lengths == length
        probabilities = _keras_probabilities(model, [values[rows, :length] for values in encoded.arrays])
        if probabilities.ndim == 3:
            expected[rows, :length] = probabilities
        else:
            expected[rows] = probabilities
    difference = float(np.max(np.abs(exported - expected)))
    if not difference <= tolerance:
        raise ParityError(
            f"The exported network's probabilities differ from Keras' by up to {difference:.2g} "
            f"on {len(expected)} rows.",
            f"They must agree within {tolerance:g}.",
            "Train the run again. If it fails again, report its settings as a bug.",
        )
    return difference


def _inputs(model: "keras.Model") -> list[onnx.ValueInfoProto]:
    first, *priors = model.inputs
    _, steps, *features = first.shape
    dtype = TensorProto.FLOAT if features else TensorProto.INT32
    steps = steps if features else None  # texts in batches may be narrower than `maxlen`
    return [
        helper.make_tensor_value_info("inputs", dtype, ["n", steps or "t", *features]),
        *(helper.make_tensor_value_info("priors", TensorProto.FLOAT, ["n", "t", one.shape[-1]]) for one in priors),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
    ]


def _stack(graph: OnnxGraph, config: RunConfig, model: "keras.Model", suffix: str) -> tuple[str, dict[str, str]]:
    """One stack of recurrent layers: its output for the head, and the summaries of its last layer by name."""
    hidden = _steps_first(graph, config, model, suffix)
    segments = None if config.reset_every is None else OnnxSegments(graph, hidden, config.reset_every)
    lengths = "lengths" if segments is None else segments.lengths()
    if segments is not None:
        hidden = segments.split(hidden, _width_of_steps(model))
    directions: list[str] = []
    last: tuple[str, ...] = ()  # a network without recurrent layers has no states
    for number in recurrent_numbers(config.model):
        layer_names = direction_layer_names(config.model, number, suffix)
        operators = (_recurrent(graph, config.model, name, model, hidden, lengths) for name in layer_names)
        steps, last = zip(*operators, strict=True)
        directions = _directions(graph, config.model, steps, axis=1)
        hidden = _merge(graph, config.model, directions)
    is_per_step = config.model.head == "per_step"
    if segments is not None and (config.model.pools or is_per_step):
        hidden = segments.joined(hidden, merged_width(config.model))
        directions = [segments.joined(direction, config.model.units) for direction in directions]
    if config.model.pools:
        output, *summaries = pooled_steps(graph, config.model, model, suffix, [hidden, *directions])
    elif is_per_step:
        output, *summaries = (graph.add("Transpose", [one], perm=[1, 0, 2]) for one in (hidden, *directions))
    else:
        summaries = _directions(graph, config.model, last, axis=0)
        summaries = summaries if segments is None else [segments.of_last(states) for states in summaries]
        output = _merge(graph, config.model, summaries)
    names = [f"{name}{suffix}" for name in DIRECTIONS[config.model.direction].summaries]
    return output, dict(zip(names, summaries, strict=True))


def _steps_first(graph: OnnxGraph, config: RunConfig, model: "keras.Model", suffix: str) -> str:
    """The input of the first layer, (t, n, width): ONNX' recurrent operators have the steps first."""
    if num_features(config) is not None:
        return graph.add("Transpose", ["inputs"], perm=[2, 0, 1] if suffix == "_columns" else [1, 0, 2])
    (embeddings,) = model.get_layer("embedding").get_weights()
    words = graph.add("Transpose", ["inputs"], perm=[1, 0])
    vectors = graph.add("Gather", [graph.weight("embedding", embeddings), words])
    if len(model.inputs) == 1:
        return vectors
    return graph.add("Concat", [vectors, graph.add("Transpose", ["priors"], perm=[1, 0, 2])], axis=-1)


def _width_of_steps(model: "keras.Model") -> int:
    """The numbers of each word: its vector, and its priors where the network reads them."""
    (embeddings,) = model.get_layer("embedding").get_weights()
    return embeddings.shape[1] + sum(one.shape[-1] for one in model.inputs[1:])


def _recurrent(
    graph: OnnxGraph, config: ModelConfig, name: str, model: "keras.Model", hidden: str, lengths: str
) -> tuple[str, str]:
    """A Keras layer: its outputs at every step (t, directions, n, units), and its last states (directions, n, units).

    ONNX returns a reversed direction's outputs in the input's order, so each layer of a backward stack is `reverse`.
    """
    weights = model.get_layer(name).get_weights()  # kernel, recurrent kernel and bias of each direction in turn
    direction_layers = [_onnx_weights(config.cell, *weights[start : start + 3]) for start in range(0, len(weights), 3)]
    roles = zip(("kernel", "recurrent_kernel", "bias"), zip(*direction_layers, strict=True), strict=True)
    kernel, recurrent_kernel, bias = (graph.weight(f"{name}/{role}", np.stack(values)) for role, values in roles)
    only_pass = DIRECTIONS[config.direction].only_pass
    attributes = {"linear_before_reset": 1} if config.cell == "GRU" else {}
    lengths = "" if name.endswith("_columns") else lengths  # lengths count rows: every column is read
    return graph.add_recurrent(
        _OPERATORS[config.cell],
        [hidden, kernel, recurrent_kernel, bias, lengths],
        name,
        hidden_size=config.units,
        direction="bidirectional" if only_pass is None else _PASSES[only_pass],
        activations=_activations(config) * len(direction_layers),
        **attributes,
    )


def _activations(config: ModelConfig) -> list[str]:
    """The activations of one direction layer, in ONNX' order."""
    activation = _ACTIVATIONS[config.activation]
    return {
        "SimpleRNN": [activation],
        "GRU": ["Sigmoid", activation],
        "LSTM": ["Sigmoid", activation, activation],
    }[config.cell]


def _onnx_weights(
    cell: str, kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Keras' weights (inputs, gates * units) as ONNX has them (gates * units, inputs), with both biases.

    Gates: Keras' LSTM i, f, c, o is ONNX' i, o, f, c; both call GRU's gates z, r, h in this order. Only Keras' GRU has
    a second bias, added to the recurrent part (https://keras.io/api/layers/recurrent_layers/gru/, `reset_after`;
    https://onnx.ai/onnx/operators/onnx__GRU.html, `linear_before_reset`).
    """
    biases = bias if cell == "GRU" else np.stack([bias, np.zeros_like(bias)])
    if cell == "LSTM":
        kernel, recurrent_kernel, biases = (
            np.concatenate([gates[0], gates[3], gates[1], gates[2]], axis=-1)
            for gates in (np.split(weight, 4, axis=-1) for weight in (kernel, recurrent_kernel, biases))
        )
    return kernel.T, recurrent_kernel.T, biases.reshape(-1)


def _directions(graph: OnnxGraph, config: ModelConfig, outputs: Sequence[str], axis: int) -> list[str]:
    """What each direction layer ended with, from the outputs of the operators of one layer."""
    indices = range(2 if is_bidirectional(config) else 1)
    return [
        graph.add("Gather", [output, graph.weight(f"{output}/{index}", np.array(index))], axis=axis)
        for output in outputs
        for index in indices
    ]


def _merge(graph: OnnxGraph, config: ModelConfig, directions: list[str]) -> str:
    if len(directions) == 1:
        return directions[0]
    if config.merge_mode == "concat":
        return graph.add("Concat", directions, axis=-1)
    return graph.add(_MERGES[config.merge_mode], directions)


def _head(graph: OnnxGraph, config: ModelConfig, model: "keras.Model", hidden: str) -> None:
    kernel, bias = model.get_layer("head").get_weights()
    weighted = graph.add("MatMul", [hidden, graph.weight("head/kernel", kernel)])
    logits = graph.add("Add", [weighted, graph.weight("head/bias", bias)], output="logits")
    if config.has_crf:
        return
    if config.head == "multi_label":
        graph.add("Sigmoid", [logits], output="probabilities")
    elif config.head == "sigmoid" or (config.head == "per_step" and len(bias) == 1):
        of_first = graph.add("Sigmoid", [graph.add("Neg", [logits])])
        of_second = graph.add("Sigmoid", [logits])
        graph.add("Concat", [of_first, of_second], output="probabilities", axis=-1)
    else:
        graph.add("Softmax", [logits], output="probabilities", axis=-1)


def _has_crf(model: "keras.Model") -> bool:
    return bool(model.layers[-1].name == CRF)


def _keras_probabilities(model: "keras.Model", inputs: Sequence[np.ndarray]) -> np.ndarray:
    """Keras' outputs for rows of one length as probabilities of every class (last axis), for every head."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*softmax over axis", category=UserWarning)  # a text of one word
        outputs = model.predict_on_batch(inputs if len(inputs) > 1 else inputs[0])
    if _has_crf(model):
        return outputs
    activation = model.get_layer("head").activation.__name__
    if activation == "sigmoid" and outputs.shape[-1] == 1:
        return np.concatenate([1 - outputs, outputs], axis=-1)
    return softmax(outputs, axis=-1) if activation == "linear" else outputs
