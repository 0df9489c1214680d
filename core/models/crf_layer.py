"""The CRF layer: the transition scores of a linear-chain conditional random field, as weights of a network.

The chain itself is in `core.training.optimization.crf_loss` and, for scoring, in `core.evaluation.tagging`. There is no
package to take: TensorFlow Addons, which had one, is no longer developed, and those that remain on PyPI (keras-crf,
tf2crf) need it or Keras 2.
"""

from typing import Any

import keras


@keras.saving.register_keras_serializable("bothways")
class LinearChainCRF(keras.layers.Layer):
    """Holds the score of each tag after each other one, and at the start and the end of a sentence.

    Its output is its input, the emissions (..., num_classes): the chain needs the lengths of sentences, which a batch
    of packed ones has in another form. After Lample et al. 2016 (https://aclanthology.org/N16-1030/), section 2.2.
    """

    def __init__(self, **arguments: Any) -> None:
        """Take the arguments of every layer, such as its name."""
        super().__init__(**arguments)
        self.supports_masking = True  # what it does with padding is nothing

    def build(self, input_shape: tuple[int | None, ...]) -> None:
        """Make the weights, all 0: at first, a tag says nothing about the next one."""
        num_classes = input_shape[-1]
        shapes = {"between": (num_classes, num_classes), "first": (num_classes,), "last": (num_classes,)}
        self.between, self.first, self.last = (
            self.add_weight(name=name, shape=shape, initializer="zeros") for name, shape in shapes.items()
        )

    def call(self, emissions: Any) -> Any:
        """The emissions as they are."""
        return emissions

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """That of the emissions."""
        return input_shape


def crf_of(model: keras.Model) -> LinearChainCRF | None:
    """The CRF layer of a network; None without one."""
    last = model.layers[-1]
    return last if isinstance(last, LinearChainCRF) else None


def without_crf(model: keras.Model) -> keras.Model:
    """The network up to the emissions, of Keras' own layers alone; the same network where it has no CRF."""
    if crf_of(model) is None:
        return model
    inputs = model.inputs if len(model.inputs) > 1 else model.inputs[0]
    return keras.Model(inputs, model.layers[-2].output, name=model.name)
