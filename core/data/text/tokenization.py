"""Tokenization: texts to words, and the vocabulary that numbers them, the same for training and scoring."""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from core.config import TextConfig
from core.system.files import write_whole

PADDING_ID = 0
OOV_ID = 1
START_ID = 1  # only where `Vocabulary.start`; OOV is 2 then
_MARKED = "aA !"  # lower case and the filters change these: they cannot mark the end of a text
_TEXTS_AT_ONCE = 20_000
_LONG = 10_000  # characters; from here on Arrow is faster
_FILTERS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def tokenize(text: str, lower: bool = True) -> list[str]:
    """Cut a text into words by the rules of Keras' `Tokenizer` defaults.

    Punctuation (not the apostrophe), tab and newline count as spaces, and only spaces divide words.
    Source: keras.src.legacy.preprocessing.text.text_to_word_sequence.
    """
    return list(filter(None, (text.lower() if lower else text).translate(_FILTERS).split(" ")))


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


def read_tokens(texts: Sequence[str], lower: bool = True) -> Tokens:
    """Cut texts into words as `tokenize` cuts each, thousands in one go."""
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


def first_id(oov: bool) -> int:
    """The id of the most frequent word: those before it are padding and, if any, OOV."""
    return OOV_ID + 1 if oov else PADDING_ID + 1


def keras_imdb_vocabulary(words: Sequence[str], num_words: int) -> "Vocabulary":
    """The ids of Keras' IMDb file: 1 starts each text, 2 is OOV, 3 is unused, words follow by rank.

    Args:
        words: all words of the word index, most frequent first.

    Source: https://keras.io/api/datasets/imdb/ (`start_char=1`, `oov_char=2`, `index_from=3`).
    """
    return Vocabulary(tuple(words[: max(0, num_words - 4)]), num_words, lower=True, oov=True, start=True)


@dataclass(frozen=True)
class Vocabulary:
    """The words that a network knows, so that a sentence is encoded later exactly as in training.

    Args:
        words: most frequent first, ties in the order of first appearance; only those whose id is below `num_words`.
        num_words: number of ids, that of padding (0) and of OOV (1, if any) included.
        lower: whether upper and lower case are the same word.
        oov: whether unknown words have an id of their own; otherwise they are dropped.
        start: whether each text begins with an id that stands for its start, as in Keras' IMDb file.
    """

    words: tuple[str, ...]
    num_words: int
    lower: bool
    oov: bool
    start: bool = False

    @classmethod
    def fit(cls, texts: Sequence[str] | Tokens, config: TextConfig) -> Self:
        """Keep the most frequent words of the training part; ids are those of Keras' `Tokenizer.fit_on_texts`."""
        tokens = as_tokens(texts, config.lower)
        counts = np.bincount(tokens.codes, minlength=len(tokens.words))
        most_common = np.argsort(-counts, kind="stable")[: max(0, config.num_words - first_id(config.oov))]
        return cls(tuple(tokens.words[code] for code in most_common), config.num_words, config.lower, config.oov)

    @cached_property
    def word_index(self) -> Mapping[str, int]:
        """The id of each word; from 1, or from 2 when there is an OOV id, or from 4 after a start id."""
        return {word: index for index, word in enumerate(self.words, start=4 if self.start else first_id(self.oov))}

    @property
    def oov_id(self) -> int:
        """The id of every unknown word, where unknown words have one."""
        return 2 if self.start else OOV_ID

    def to_dict(self) -> dict[str, Any]:
        """The vocabulary as plain types, ready for JSON."""
        return asdict(self) | {"words": list(self.words)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """The vocabulary that `to_dict` was called on."""
        return cls(**{**values, "words": tuple(values["words"])})

    def save(self, path: Path) -> None:
        """Write `vocabulary.json`, whole or not at all."""
        # surrogatepass: a word may hold half a surrogate pair, which no strict encoding can write
        document = json.dumps(self.to_dict(), ensure_ascii=False).encode("utf-8", errors="surrogatepass")
        write_whole(lambda unfinished: unfinished.write_bytes(document), path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        return cls.from_dict(json.loads(path.read_text(encoding="utf-8", errors="surrogatepass")))


def as_tokens(texts: Sequence[str] | Tokens, lower: bool) -> Tokens:
    """Texts cut into words, unless they are already."""
    return texts if isinstance(texts, Tokens) else read_tokens(texts, lower)
