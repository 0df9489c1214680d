"""Tokens: the words of many texts, as the rules of a tokenizer cut them."""

from dataclasses import dataclass

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
