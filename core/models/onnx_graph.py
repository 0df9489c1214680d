"""OnnxGraph: an ONNX graph that grows node by node."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
IR_VERSION = 8


class OnnxGraph:
    """Nodes in the order of computation, and weights; each is referred to by the name of its output."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def add(self, operator: str, inputs: Sequence[str], output: str = "", **attributes: Any) -> str:
        """A node with one output; the name of the output."""
        output = output or f"{operator.lower()}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def add_recurrent(self, operator: str, inputs: Sequence[str], name: str, **attributes: Any) -> tuple[str, str]:
        """A recurrent operator; the names of its outputs at every step, and of its last states."""
        outputs = (f"{name}/steps", f"{name}/last")
        self._nodes.append(helper.make_node(operator, inputs, outputs, name, **attributes))
        return outputs

    def weight(self, name: str, values: np.ndarray) -> str:
        """Fixed numbers; their name."""
        self._weights.append(numpy_helper.from_array(values, name))
        return name

    def constant(self, values: np.ndarray) -> str:
        """Fixed numbers that are no weight of the network; their name."""
        return self.weight(f"constant_{len(self._weights)}", values)

    def to_model(
        self, inputs: list[onnx.ValueInfoProto], outputs: dict[str, list[str | int]], metadata: dict
    ) -> onnx.ModelProto:
        """The whole graph, checked; metadata are stored as JSON."""
        shapes = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
        graph = helper.make_graph(self._nodes, "bothways", inputs, shapes, self._weights)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
        helper.set_model_props(model, {key: json.dumps(value, ensure_ascii=False) for key, value in metadata.items()})
        onnx.checker.check_model(model)
        return model
