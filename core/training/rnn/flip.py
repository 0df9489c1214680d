"""The layer that restores the input order of the steps of a backward layer, for a head at each step."""

from typing import Any

import keras

from core.models.architecture import FLIP


def is_flip(layer: keras.layers.Layer) -> bool:
    """Whether a layer is the one that reverses steps: a model of one operation."""
    return isinstance(layer, keras.Model) and layer.name == FLIP


def ends(model: keras.Model, number: int) -> tuple[Any, keras.KerasTensor]:
    """The input and the output of a network's layer, by its place among the layers.

    Those of a model inside a network are its own, not the network's; the flip has one layer before it and one after.
    """
    layer = model.layers[number]
    if is_flip(layer):
        return model.layers[number - 1].output, model.layers[number + 1].input
    return layer.input, layer.output
