"""Coverage: how much of a text a network reads."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.config import TextConfig
from core.data.encoding import num_head
from core.data.text.tokenization import Vocabulary


@dataclass(frozen=True)
class Coverage:
    """How much of a text a network reads.

    Args:
        num_known: words in the vocabulary.
        unknown_words: out-of-vocabulary words, in the order of the text, with repetitions.
        num_cut: words that are cut off because the text is longer than `maxlen`.
    """

    num_known: int
    unknown_words: tuple[str, ...]
    num_cut: int


def coverage_of(tokens: Sequence[str], vocabulary: Vocabulary, config: TextConfig) -> Coverage:
    """How much of a text a network with this vocabulary reads.

    Args:
        tokens: of the text, as the rules of the vocabulary cut it.
        config: with the `maxlen` that training used.
    """
    unknown = tuple(token for token in tokens if token not in vocabulary.word_index)
    num_known = len(tokens) - len(unknown)
    num_read = len(tokens) if vocabulary.oov else num_known  # unknown words are dropped without an OOV id
    return Coverage(num_known, unknown, int(max(0, num_read - _num_words_kept(vocabulary, config))))


def _num_words_kept(vocabulary: Vocabulary, config: TextConfig) -> float:
    """The most words of a text that are read; a start id takes one place unless it is cut off first."""
    if config.maxlen is None:
        return math.inf
    start_is_kept = vocabulary.start and num_head(config) > 0
    return config.maxlen - start_is_kept
