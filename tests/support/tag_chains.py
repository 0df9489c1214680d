"""Small chains of tags, and what trying all paths through them gives."""

from collections.abc import Iterator
from itertools import pairwise, product

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from core.evaluation.tagging.transition_scores import TransitionScores

_SCORES = st.floats(-4, 4, width=32)


@st.composite
def chains(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, TransitionScores]:
    """Emissions (n, longest, num_classes), lengths (n,) and transition scores, so small that all paths can be tried."""
    num_classes = draw(st.integers(2, 3))
    lengths = np.array(draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)), np.int32)
    shape = (len(lengths), int(lengths.max()), num_classes)
    emissions, between, first, last = (
        draw(arrays.arrays(np.float32, one, elements=_SCORES))
        for one in (shape, (num_classes, num_classes), (num_classes,), (num_classes,))
    )
    return emissions, lengths, TransitionScores(between, first, last)


def score_of(emissions: np.ndarray, tags: np.ndarray | tuple[int, ...], transitions: TransitionScores) -> float:
    """The score of the tags of one sentence, (length, num_classes)."""
    score = float(transitions.first[tags[0]]) + float(transitions.last[tags[-1]])
    score += sum(float(emissions[place, tag]) for place, tag in enumerate(tags))
    return score + sum(float(transitions.between[pair]) for pair in pairwise(tags))


def paths(emissions: np.ndarray) -> Iterator[tuple[int, ...]]:
    """All tags that a sentence (length, num_classes) may have, in rising order."""
    return product(range(emissions.shape[1]), repeat=len(emissions))


def best_path(emissions: np.ndarray, transitions: TransitionScores) -> tuple[int, ...]:
    """The tags with the highest score; of equal ones the first."""
    return max(paths(emissions), key=lambda tags: score_of(emissions, tags, transitions))


def chances_of(emissions: np.ndarray, transitions: TransitionScores) -> tuple[np.ndarray, float]:
    """The probability of each tag at each token, and the logarithm of the sum over all paths."""
    tried = list(paths(emissions))
    scores = np.array([score_of(emissions, tags, transitions) for tags in tried])
    log_sum = float(np.logaddexp.reduce(scores))
    chances = np.zeros(emissions.shape)
    for tags, score in zip(tried, scores, strict=True):
        chances[np.arange(len(tags)), tags] += np.exp(score - log_sum)
    return chances, log_sum
