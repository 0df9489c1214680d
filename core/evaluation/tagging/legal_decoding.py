"""Legal decoding: the most probable tags of a sentence among those that follow each other as their scheme allows."""

import numpy as np

from core.data.formats.tagged.span_schemes import Transitions

NO_TAG = -1  # after the end of a sentence
_MOST_SCORES = 1 << 21  # pairs of tags of all sentences at once: 16 MB
_ILLEGAL = -1e9  # rather than minus infinity: where no legal sequence exists, the one with fewest illegal steps wins


def decode_legal(log_probabilities: np.ndarray, lengths: np.ndarray, transitions: Transitions) -> np.ndarray:
    """The legal tags with the highest product of probabilities, by the algorithm of Viterbi.

    Args:
        log_probabilities: of each tag at each token, (n, longest, num_classes); what follows a sentence's end counts
            for nothing.
        lengths: tokens of each sentence, (n,).

    Returns:
        Class numbers, (n, longest), int32, and `NO_TAG` after each sentence's end. Of equally probable tags the one
        with the lower number wins.
    """
    num_rows, longest, num_classes = log_probabilities.shape
    tags = np.full((num_rows, longest), NO_TAG, np.int32)
    at_once = max(1, _MOST_SCORES // max(1, num_classes * num_classes))
    order = np.argsort(lengths, kind="stable")  # sentences of similar length together
    for begin in range(0, num_rows, at_once):
        rows = order[begin : begin + at_once]
        width = int(lengths[rows].max(initial=0))
        if width:
            tags[rows, :width] = _decode(log_probabilities[rows, :width], lengths[rows], transitions)
    return tags


def _decode(scores: np.ndarray, lengths: np.ndarray, transitions: Transitions) -> np.ndarray:
    """The same for sentences that are decoded together, the longest of which is as long as `scores`."""
    num_rows, width, num_classes = scores.shape
    scores = np.maximum(scores.astype(np.float64), np.log(np.finfo(np.float64).tiny))  # no minus infinity
    step = np.where(transitions.between, 0.0, _ILLEGAL)
    best = scores[:, 0] + np.where(transitions.first, 0.0, _ILLEGAL)
    before = np.zeros((width, num_rows, num_classes), np.int32)
    for place in range(1, width):
        paths = best[:, :, None] + step
        before[place] = paths.argmax(axis=1)
        following = paths.max(axis=1) + scores[:, place]
        best = np.where((place < lengths)[:, None], following, best)
    current = (best + np.where(transitions.last, 0.0, _ILLEGAL)).argmax(axis=1)
    tags = np.full((num_rows, width), NO_TAG, np.int32)
    rows = np.arange(num_rows)
    for place in range(width - 1, -1, -1):
        is_inside = place < lengths
        tags[is_inside, place] = current[is_inside]
        current = np.where(is_inside, before[place][rows, current], current)
    return tags
