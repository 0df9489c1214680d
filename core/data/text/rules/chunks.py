"""Chunks: what stands between the spaces of thousands of texts, each distinct one once, so that it is cut once."""

import sys
from array import array
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import lru_cache
from itertools import chain, count
from typing import NamedTuple

import numpy as np

from core.data.text.tokens import Tokens

_MARKED = "aA !\t\n"  # changing a text changes these: they cannot mark the end of a text
_TEXTS_AT_ONCE = 20_000
_REMEMBERED = 1 << 17  # chunks whose words are kept: the frequent ones come in every few thousand texts again
_LONG = 10_000  # characters; from here on Arrow is faster


class Chunks(NamedTuple):
    """The chunks of some texts.

    Args:
        distinct: in the order of first appearance, without the empty one.
        codes: which of them each chunk of each text is, one text after the other.
        texts: the number of the text that each of `codes` is in.
        num_texts: how many texts these are.
    """

    distinct: list[str]
    codes: np.ndarray
    texts: np.ndarray
    num_texts: int


def chunks_of(texts: Sequence[str], change: Callable[[str], str] = str) -> list[Chunks]:
    """The chunks of texts, some thousand texts at a time.

    Args:
        change: applied to all texts at once before they are split, for example to lower case.
    """
    return [_chunks(texts[start : start + _TEXTS_AT_ONCE], change) for start in range(0, len(texts), _TEXTS_AT_ONCE)]


def read_by_chunks(texts: Sequence[str], cut: Callable[[str], Sequence[str]]) -> Tokens:
    """Cut texts by rules that never look beyond a space.

    Args:
        cut: the words of a chunk; those of a text are the words of its chunks.
    """
    numbers: defaultdict[str, int] = defaultdict(count().__next__)  # a new word gets the next number
    cut_once = lru_cache(_REMEMBERED)(cut)
    codes, lengths = [np.empty(0, np.int32)], [np.empty(0, np.int32)]
    for chunks in chunks_of(texts):
        words = [cut_once(chunk) for chunk in chunks.distinct]
        of_words = np.array(array("i", map(numbers.__getitem__, chain.from_iterable(words))), np.int32)
        sizes = np.array([len(some) for some in words], np.int32)
        of_each = sizes[chunks.codes]  # words in each chunk of each text
        begins = np.repeat((np.cumsum(sizes) - sizes)[chunks.codes] - (np.cumsum(of_each) - of_each), of_each)
        codes.append(of_words[begins + np.arange(len(begins))])
        lengths.append(np.bincount(chunks.texts, of_each, chunks.num_texts).astype(np.int32))
    return Tokens(tuple(numbers), np.concatenate(codes), np.concatenate(lengths))


def _chunks(texts: Sequence[str], change: Callable[[str], str]) -> Chunks:
    whole = "".join(texts)
    end = next(character for character in map(chr, range(sys.maxunicode)) if character not in whole + _MARKED)
    # spaces, so that letters at the end of a text stay at the end of a word
    strings, codes = _distinct(change(f" {end} ".join([*texts, ""])))
    places = np.cumsum([string not in ("", end) for string in strings], dtype=np.int32) - 1
    is_end = codes == strings.index(end)
    is_chunk = ~is_end & (codes != (strings.index("") if "" in strings else -1))
    return Chunks(
        [string for string in strings if string not in ("", end)],
        places[codes[is_chunk]],
        np.cumsum(is_end)[is_chunk],
        len(texts),
    )


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
