"""BatchLoss: the loss of a batch, and the labels and outputs that its metrics compare, without padding."""

from typing import NamedTuple

import keras
import tensorflow as tf

from core.models.crf_layer import crf_of
from core.training.optimization.crf_loss import crf_loss
from core.training.optimization.objective import weighted_loss, without_padding
from core.training.rnn.packing import Packing, lengths_of, unpack


class BatchLoss(NamedTuple):
    """The loss that an update minimizes, L2 penalty included, and what the metrics compare.

    Args:
        labels: of all rows, or where each token has a label, of all tokens.
        outputs: the network's for them; with a CRF, the marginal probabilities of the tags.
    """

    loss: tf.Tensor
    labels: tf.Tensor
    outputs: tf.Tensor


def batch_loss(
    model: keras.Model, labels: tf.Tensor, outputs: tf.Tensor, weights: dict[int, float] | None = None,
    packing: Packing | None = None, lengths: tf.Tensor | None = None,
) -> BatchLoss:  # fmt: skip
    """The loss of a batch of rows that are packed, or padded after their `lengths`, or all have one length."""
    crf = crf_of(model)
    if crf is not None:
        if packing is not None:
            labels, outputs, lengths = unpack(labels, packing), unpack(outputs, packing), lengths_of(packing)
        loss, chances = crf_loss(crf, labels, outputs, lengths)
        is_token = tf.sequence_mask(lengths, tf.shape(labels)[1])
        loss = tf.add_n([loss, *model.losses])
        return BatchLoss(loss, tf.boolean_mask(labels, is_token), tf.boolean_mask(chances, is_token))
    if packing is not None:
        labels, outputs = without_padding(model, labels, outputs, packing.is_read)
    elif lengths is not None:
        is_read = tf.sequence_mask(lengths, tf.shape(outputs)[1])
        labels, outputs = without_padding(model, labels, outputs, is_read)
    return BatchLoss(weighted_loss(model, labels, outputs, weights), labels, outputs)
