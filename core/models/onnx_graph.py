"""OnnxGraph: an ONNX graph that grows node by node; OnnxSegments: rows that recurrent operators read in segments."""

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


class OnnxSegments:
    """Rows with their steps first, (t, n, width), in segments of `num_steps` steps, and back.

    The segments of a number are those of all rows, in their order: segment s of row r is row s * n + r, of the
    segments that all rows of the batch have.

    Args:
        steps: the name of an array (t, n, ...).
    """

    def __init__(self, graph: OnnxGraph, steps: str, num_steps: int):
        self._graph, self._num_steps = graph, num_steps
        self._one, self._size = self._numbers(1), self._numbers(num_steps)
        shape = graph.add("Shape", [steps])
        self._longest, self._num_rows = (graph.add("Gather", [shape, self._numbers(axis)]) for axis in (0, 1))
        self._lengths = graph.add("Cast", ["lengths"], to=TensorProto.INT64)
        self._num_segments = self._segment_after(self._longest)

    def lengths(self) -> str:
        """The number of steps of each segment that are read, (segments,) int32.

        It is at least one: of segments after the end of a row, nothing is used.
        """
        graph = self._graph
        zero, one = (graph.constant(np.array(number, np.int64)) for number in (0, 1))
        count = graph.add("Squeeze", [self._num_segments])
        first = graph.add("Mul", [graph.add("Range", [zero, count, one]), self._size])
        left = graph.add("Sub", [self._lengths, graph.add("Unsqueeze", [first, self._one])])
        clipped = graph.add("Min", [graph.add("Max", [left, self._one]), self._size])
        return graph.add("Cast", [graph.add("Reshape", [clipped, self._numbers(-1)])], to=TensorProto.INT32)

    def split(self, steps: str, width: int) -> str:
        """Rows (t, n, width) as segments (num_steps, segments, width)."""
        graph = self._graph
        whole = graph.add("Mul", [self._num_segments, self._size])
        missing = graph.add("Sub", [whole, self._longest])
        pads = graph.add("Concat", [self._numbers(0, 0, 0), missing, self._numbers(0, 0)], axis=0)
        parts = self._reshape(
            graph.add("Pad", [steps, pads]), self._num_segments, self._size, self._num_rows, width=width
        )
        first_steps_first = graph.add("Transpose", [parts], perm=[1, 0, 2, 3])
        return graph.add("Reshape", [first_steps_first, self._numbers(self._num_steps, -1, width)])

    def joined(self, steps: str, width: int) -> str:
        """Outputs of every step (num_steps, segments, width) as those of rows, (t, n, width)."""
        graph = self._graph
        parts = self._reshape(steps, self._size, self._num_segments, self._num_rows, width=width)
        parts = graph.add("Transpose", [parts], perm=[1, 0, 2, 3])
        rows = self._reshape(parts, self._numbers(-1), self._num_rows, width=width)
        return graph.add("Slice", [rows, self._numbers(0), self._longest, self._numbers(0)])

    def of_last(self, states: str) -> str:
        """The states (segments, width) of the last segment of each row, (n, width)."""
        graph = self._graph
        zero, one = (graph.constant(np.array(number, np.int64)) for number in (0, 1))
        rows = graph.add("Range", [zero, graph.add("Squeeze", [self._num_rows]), one])
        last = graph.add("Sub", [self._segment_after(self._lengths), self._one])
        places = graph.add("Add", [graph.add("Mul", [last, self._num_rows]), rows])
        return graph.add("Gather", [states, places], axis=0)

    def _segment_after(self, lengths: str) -> str:
        """How many segments so many steps have."""
        rounded_up = self._graph.add("Add", [lengths, self._numbers(self._num_steps - 1)])
        return self._graph.add("Div", [rounded_up, self._size])

    def _reshape(self, values: str, *sizes: str, width: int) -> str:
        shape = self._graph.add("Concat", [*sizes, self._numbers(width)], axis=0)
        return self._graph.add("Reshape", [values, shape])

    def _numbers(self, *numbers: int) -> str:
        return self._graph.constant(np.array(numbers, np.int64))
