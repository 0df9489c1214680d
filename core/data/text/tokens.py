"""Tokens: the words of many texts, as the rules of a tokenizer cut them."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

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
