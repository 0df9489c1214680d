"""Text to sequences of word numbers and back to words: one code path for training and scoring."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Any, Self

import numpy as np

from core.config import TextConfig
from core.files import write_whole

PADDING_ID = 0
OOV_ID = 1
START_ID = 1  # only where `Vocabulary.start`; OOV is 2 then
_FILTERS = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def tokenize(text: str, lower: bool = True) -> list[str]:
    """Cut a text into words by the rules of Keras' `Tokenizer` defaults.

    Punctuation (not the apostrophe), tab and newline count as spaces, and only spaces divide words.
    Source: keras.src.legacy.preprocessing.text.text_to_word_sequence.
    """
    return list(filter(None, (text.lower() if lower else text).translate(_FILTERS).split(" ")))


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
    """The words a network knows, so that a sentence is read later exactly as in training.

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
    def fit(cls, texts: Iterable[str], config: TextConfig) -> Self:
        """Keep the most frequent words of the training part; ids are those of Keras' `Tokenizer.fit_on_texts`."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(tokenize(text, config.lower))
        most_common = counts.most_common(max(0, config.num_words - first_id(config.oov)))
        return cls(tuple(word for word, _ in most_common), config.num_words, config.lower, config.oov)

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
        """The vocabulary that `to_dict` was taken of."""
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


@dataclass(frozen=True)
class Encoded:
    """Examples as a network reads them.

    Args:
        inputs: of texts the word numbers, shape (n, width), int32, each 0 (padding) to num_words - 1; of images and
            sequences the values, shape (n, steps, num_features), float32.
        lengths: shape (n,), int32, the steps of each row that the network reads, at least 1.
    """

    inputs: np.ndarray
    lengths: np.ndarray


def encode(texts: Sequence[str], vocabulary: Vocabulary, config: TextConfig, *, masked: bool) -> Encoded:
    """Turn texts into padded rows of word numbers.

    Unmasked, rows are padded and cut to `maxlen` as keras.utils.pad_sequences does, and the network reads the
    padding too: width and lengths are `maxlen`, or the longest of these texts where `maxlen` is None. Masked, texts are
    cut the same way but padded after their words, to the longest of these texts: lengths count the words, and a text
    without any known word is one step of padding.
    """
    sequences = list(_sequences(texts, vocabulary, config))
    sizes = np.fromiter(map(len, sequences), np.int32, len(sequences))
    longest = max(1, sizes.max(initial=0))
    width = longest if masked or config.maxlen is None else config.maxlen
    ids = np.full((len(sequences), width), PADDING_ID, dtype=np.int32)
    left = not masked and config.padding == "pre"
    for row, sequence in zip(ids, sequences, strict=True):
        if sequence:
            row[slice(-len(sequence), None) if left else slice(len(sequence))] = sequence
    return Encoded(ids, np.maximum(sizes, 1) if masked else np.full_like(sizes, width))


def shuffled(encoded: Encoded, seed: int, start: bool = False) -> Encoded:
    """The same texts with the words of each in a random order; paddings, and the ids that start texts, stay in place.

    What a network still gets right then, it needs no order for. Words that were cut do not come back.

    Args:
        seed: equal texts and seeds give equal orders, whatever network reads them.
        start: whether texts begin with an id that stands for their start, as `Vocabulary.start` says.
    """
    moves = encoded.inputs != PADDING_ID
    if start:
        moves &= encoded.inputs != START_ID
    rows, _ = np.nonzero(moves)  # row by row, so that sorting by row and chance shuffles each row in its own places
    order = np.argsort(rows + np.random.default_rng(seed).random(len(rows)))
    ids = encoded.inputs.copy()
    ids[moves] = encoded.inputs[moves][order]
    return Encoded(ids, encoded.lengths)


def _sequences(texts: Sequence[str], vocabulary: Vocabulary, config: TextConfig) -> Iterator[list[int]]:
    """The ids of each text, cut to `maxlen`."""
    get = vocabulary.word_index.get
    kept = _kept(config)
    for text in texts:
        tokens = tokenize(text, vocabulary.lower)
        if vocabulary.start:
            yield [START_ID, *map(get, tokens, repeat(vocabulary.oov_id))][kept]
        elif vocabulary.oov:  # every word keeps its place, so that only the kept ones need looking up
            yield list(map(get, tokens[kept], repeat(vocabulary.oov_id)))
        else:
            yield list(filter(None, map(get, tokens)))[kept]


def _kept(config: TextConfig) -> slice:
    if config.maxlen is None:
        return slice(None)
    return slice(-config.maxlen, None) if config.truncating == "pre" else slice(config.maxlen)
