"""Pooling over the steps of each row as ONNX nodes, without its padding."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from core.config import ModelConfig
from core.models.onnx_graph import OnnxGraph
from core.models.pooling import ATTENTION_SCORES, has_attention, has_max, has_mean

if TYPE_CHECKING:
    import keras

_LOWEST = np.array(np.finfo(np.float32).min, np.float32)


def pooled_steps(
    graph: OnnxGraph, config: ModelConfig, model: "keras.Model", suffix: str, steps: Sequence[str]
) -> list[str]:
    """Outputs at every step (t, n, width), pooled for each row as Keras pools them, (n, width or 2 width).

    Args:
        suffix: of the stack; every column of an image is read, so that none of its steps is padding.
        steps: of the merged directions, and of each direction by itself; attention is computed from the first.
    """
    is_read = "" if suffix else _mask(graph, steps[0])

    def visible(values: str, otherwise: np.ndarray) -> str:
        """The values at steps that are read, and a number at padding."""
        return graph.add("Where", [is_read, values, graph.constant(otherwise)]) if is_read else values

    if has_attention(config):
        (kernel,) = model.get_layer(f"{ATTENTION_SCORES}{suffix}").get_weights()
        weight = graph.weight(f"{ATTENTION_SCORES}{suffix}/kernel", kernel)
        scores = visible(graph.add("MatMul", [graph.add("Tanh", [steps[0]]), weight]), _LOWEST)
        weights = graph.add("Softmax", [scores], axis=0)
        return [_sum(graph, graph.add("Mul", [weights, values])) for values in steps]
    pooled: list[list[str]] = []
    if has_max(config):
        pooled.append([graph.add("ReduceMax", [visible(one, _LOWEST)], axes=[0], keepdims=0) for one in steps])
    if has_mean(config):
        zero = np.array(0, np.float32)
        if is_read:
            counts = graph.add("Unsqueeze", [graph.add("Cast", ["lengths"], to=TensorProto.FLOAT), _axes(graph, 1)])
            pooled.append([graph.add("Div", [_sum(graph, visible(one, zero)), counts]) for one in steps])
        else:
            pooled.append([graph.add("ReduceMean", [one], axes=[0], keepdims=0) for one in steps])
    if len(pooled) == 1:
        return pooled[0]
    return [graph.add("Concat", list(parts), axis=-1) for parts in zip(*pooled, strict=True)]


def _mask(graph: OnnxGraph, steps: str) -> str:
    """Which steps of each row are read, (t, n, 1)."""
    zero, one = (graph.constant(np.array(number, np.int64)) for number in (0, 1))
    num_steps = graph.add("Gather", [graph.add("Shape", [steps]), zero])
    indices = graph.add("Unsqueeze", [graph.add("Range", [zero, num_steps, one]), _axes(graph, 1)])
    lengths = graph.add("Unsqueeze", [graph.add("Cast", ["lengths"], to=TensorProto.INT64), _axes(graph, 0)])
    return graph.add("Unsqueeze", [graph.add("Less", [indices, lengths]), _axes(graph, 2)])


def _sum(graph: OnnxGraph, values: str) -> str:
    return graph.add("ReduceSum", [values, _axes(graph, 0)], keepdims=0)


def _axes(graph: OnnxGraph, axis: int) -> str:
    return graph.constant(np.array([axis], np.int64))
