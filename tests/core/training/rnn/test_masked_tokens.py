"""Labels of tokens: no padding and no other sentence changes what is learned."""

from collections.abc import Iterator
from functools import partial

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.config import RunConfig
from core.models.keras_model import build_model
from core.training.optimization.objective import new_loss, without_padding
from core.training.rnn.forward_pass import forward
from core.training.rnn.masked_pass import masked_forward
from core.training.rnn.packing import Packing, pack

pytestmark = pytest.mark.training

LENGTHS = np.array([6, 5, 3, 3, 1])
IDS = np.random.default_rng(0).integers(1, 12, (5, 9)).astype(np.int32)  # what follows a sentence is not zero either
LABELS = np.random.default_rng(1).integers(0, 3, (5, 9)).astype(np.int32)
IN_SENTENCE = np.arange(9) < LENGTHS[:, None]


def new_model(cell: str, direction: str, merge_mode: str, num_classes: int = 3) -> keras.Model:
    settings = (
        "dataset.name=punctuation", "model.head=per_step", "train.batching=by_length", "text.num_words=12",
        "model.units=3", "model.embedding_dim=4", "model.num_layers=2", "model.spatial_dropout=0",
        f"model.cell={cell}", f"model.direction={direction}", f"model.merge_mode={merge_mode}",
    )  # fmt: skip
    model = build_model(RunConfig().with_settings(settings), num_classes)
    model.set_weights([2 * weight + 0.1 for weight in model.get_weights()])  # so that gates open and close
    return model


def each_alone(model: keras.Model) -> np.ndarray:
    """Keras' outputs of the tokens of each sentence by itself, (num_tokens, num_classes)."""
    return np.concatenate([np.asarray(model(IDS[row : row + 1, :length])[0]) for row, length in enumerate(LENGTHS)])


def packed(model: keras.Model, num_steps: int | None = None) -> tuple[tf.Tensor, Packing]:
    packing = Packing.of_lengths(LENGTHS, num_steps)
    tensors = Packing(*map(tf.constant, packing))
    inputs = [tf.constant(pack(IDS, packing))]
    run = partial(forward, model, training=True, compiled=num_steps is not None)
    run = tf.function(run, autograph=False) if num_steps else run  # XLA compiles loops in functions alone
    return run(inputs, packing=tensors), tensors


def gradients(model: keras.Model) -> Iterator[list[np.ndarray]]:
    """The loss and its gradients by Keras' masked layers, by packed steps and by compiled loops over padded ones."""
    loss_of = new_loss("per_step", 0.0, model.output_shape[-1])
    weights = [variable.value for variable in model.trainable_variables]
    for kind in ("masked", "packed", "compiled"):
        with tf.GradientTape() as tape:
            if kind == "masked":
                outputs = masked_forward(model, [tf.constant(IDS)], tf.constant(LENGTHS), training=True)
                labels, outputs = without_padding(model, tf.constant(LABELS), outputs, IN_SENTENCE)
            else:
                outputs, packing = packed(model, 8 if kind == "compiled" else None)
                labels = tf.constant(pack(LABELS, Packing(*map(np.asarray, packing))))
                labels, outputs = without_padding(model, labels, outputs, packing.is_read)
            loss = loss_of(labels, outputs)
        yield [np.asarray(tf.convert_to_tensor(value)) for value in (loss, *tape.gradient(loss, weights))]


@pytest.mark.parametrize("direction", ["backward", "bidirectional"])
def test_the_loss_is_the_mean_over_tokens_with_the_same_gradients_everywhere(direction):
    model = new_model("GRU", direction, "concat")
    of_masked, *others = gradients(model)
    rows = np.concatenate([LABELS[row, :length] for row, length in enumerate(LENGTHS)])
    expected = -np.log(each_alone(model)[np.arange(len(rows)), rows]).mean()
    assert of_masked[0] == pytest.approx(expected, rel=1e-5)
    for values in others:
        for ours, of_keras in zip(values, of_masked, strict=True):
            np.testing.assert_allclose(ours, of_keras, atol=1e-5)
