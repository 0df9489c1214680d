"""A trained Keras network as an ONNX graph of native RNN, GRU and LSTM operators."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from scipy.special import softmax

from core.checkpoints import write_whole
from core.config import ModelConfig, RunConfig
from core.errors import ParityError
from core.layers import recurrent_name
from core.text import Encoded

if TYPE_CHECKING:
    import keras

OPSET = 17
IR_VERSION = 8
TOLERANCE = 1e-5

_OPERATORS = {"SimpleRNN": "RNN", "GRU": "GRU", "LSTM": "LSTM"}
_READS = {"forward": "forward", "backward": "reverse", "bidirectional": "bidirectional"}
_MERGES = {"concat": "Concat", "sum": "Sum", "mul": "Mul", "ave": "Mean"}


def export_onnx(model: "keras.Model", config: RunConfig, class_names: Sequence[str], path: Path) -> None:
    """Write the network as a file that ONNX Runtime scores with; nobody ever reads half of it.

    Inputs: `inputs` (n, t) int32 and `lengths` (n,) int32, the steps of each row that are read.
    Outputs: `probabilities` (n, num_classes); `logits`, the head before its activation; `forward` and `backward`
    (n, units), what each direction of the last recurrent layer came to before they are merged, those that exist.
    Metadata: `class_names` and `merge_mode` as JSON.
    """
    graph = _Graph()
    hidden = _embed(graph, model)
    for number in range(1, config.model.num_layers + 1):
        steps, last = _recurrent(graph, config.model, recurrent_name(number), model, hidden)
        hidden = _merge(graph, config.model, _directions(graph, config.model, steps, axis=1))
    summaries = _directions(graph, config.model, last, axis=0)
    _head(graph, config.model, model, _merge(graph, config.model, summaries))
    widths = {"probabilities": len(class_names), "logits": model.output_shape[-1]}
    for name, summary in zip(_summary_names(config.model), summaries, strict=True):
        graph.add("Identity", [summary], output=name)
        widths[name] = config.model.units
    metadata = {"class_names": list(class_names), "merge_mode": config.model.merge_mode}
    proto = graph.to_model(widths, metadata)
    write_whole(lambda part: onnx.save_model(proto, str(part)), path)


def check_parity(model: "keras.Model", path: Path, encoded: Encoded) -> float:
    """The largest difference between the probabilities of Keras and of the exported graph on these rows.

    Keras gets rows of equal length together, without their padding; ONNX Runtime gets all rows at once.

    Raises:
        ParityError: when the difference is above 1e-5 or not a number.
    """
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (exported,) = session.run(["probabilities"], {"inputs": encoded.inputs, "lengths": encoded.lengths})
    expected = np.empty_like(exported)
    for length in np.unique(encoded.lengths):
        rows = encoded.lengths == length
        expected[rows] = _keras_probabilities(model, encoded.inputs[rows, :length])
    difference = float(np.max(np.abs(exported - expected)))
    if not difference <= TOLERANCE:
        raise ParityError(
            f"The exported network's probabilities differ from Keras' by up to {difference:.2g} "
            f"on {len(expected)} texts.",
            f"They must agree within {TOLERANCE:g}.",
            "Train the run again; if it fails again, report its settings as a fault of Bothways.",
        )
    return difference


class _Graph:
    """Nodes and weights gathered in the order in which they are computed; each is known by its output's name."""

    def __init__(self):
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: Sequence[str], output: str = "", **attributes) -> str:
        output = output or f"{operator.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def add_recurrent(self, operator: str, inputs: Sequence[str], name: str, **attributes) -> tuple[str, str]:
        outputs = (f"{name}/steps", f"{name}/last")
        self._nodes.append(helper.make_node(operator, inputs, outputs, name, **attributes))
        return outputs

    def weight(self, name: str, values: np.ndarray) -> str:
        self._weights.append(numpy_helper.from_array(values, name))
        return name

    def to_model(self, widths: dict[str, int], metadata: dict) -> onnx.ModelProto:
        inputs = [
            helper.make_tensor_value_info("inputs", TensorProto.INT32, ["n", "t"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["n"]),
        ]
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width]) for name, width in widths.items()
        ]
        graph = helper.make_graph(self._nodes, "bothways", inputs, outputs, self._weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        helper.set_model_props(model, {key: json.dumps(value, ensure_ascii=False) for key, value in metadata.items()})
        onnx.checker.check_model(model)
        return model


def _embed(graph: _Graph, model: "keras.Model") -> str:
    """Embedded words, (t, n, embedding_dim): ONNX's recurrent operators count the steps first."""
    (embeddings,) = model.get_layer("embedding").get_weights()
    steps_first = graph.add("Transpose", ["inputs"], perm=[1, 0])
    return graph.add("Gather", [graph.weight("embedding", embeddings), steps_first])


def _recurrent(graph: _Graph, config: ModelConfig, name: str, model: "keras.Model", hidden: str) -> tuple[str, str]:
    """One recurrent layer: its outputs at every step (t, directions, n, units) and the last (directions, n, units).

    ONNX keeps a reversed direction's outputs in the text's order, so each layer of a backward stack reads `reverse`.
    """
    weights = model.get_layer(name).get_weights()  # kernel, recurrent kernel and bias of each direction in turn
    readers = [_onnx_weights(config.cell, *weights[start : start + 3]) for start in range(0, len(weights), 3)]
    kernel, recurrent_kernel, bias = (
        graph.weight(f"{name}/{role}", np.stack(values))
        for role, values in zip(("kernel", "recurrent_kernel", "bias"), zip(*readers, strict=True), strict=True)
    )
    attributes = {"linear_before_reset": 1} if config.cell == "GRU" else {}
    return graph.add_recurrent(
        _OPERATORS[config.cell],
        [hidden, kernel, recurrent_kernel, bias, "lengths"],
        name,
        hidden_size=config.units,
        direction=_READS[config.direction],
        **attributes,
    )


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


def _directions(graph: _Graph, config: ModelConfig, outputs: str, axis: int) -> list[str]:
    indices = range(2 if config.direction == "bidirectional" else 1)
    return [
        graph.add("Gather", [outputs, graph.weight(f"{outputs}/{index}", np.array(index))], axis=axis)
        for index in indices
    ]


def _merge(graph: _Graph, config: ModelConfig, directions: list[str]) -> str:
    if len(directions) == 1:
        return directions[0]
    attributes = {"axis": -1} if config.merge_mode == "concat" else {}
    return graph.add(_MERGES[config.merge_mode], directions, **attributes)


def _summary_names(config: ModelConfig) -> tuple[str, ...]:
    return ("forward", "backward") if config.direction == "bidirectional" else (config.direction,)


def _head(graph: _Graph, config: ModelConfig, model: "keras.Model", summary: str) -> None:
    kernel, bias = model.get_layer("head").get_weights()
    inputs = [summary, graph.weight("head/kernel", kernel), graph.weight("head/bias", bias)]
    logits = graph.add("Gemm", inputs, output="logits")
    if config.head == "sigmoid":
        of_first = graph.add("Sigmoid", [graph.add("Neg", [logits])])
        of_second = graph.add("Sigmoid", [logits])
        graph.add("Concat", [of_first, of_second], output="probabilities", axis=-1)
    else:
        graph.add("Softmax", [logits], output="probabilities", axis=-1)


def _keras_probabilities(model: "keras.Model", ids: np.ndarray) -> np.ndarray:
    """What Keras gives for rows of one length, as (n, num_classes) probabilities whatever the head."""
    outputs = model.predict_on_batch(ids)
    activation = model.get_layer("head").activation.__name__
    if activation == "sigmoid":
        return np.concatenate([1 - outputs, outputs], axis=1)
    return softmax(outputs, axis=1) if activation == "linear" else outputs
