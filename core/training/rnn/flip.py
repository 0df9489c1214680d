"""The models inside a network: where they are in it, and the one that reverses steps for a head at each step."""

from typing import Any

import keras

from core.models.architecture import FLIP
from core.training.keras_internals import call_of


def is_flip(layer: keras.layers.Layer) -> bool:
    """Whether a layer is the one that reverses steps: a model of one operation."""
    return isinstance(layer, keras.Model) and layer.name == FLIP


def ends(model: keras.Model, number: int) -> tuple[Any, keras.KerasTensor]:
    """The input and the output of a network's layer, by its place among the layers.

    The input and output of a model inside a network are its own, not the network's, so that its call counts.
    """
    layer = model.layers[number]
    return call_of(layer) if isinstance(layer, keras.Model) else (layer.input, layer.output)
