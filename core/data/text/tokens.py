"""Tokens: the words of many texts, as the rules of a tokenizer cut them."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

import numpy as np


@dataclass(frozen=True)
class Tokens:
    """The words of many texts, each distinct one stored once.

    Args:
        words: the distinct ones, in the order of first appearance.
        codes: which of them each word of each text is, one text after the other, int32.
        lengths: how many words each text has, shape (n,), int32.
    """

    words: tuple[str, ...]
    codes: np.ndarray
    lengths: np.ndarray


def number_words(word_lists: Iterable[Iterable[str]]) -> Tokens:
    """The words of texts that are cut already, one list for each text."""
    numbers: defaultdict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
    codes, lengths = array("i"), array("i")
    for words in word_lists:
        before = len(codes)
        codes.extend(map(numbers.__getitem__, words))
        lengths.append(len(codes) - before)
    return Tokens(tuple(numbers), np.array(codes, np.int32), np.array(lengths, np.int32))


def token_places(lengths: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Where the tokens of these texts are among all tokens, one text after the other.

    Args:
        lengths: tokens of all texts.
    """
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    sizes = lengths[rows].astype(np.int64)
    return np.repeat(starts[rows] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())


def renamed_words(tokens: Tokens, names: Mapping[str, str]) -> Tokens:
    """The tokens with other names of their words; words of one name are one word, and one without stays as it is."""
    renamed = [names.get(word, word) for word in tokens.words]
    numbers = {name: number for number, name in enumerate(dict.fromkeys(renamed))}
    codes = np.array([numbers[name] for name in renamed], np.int32)[tokens.codes]
    return Tokens(tuple(numbers), codes, tokens.lengths)


def joined_tokens(parts: Sequence[Tokens]) -> Tokens:
    """The tokens of several lists of texts as one list."""
    numbers = {word: number for number, word in enumerate(dict.fromkeys(word for part in parts for word in part.words))}
    codes = [np.array([numbers[word] for word in part.words], np.int32)[part.codes] for part in parts]
    return Tokens(tuple(numbers), np.concatenate(codes), np.concatenate([part.lengths for part in parts]))


def word_lists(tokens: Tokens) -> Iterator[list[str]]:
    """The words of each text."""
    words = iter([tokens.words[code] for code in tokens.codes.tolist()])
    for length in tokens.lengths.tolist():
        yield list(islice(words, length))


def distinct_numbers(numbers: np.ndarray) -> np.ndarray:
    """The different numbers in rising order, as `np.unique` gives them; its table of hashes is slow for millions."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([ordered[:1] == ordered[:1], ordered[1:] != ordered[:-1]])]
