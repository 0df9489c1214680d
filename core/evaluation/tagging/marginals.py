"""Marginals: the probability of each tag at each token of a sentence, over all tags that the others may have."""

import numpy as np

from core.evaluation.tagging.transition_scores import TransitionScores
from core.evaluation.tagging.viterbi import rows_of_similar_length


def marginals(emissions: np.ndarray, lengths: np.ndarray, transitions: TransitionScores) -> np.ndarray:
    """The marginal probabilities of a linear-chain CRF, by the forward-backward algorithm.

    Source: Rabiner 1989 (https://doi.org/10.1109/5.18626); Lafferty, McCallum and Pereira 2001 for the CRF.

    Args:
        emissions: of each tag at each token, (n, longest, num_classes); what follows a sentence's end counts for
            nothing.
        lengths: tokens of each sentence, (n,).

    Returns:
        Probabilities of the same shape, float32; zeros after each sentence's end.
    """
    probabilities = np.zeros(emissions.shape, np.float32)
    for rows, width in rows_of_similar_length(lengths, emissions.shape[-1]):
        probabilities[rows, :width] = _marginals(emissions[rows, :width], lengths[rows], transitions)
    return probabilities


def _marginals(emissions: np.ndarray, lengths: np.ndarray, transitions: TransitionScores) -> np.ndarray:
    """The same for sentences that are computed together; logarithms of sums, so that long sentences do not underflow.

    A sentence that has ended keeps its sums.
    """
    emissions = emissions.astype(np.float64)
    earlier, later = np.zeros_like(emissions), np.zeros_like(emissions)
    earlier[:, 0] = emissions[:, 0] + transitions.first
    width = emissions.shape[1]
    for place in range(1, width):
        paths = earlier[:, place - 1, :, None] + transitions.between
        sums = np.logaddexp.reduce(paths, axis=1) + emissions[:, place]
        earlier[:, place] = np.where((place < lengths)[:, None], sums, earlier[:, place - 1])
    later[:, -1] = transitions.last
    for place in range(width - 2, -1, -1):
        paths = transitions.between + (emissions[:, place + 1] + later[:, place + 1])[:, None]
        sums = np.logaddexp.reduce(paths, axis=2)
        later[:, place] = np.where((place + 1 < lengths)[:, None], sums, transitions.last)
    log_chances = earlier + later
    chances = np.exp(log_chances - np.logaddexp.reduce(log_chances, axis=2, keepdims=True))
    chances[np.arange(width) >= lengths[:, None]] = 0
    return chances
