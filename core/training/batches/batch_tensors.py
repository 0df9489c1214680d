"""Batches as tensors: their types, their padding, and the data set that Keras' own training takes."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from core.data.encoding import Encoded, LabelledRows
from core.training.batches.batching import gather_batch


def input_specs(encoded: Encoded, sizes: tuple[int | None, ...]) -> tuple[tf.TensorSpec, ...]:
    """The types of the inputs of a batch, whose rows and steps have these sizes."""
    return tuple(tf.TensorSpec((*sizes, *array.shape[2:]), array.dtype) for array in encoded.arrays)


def padded_batches(
    rows: LabelledRows, batches: Sequence[np.ndarray]
) -> Iterator[tuple[tuple[np.ndarray, ...], np.ndarray, np.ndarray]]:
    """Inputs, labels and lengths of each batch, padded to its longest row; so are the labels of tokens."""
    for batch in batches:
        inputs, labels = gather_batch(rows.encoded, batch), rows.labels[batch]
        yield inputs, labels[:, : inputs[0].shape[1]] if rows.has_token_labels else labels, rows.encoded.lengths[batch]


def label_spec(rows: LabelledRows, num_rows: int | None) -> tf.TensorSpec:
    """The type of the labels of so many rows."""
    shape = (None,) if rows.has_token_labels else rows.labels.shape[1:]
    return tf.TensorSpec((num_rows, *shape), rows.labels.dtype)


def keras_dataset(
    rows: LabelledRows, batches: Sequence[np.ndarray], targets: Callable[[tf.Tensor], tf.Tensor]
) -> tf.data.Dataset:
    """The batches in their order, as `keras.Model.fit` takes them.

    Args:
        targets: what the loss takes of labels.
    """

    def generate() -> Iterator[tuple[Any, np.ndarray]]:
        for inputs, labels, _ in padded_batches(rows, batches):
            yield _as_keras_has_them(inputs), labels

    labels, specs = rows.labels, input_specs(rows.encoded, (None, None))
    signature = (_as_keras_has_them(specs), tf.TensorSpec((None, *labels.shape[1:]), labels.dtype))
    dataset = tf.data.Dataset.from_generator(generate, output_signature=signature)
    dataset = dataset.map(lambda inputs, labels: (inputs, targets(labels)))
    options = tf.data.Options()
    options.autotune.enabled = False  # its thread sleeps past the end of an epoch: up to twice the wall time
    cardinality = tf.data.experimental.assert_cardinality(len(batches))
    return dataset.apply(cardinality).with_options(options).prefetch(2)


def _as_keras_has_them(inputs: tuple[Any, ...]) -> Any:
    """A network with one input takes an array, one with several takes all of them."""
    return inputs if len(inputs) > 1 else inputs[0]
