"""The loss of a linear-chain CRF: the forward-backward algorithm in TensorFlow, over padded sentences."""

from collections.abc import Callable

import tensorflow as tf

from core.models.crf_layer import LinearChainCRF

_TINY = 1e-37  # near the smallest float32: what underflows has no logarithm


def crf_loss(
    crf: LinearChainCRF, labels: tf.Tensor, emissions: tf.Tensor, lengths: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """The negative log-likelihood of the sentences' tags, divided by their tokens, and the marginal probabilities.

    So its size is that of the mean cross-entropy of tokens.

    Args:
        labels: class numbers, (batch, steps); what follows a sentence's end counts for nothing.
        emissions: (batch, steps, num_classes).
        lengths: tokens of each sentence, (batch,), none of them 0.

    Returns:
        The loss, and for metrics the probability of each tag at each token, (batch, steps, num_classes).
    """
    weights = [tf.convert_to_tensor(weight.value) for weight in (crf.between, crf.first, crf.last)]
    log_sums, chances = _log_sums(emissions, lengths, *weights)
    log_likelihood = _scores(labels, emissions, lengths, *weights) - log_sums
    num_tokens = tf.cast(tf.reduce_sum(lengths), emissions.dtype)
    return -tf.reduce_sum(log_likelihood) / num_tokens, chances


def _scores(
    labels: tf.Tensor, emissions: tf.Tensor, lengths: tf.Tensor, between: tf.Tensor, first: tf.Tensor, last: tf.Tensor
) -> tf.Tensor:
    """The score of the sentences' own tags, (batch,)."""
    is_token = tf.sequence_mask(lengths, tf.shape(labels)[1])
    labels = tf.where(is_token, labels, 0)
    of_tokens = tf.where(is_token, tf.gather(emissions, labels, axis=2, batch_dims=2), 0.0)
    steps = tf.gather_nd(between, tf.stack([labels[:, :-1], labels[:, 1:]], axis=-1))
    of_steps = tf.where(is_token[:, 1:], steps, 0.0)
    ends = tf.gather(labels, lengths - 1, axis=1, batch_dims=1)
    of_ends = tf.gather(first, labels[:, 0]) + tf.gather(last, ends)
    return tf.reduce_sum(of_tokens, axis=1) + tf.reduce_sum(of_steps, axis=1) + of_ends


def _log_sums(
    emissions: tf.Tensor, lengths: tf.Tensor, between: tf.Tensor, first: tf.Tensor, last: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """The logarithm of the sum over all tags a sentence may have of the exponential of their score, and the marginals.

    The gradient is the expected count of each tag and transition, which the loops give at once: TensorFlow's own
    gradient of a loop would keep all of its values.
    """

    @tf.custom_gradient
    def run(
        emissions: tf.Tensor, between: tf.Tensor, first: tf.Tensor, last: tf.Tensor
    ) -> tuple[tuple[tf.Tensor, tf.Tensor], Callable]:
        steps_first = tf.transpose(emissions, (1, 0, 2))
        earlier = _earlier(steps_first, lengths, between, first)
        later = _later(steps_first, lengths, between, last)
        log_sums = tf.reduce_logsumexp(earlier[-1] + last, axis=-1)
        is_token = tf.transpose(tf.sequence_mask(lengths, tf.shape(emissions)[1]))[..., tf.newaxis]
        chances = tf.where(is_token, tf.exp(earlier + later - log_sums[:, tf.newaxis]), 0.0)

        def gradient(of_sums: tf.Tensor, of_chances: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]:
            weighted = chances * of_sums[:, tf.newaxis]
            ends = tf.gather(tf.transpose(weighted, (1, 0, 2)), lengths - 1, axis=1, batch_dims=1)
            pairs = _expected_pairs(steps_first, is_token, earlier, later, between, log_sums, of_sums)
            return tf.transpose(weighted, (1, 0, 2)), pairs, tf.reduce_sum(weighted[0], 0), tf.reduce_sum(ends, 0)

        return (log_sums, tf.transpose(chances, (1, 0, 2))), gradient

    return run(emissions, between, first, last)


def _expected_pairs(
    emissions: tf.Tensor, is_token: tf.Tensor, earlier: tf.Tensor, later: tf.Tensor, between: tf.Tensor,
    log_sums: tf.Tensor, weights: tf.Tensor,
) -> tf.Tensor:  # fmt: skip
    """How often each tag is expected to follow each other one, the sentences weighted, (num_classes, num_classes)."""
    before, after = earlier[:-1], (emissions + later)[1:]
    top_before, top_after = (tf.reduce_max(values, axis=-1, keepdims=True) for values in (before, after))
    scale = tf.exp(top_before + top_after - log_sums[:, tf.newaxis]) * weights[:, tf.newaxis]
    scale = tf.where(is_token[1:], scale, 0.0)
    counts = tf.einsum("tni,tnj->ij", tf.exp(before - top_before), scale * tf.exp(after - top_after))
    return counts * tf.exp(between)


def _earlier(emissions: tf.Tensor, lengths: tf.Tensor, between: tf.Tensor, first: tf.Tensor) -> tf.Tensor:
    """At each step, the log sum over the tags before, of each tag there, (steps, batch, num_classes).

    A sentence that has ended keeps its sums.
    """
    num_steps = tf.shape(emissions)[0]

    def body(step: tf.Tensor, sums: tf.Tensor, all_sums: tf.TensorArray) -> tuple[tf.Tensor, tf.Tensor, tf.TensorArray]:
        following = _log_product(sums, between) + emissions[step]
        sums = tf.where((step < lengths)[:, tf.newaxis], following, sums)
        return step + 1, sums, all_sums.write(step, sums)

    start = emissions[0] + first
    all_sums = tf.TensorArray(emissions.dtype, num_steps, element_shape=emissions.shape[1:]).write(0, start)
    return tf.while_loop(lambda step, *_: step < num_steps, body, (tf.constant(1), start, all_sums))[-1].stack()


def _later(emissions: tf.Tensor, lengths: tf.Tensor, between: tf.Tensor, last: tf.Tensor) -> tf.Tensor:
    """At each step, the log sum over the tags after it, of each tag there, (steps, batch, num_classes)."""
    num_steps = tf.shape(emissions)[0]
    end = tf.zeros_like(emissions[0]) + last

    def body(step: tf.Tensor, sums: tf.Tensor, all_sums: tf.TensorArray) -> tuple[tf.Tensor, tf.Tensor, tf.TensorArray]:
        following = _log_product(emissions[step + 1] + sums, tf.transpose(between))
        sums = tf.where((step + 1 < lengths)[:, tf.newaxis], following, end)
        return step - 1, sums, all_sums.write(step, sums)

    all_sums = tf.TensorArray(emissions.dtype, num_steps, element_shape=emissions.shape[1:]).write(num_steps - 1, end)
    return tf.while_loop(lambda step, *_: step >= 0, body, (num_steps - 2, end, all_sums))[-1].stack()


def _log_product(values: tf.Tensor, scores: tf.Tensor) -> tf.Tensor:
    """The logarithm of the product of the exponentials of both, without overflow."""
    top, top_score = tf.reduce_max(values, axis=-1, keepdims=True), tf.reduce_max(scores)
    product = tf.matmul(tf.exp(values - top), tf.exp(scores - top_score))
    return top + top_score + tf.math.log(tf.maximum(product, _TINY))
