"""Pooling in the network picture: the maximum, the mean or the weighted mean of all steps."""

from collections.abc import Iterator, Sequence

from core.models.architecture import LayerRow
from core.models.pooling import ATTENTION_SCORES
from pages.shared.ui import svg
from pages.shared.ui.network_layout import MIDDLE, STEPS, center, gathered, pill, thin

WEIGHTS, WEIGHTED_MEAN = "attention, softmax", "weighted mean"
_OFFSET = 62  # from the middle to the maximum or the mean, where the head gets both
_WEIGHTS = (0.15, 0.25, 0.95, 0.2, 0.75, 0.4)  # of the six steps, as an example


def short_attention(table: Sequence[LayerRow]) -> Iterator[LayerRow]:
    """The five layers of attention become two: the weights of the steps, and the mean that they weight."""
    params = {row.name: row.num_params for row in table}
    for row in table:
        name, suffix = (row.name.removesuffix("_columns"), "_columns" if row.name.endswith("_columns") else "")
        if name == "attention_weights":
            yield LayerRow(row.name, WEIGHTS, row.output_shape, params[f"{ATTENTION_SCORES}{suffix}"])
        elif name == "attention":
            yield LayerRow(row.name, WEIGHTED_MEAN, row.output_shape, row.num_params)
        elif name not in ("attention_tanh", ATTENTION_SCORES, "attention_sum"):
            yield row


def is_pooling(row: LayerRow) -> bool:
    """Whether this module draws a row."""
    return row.name.startswith(("pooling", "attention"))


def pooling(row: LayerRow, pooled: str, top: float) -> tuple[list[str], float]:
    """The drawing of a pooling layer and its height, including the line to the next layer.

    Args:
        row: of a table that `short_attention` shortened.
        pooled: `model.pooling`.
    """
    name = row.name.removesuffix("_columns")
    if name == "attention_weights":
        return list(_weights(top)), 40
    if name == "attention":
        widths = [0.6 + 3 * weight for weight in _WEIGHTS]
        return [*gathered(top, (MIDDLE,), widths), *_node(MIDDLE, top, WEIGHTED_MEAN, 116)], 50
    if name == "pooling":
        ends = [thin(f"M{MIDDLE + side * _OFFSET} {top}V{top + 12}H{MIDDLE + side * 34}") for side in (-1, 1)]
        return [*ends, *pill(MIDDLE, top + 12, "concat", 68), thin(f"M{MIDDLE} {top + 24}V{top + 38}")], 38
    label = name.removeprefix("pooling_")
    if pooled != "max_mean":
        return [*gathered(top, (MIDDLE,)), *_node(MIDDLE, top, label, 68)], 50
    maximum, mean = MIDDLE - _OFFSET, MIDDLE + _OFFSET
    if label == "max":
        parts = [*gathered(top, (maximum, mean)), *_node(maximum, top, label, 68)]
        return [*parts, thin(f"M{mean} {top + 16}V{top + 50}")], 50
    line, height = thin(f"M{maximum} {top}V{top + 38}"), 38
    return [line, *pill(mean, top + 12, label, 68), thin(f"M{mean} {top + 24}V{top + height}")], height


def _node(x: float, top: float, label: str, width: float) -> Iterator[str]:
    yield from pill(x, top + 28, label, width)
    yield thin(f"M{x} {top + 40}V{top + 50}")


def _weights(top: float) -> Iterator[str]:
    """A bar for each step, as tall as its weight."""
    for step, weight in zip(STEPS, _WEIGHTS, strict=True):
        height = 26 * weight
        yield thin(f"M{center(step)} {top}V{top + 32 - height}")
        yield svg.box(center(step) - 8, top + 32 - height, 16, height, fill=0.45, stroke=0.6, stroke_width=1, radius=1)
        yield thin(f"M{center(step)} {top + 32}V{top + 40}")
