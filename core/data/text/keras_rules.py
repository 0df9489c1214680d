"""Keras' rules: words as Keras' `Tokenizer` cuts them, of one text or of thousands in one go."""

import re
import sys
from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from core.data.text.tokens import Tokens

_MARKED = "aA !"  # lower case and the filters change these: they cannot mark the end of a text
_TEXTS_AT_ONCE = 20_000
_LONG = 10_000  # characters; from here on Arrow is faster
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
    codes_of_words: dict[str, int] = {}
    codes, lengths = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[start : start + _TEXTS_AT_ONCE]
        whole = "".join(some)
        end = next(character for character in map(chr, range(sys.maxunicode)) if character not in whole + _MARKED)
        marked = f" {end} ".join([*some, ""])  # spaces, so that letters at the end of a text stay at the end of a word
        words, word_codes = _distinct(_filtered(marked.lower() if lower else marked))
        known = [codes_of_words.setdefault(w, len(codes_of_words)) if w not in ("", end) else -1 for w in words]
        ends = word_codes == words.index(end)
        some_codes = np.array(known, np.int32)[word_codes]
        text_of_each = np.cumsum(ends)[some_codes >= 0]
        lengths.append(np.bincount(text_of_each, minlength=len(some)).astype(np.int32))
        codes.append(some_codes[some_codes >= 0])
    return Tokens(tuple(codes_of_words), np.concatenate(codes), np.concatenate(lengths))


def _filtered(text: str) -> str:
    if text.isascii():
        return text.translate(_FILTERS)
    for character in _FILTERS:  # what is not ASCII makes `translate` slow
        text = text.replace(chr(character), " ")
    return text


def _distinct(text: str) -> tuple[list[str], np.ndarray]:
    """What stands between the spaces of a text: the distinct strings by first appearance, and which one each is."""
    if len(text) >= _LONG:
        import pyarrow
        from pyarrow import compute

        with suppress(UnicodeEncodeError):  # half a surrogate pair, which Arrow cannot hold
            parts = compute.split_pattern(pyarrow.array([text]), " ").values.dictionary_encode()
            return parts.dictionary.to_pylist(), parts.indices.to_numpy()
    strings = text.split(" ")
    codes = {string: code for code, string in enumerate(dict.fromkeys(strings))}
    return list(codes), np.array([codes[string] for string in strings], np.int32)
