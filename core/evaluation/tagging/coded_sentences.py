"""CodedSentences: the tokens of some sentences one after the other, as numbers of words and of classes."""

from typing import NamedTuple

import numpy as np

from core.data.text.tokens import Tokens, token_places


class CodedSentences(NamedTuple):
    """Sentences for taggers that look at words, not at vectors.

    Args:
        words: the number of each token's word among all distinct ones, (num_tokens,), int32.
        tags: the class number of each token, (num_tokens,), int32.
        lengths: tokens of each sentence, (n,), none of them 0.
    """

    words: np.ndarray
    tags: np.ndarray
    lengths: np.ndarray


def coded_sentences(tokens: Tokens, labels: np.ndarray, rows: np.ndarray) -> CodedSentences:
    """The sentences with these numbers, in the order of `rows`.

    Args:
        labels: class numbers, (n, longest), and -1 after the end of each sentence.
    """
    places = token_places(tokens.lengths, rows)
    return CodedSentences(tokens.codes[places], flat_labels(labels[rows]), tokens.lengths[rows])


def flat_labels(labels: np.ndarray) -> np.ndarray:
    """The labels of all tokens one after the other, (num_tokens,), int32, from rows with -1 after their end."""
    return labels[labels >= 0].astype(np.int32)


def tags_of(labels: np.ndarray, class_names: tuple[str, ...]) -> Tokens:
    """The labels of sentences as their tags.

    Args:
        labels: class numbers, (n, longest), and -1 after the end of each sentence.
    """
    return Tokens(class_names, flat_labels(labels), (labels >= 0).sum(axis=1).astype(np.int32))
