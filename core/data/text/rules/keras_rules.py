"""Keras' rules: words as Keras' `Tokenizer` cuts them, of one text or of thousands in one go."""

import re
from collections.abc import Sequence

import numpy as np

from core.data.text.rules.chunks import chunks_of
from core.data.text.tokens import Tokens

_SIGNS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
_FILTERS = str.maketrans(dict.fromkeys(_SIGNS, " "))

# Only spaces and ASCII punctuation separate words, and lower case changes neither: positions fit the typed text.
_WORD = re.compile(f"[^ {re.escape(_SIGNS)}]+")


def cut_as_keras(text: str, lower: bool) -> list[str]:
    """Cut a text into words by the rules of Keras' `Tokenizer` defaults.

    Punctuation (not the apostrophe), tab and newline count as spaces, and only spaces divide words.
    Source: keras.src.legacy.preprocessing.text.text_to_word_sequence.
    """
    return list(filter(None, (text.lower() if lower else text).translate(_FILTERS).split(" ")))


def places_as_keras(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of each word in the text."""
    return tuple(match.span() for match in _WORD.finditer(text))


def read_as_keras(texts: Sequence[str], lower: bool) -> Tokens:
    """Cut texts into words as `cut_as_keras` cuts each, thousands in one go."""
    numbers: dict[str, int] = {}
    codes, lengths = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for words in chunks_of(texts, lambda whole: _filtered(whole.lower() if lower else whole)):
        of_words = np.array([numbers.setdefault(word, len(numbers)) for word in words.distinct], np.int32)
        codes.append(of_words[words.codes])
        lengths.append(np.bincount(words.texts, minlength=words.num_texts).astype(np.int32))
    return Tokens(tuple(numbers), np.concatenate(codes), np.concatenate(lengths))


def _filtered(text: str) -> str:
    if text.isascii():
        return text.translate(_FILTERS)
    for character in _FILTERS:  # what is not ASCII makes `translate` slow
        text = text.replace(chr(character), " ")
    return text
