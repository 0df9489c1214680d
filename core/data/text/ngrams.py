"""N-grams: which single words and runs of neighbouring words each text has.

scikit-learn's `CountVectorizer` keeps every n-gram of every text as a string: on 15,000 IMDb reviews, it takes several
times as long and 830 MB more, where these arrays of numbers take 550 MB more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.config import TextRules
from core.data.text.tokenization import read_tokens
from core.data.text.tokens import Tokens

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_UNKNOWN = -1


@dataclass(frozen=True)
class Ngrams:
    """The n-grams of a training set that enough texts have; they are the features of a text, the shortest first.

    Args:
        rules: how texts are cut into words.
        words: the 1-grams.
        keys: the longer ones, for each length from 2 in rising order: the number of the n-gram without its last word
            among those of its length, times the number of words, plus the number of the last word.
    """

    rules: TextRules
    words: tuple[str, ...]
    keys: tuple[np.ndarray, ...]

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        rules: TextRules,
        longest: int,
        min_texts: int,
        max_features: int,
    ) -> "Ngrams":
        """The n-grams of 1 to `longest` words that `min_texts` texts or more have.

        Where these are more than `max_features`, those that the most texts have. An n-gram is in no more texts than
        each of its parts, so its parts are kept with it.
        """
        tokens = read_tokens(texts, rules)
        text_of = np.repeat(np.arange(len(texts)), tokens.lengths)
        starts, token_keys = np.arange(len(tokens.codes)), tokens.codes.astype(np.int64)
        words = grams = np.empty(0, np.int64)
        keys: list[np.ndarray] = []
        all_counts: list[np.ndarray] = []
        for length in range(1, longest + 1):
            if length > 1:
                starts, token_keys = _extended(grams, words, text_of, length, len(keys[0]))
            distinct, numbers, counts = _distinct(token_keys, text_of[starts])
            frequent = np.flatnonzero(counts >= min_texts)
            grams = np.full(len(tokens.codes), _UNKNOWN)
            grams[starts] = _renumbered(frequent, len(distinct))[numbers]
            if length == 1:
                words = grams
            keys.append(distinct[frequent])
            all_counts.append(counts[frequent])
        counts = np.concatenate(all_counts)
        if len(counts) > max_features:
            more_texts = int(np.partition(counts, -max_features - 1)[-max_features - 1]) + 1
            return cls.fit(texts, rules, longest, more_texts, max_features)
        return cls(rules, tuple(tokens.words[code] for code in keys[0]), tuple(keys[1:]))

    def __len__(self) -> int:
        return len(self.words) + sum(map(len, self.keys))

    @property
    def names(self) -> list[str]:
        """The n-grams in the order of the features, words divided by a space."""
        shorter = names = list(self.words)
        for keys in self.keys:
            prefixes, last_words = np.divmod(keys, len(self.words))
            shorter = [f"{shorter[one]} {self.words[last]}" for one, last in zip(prefixes, last_words, strict=True)]
            names = names + shorter
        return names

    def presence(self, texts: Sequence[str]) -> "csr_matrix":
        """Which n-grams each text has: 1 or 0, (len(texts), num_features), float32."""
        from scipy.sparse import csr_matrix, hstack

        tokens = read_tokens(texts, self.rules)
        text_of = np.repeat(np.arange(len(texts)), tokens.lengths)
        parts = []
        for grams, number in self._grams(tokens, text_of):
            known = np.flatnonzero(grams != _UNKNOWN)
            ones = np.ones(len(known), np.float32)
            part = csr_matrix((ones, (text_of[known], grams[known])), shape=(len(texts), number))
            part.data[:] = 1  # it has counted
            parts.append(part)
        return hstack(parts, format="csr")

    def _grams(self, tokens: Tokens, text_of: np.ndarray) -> Iterator[tuple[np.ndarray, int]]:
        """For each length, the number of the n-gram that begins at each token, and how many there are."""
        numbers = {word: number for number, word in enumerate(self.words)}
        grams = words = np.array([numbers.get(word, _UNKNOWN) for word in tokens.words], np.int64)[tokens.codes]
        yield words, len(self.words)
        for length, keys in enumerate(self.keys, start=2):
            starts, token_keys = _extended(grams, words, text_of, length, len(self.words))
            places = np.searchsorted(keys, token_keys)
            is_known = np.append(keys, _UNKNOWN)[places] == token_keys
            grams = np.full(len(words), _UNKNOWN)
            grams[starts[is_known]] = places[is_known]
            yield grams, len(keys)


def _extended(
    grams: np.ndarray, words: np.ndarray, text_of: np.ndarray, length: int, num_words: int
) -> tuple[np.ndarray, np.ndarray]:
    """Where n-grams of this length begin whose words are known, and their keys.

    Args:
        grams: the number of the n-gram, shorter by a word, that begins at each token.
        words: the number of each token.
        text_of: the number of the text that each token is in.
    """
    before = max(0, len(words) - length + 1)
    last = slice(length - 1, None)
    whole = (grams[:before] != _UNKNOWN) & (words[last] != _UNKNOWN) & (text_of[:before] == text_of[last])
    starts = np.flatnonzero(whole)
    return starts, grams[starts] * num_words + words[starts + length - 1]


def _distinct(keys: np.ndarray, text_of: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The distinct keys in rising order, which of them each key is, and how many texts have each.

    Args:
        text_of: the number of the text that each key is in, in rising order.
    """
    order = np.argsort(keys, kind="stable")  # so that equal keys of one text stay together
    keys, text_of = keys[order], text_of[order]
    is_new = np.diff(keys, prepend=_UNKNOWN) != 0
    is_new_text = is_new | (np.diff(text_of, prepend=_UNKNOWN) != 0)
    in_order = np.cumsum(is_new) - 1
    numbers = np.empty_like(in_order)
    numbers[order] = in_order
    return keys[is_new], numbers, np.bincount(in_order[is_new_text])


def _renumbered(kept: np.ndarray, size: int) -> np.ndarray:
    """The new number of each of `size` n-grams when only these are kept."""
    numbers = np.full(size, _UNKNOWN)
    numbers[kept] = np.arange(len(kept))
    return numbers
