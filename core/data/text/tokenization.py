"""Tokenization: texts to words, and the vocabulary that numbers them, the same for training and scoring."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from core.config import TextConfig, TextRules, Tokenizer
from core.data.text.keras_rules import cut_as_keras, places_as_keras, read_as_keras
from core.data.text.tokens import Tokens
from core.data.text.word_rules import cut_into_words, places_of_words, read_words
from core.system.files import write_whole

PADDING_ID = 0
OOV_ID = 1
DEFAULT_RULES = TextRules()
START_ID = 1  # only where `Vocabulary.start`; OOV is 2 then


class _Rules(NamedTuple):
    """How a tokenizer cuts.

    Args:
        cut: the words of a text, in lower case or as typed.
        places: start and end of each of them in the text.
        read: the words of thousands of texts in one go, those of `cut`.
    """

    cut: Callable[[str, bool], list[str]]
    places: Callable[[str], tuple[tuple[int, int], ...]]
    read: Callable[[Sequence[str], bool], Tokens]


_RULES: Mapping[Tokenizer, _Rules] = {
    "keras": _Rules(cut_as_keras, places_as_keras, read_as_keras),
    "words": _Rules(cut_into_words, places_of_words, read_words),
}


def tokenize(text: str, rules: TextRules = DEFAULT_RULES) -> list[str]:
    """Cut a text into words."""
    return _RULES[rules.tokenizer].cut(text, rules.lower)


def word_places(text: str, rules: TextRules = DEFAULT_RULES) -> tuple[tuple[int, int], ...]:
    """Start and end of each word that `tokenize` gives, in characters of the typed text."""
    return _RULES[rules.tokenizer].places(text)


def read_tokens(texts: Sequence[str], rules: TextRules = DEFAULT_RULES) -> Tokens:
    """Cut texts into words as `tokenize` cuts each, thousands in one go."""
    return _RULES[rules.tokenizer].read(texts, rules.lower)


def text_rules(config: TextConfig, has_vocabulary: bool) -> TextConfig:
    """The settings with the rules that cut the texts of a data set.

    Args:
        has_vocabulary: whether the words come with their ids; they are Keras', and in lower case.
    """
    return config.model_copy(update={"tokenizer": "keras", "lower": True}) if has_vocabulary else config


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
        tokenizer: whose rules cut texts into words; stored vocabularies without it are of Keras' rules.
    """

    words: tuple[str, ...]
    num_words: int
    lower: bool
    oov: bool
    start: bool = False
    tokenizer: Tokenizer = "keras"

    @classmethod
    def fit(cls, texts: Sequence[str] | Tokens, config: TextConfig) -> Self:
        """Keep the most frequent words of the training part; ids are those of Keras' `Tokenizer.fit_on_texts`."""
        tokens = as_tokens(texts, config.rules)
        counts = np.bincount(tokens.codes, minlength=len(tokens.words))
        most_common = np.argsort(-counts, kind="stable")[: max(0, config.num_words - first_id(config.oov))]
        words = tuple(tokens.words[code] for code in most_common)
        return cls(words, config.num_words, config.lower, config.oov, tokenizer=config.tokenizer)

    @property
    def rules(self) -> TextRules:
        """How texts are cut into these words."""
        return TextRules(self.tokenizer, self.lower)

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


def as_tokens(texts: Sequence[str] | Tokens, rules: TextRules) -> Tokens:
    """Texts cut into words, unless they are already."""
    return texts if isinstance(texts, Tokens) else read_tokens(texts, rules)
