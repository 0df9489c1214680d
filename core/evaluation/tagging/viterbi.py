"""Viterbi: the tags of a sentence that score highest together, each token and each transition counted."""

from collections.abc import Iterator

import numpy as np

from core.data.dataset import NO_LABEL
from core.evaluation.tagging.transition_scores import TransitionScores

_MOST_SCORES = 1 << 21  # pairs of tags of all sentences at once: 16 MB


def best_tags(scores: np.ndarray, lengths: np.ndarray, transitions: TransitionScores) -> np.ndarray:
    """The tags with the highest sum of scores, by the algorithm of Viterbi (https://doi.org/10.1109/TIT.1967.1054010).

    Args:
        scores: of each tag at each token, (n, longest, num_classes): logarithms of probabilities, or the emissions of a
            CRF; what follows a sentence's end counts for nothing.
        lengths: tokens of each sentence, (n,).

    Returns:
        Class numbers, (n, longest), int32, and `NO_LABEL` after each sentence's end. Of equal sums the tag with the
        lower number wins.
    """
    tags = np.full(scores.shape[:2], NO_LABEL, np.int32)
    for rows, width in rows_of_similar_length(lengths, scores.shape[-1]):
        tags[rows, :width] = _best_tags(scores[rows, :width], lengths[rows], transitions)
    return tags


def rows_of_similar_length(lengths: np.ndarray, num_classes: int) -> Iterator[tuple[np.ndarray, int]]:
    """The places of sentences that are computed together, with the length of the longest; without empty sentences.

    So little is computed for padding, and the scores of all pairs of tags fit into memory.
    """
    at_once = max(1, _MOST_SCORES // max(1, num_classes * num_classes))
    order = np.argsort(lengths, kind="stable")
    for begin in range(0, len(lengths), at_once):
        rows = order[begin : begin + at_once]
        if width := int(lengths[rows].max(initial=0)):
            yield rows, width


def _best_tags(scores: np.ndarray, lengths: np.ndarray, transitions: TransitionScores) -> np.ndarray:
    """The same for sentences that are decoded together, the longest of which is as long as `scores`."""
    num_rows, width, num_classes = scores.shape
    scores = np.maximum(scores.astype(np.float64), np.log(np.finfo(np.float64).tiny))  # no minus infinity
    best = scores[:, 0] + transitions.first
    before = np.zeros((width, num_rows, num_classes), np.int32)
    for place in range(1, width):
        paths = best[:, :, None] + transitions.between
        before[place] = paths.argmax(axis=1)
        following = paths.max(axis=1) + scores[:, place]
        best = np.where((place < lengths)[:, None], following, best)
    current = (best + transitions.last).argmax(axis=1)
    tags = np.full((num_rows, width), NO_LABEL, np.int32)
    rows = np.arange(num_rows)
    for place in range(width - 1, -1, -1):
        is_inside = place < lengths
        tags[is_inside, place] = current[is_inside]
        current = np.where(is_inside, before[place][rows, current], current)
    return tags
