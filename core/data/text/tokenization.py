"""Tokenization: texts to words, and the vocabulary that numbers them, the same for training and scoring."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from core.catalog import source_of
from core.config import Language, Normalization, RunConfig, TextConfig, TextRules, Tokenizer
from core.data.text.rules.character_rules import (
    cut_into_characters,
    places_of_characters,
    read_characters,
)
from core.data.text.rules.chunks import read_by_chunks
from core.data.text.rules.earlier_word_rules import cut_as_earlier, places_as_earlier, read_as_earlier
from core.data.text.rules.keras_rules import cut_as_keras, places_as_keras, read_as_keras
from core.data.text.rules.normalization import normalize
from core.data.text.rules.subword_model import cut_into_subwords, places_of_subwords, read_subwords, train_subwords
from core.data.text.rules.typed_places import Place, typed_places
from core.data.text.rules.word_rules import cut_into_words, places_of_words
from core.data.text.tokens import Tokens
from core.system.files import write_whole

PADDING_ID = 0
OOV_ID = 1
DEFAULT_RULES = TextRules()
KERAS_RULES = TextRules("keras", True, "none", "any", False)  # those of Keras' `Tokenizer`, and of its IMDb words
START_ID = 1  # only where `Vocabulary.start`; OOV is 2 then


class _Cutter(NamedTuple):
    """How a tokenizer cuts a normalized text.

    Args:
        cut: the words of a text.
        places: start and end of each of them in the text.
    """

    cut: Callable[[str], list[str]]
    places: Callable[[str], Sequence[Place]]


class _TextCutter(NamedTuple):
    """How a tokenizer cuts a text that is not normalized, or where it looks beyond spaces.

    Args:
        cut: the words of a text, in lower case or as typed.
        places: start and end of each of them in the text.
        read: the words of thousands of texts in one go, those of `cut`.
    """

    cut: Callable[[str, bool], list[str]]
    places: Callable[[str], Sequence[Place]]
    read: Callable[[Sequence[str], bool], Tokens]


_CUTTERS: Mapping[Tokenizer, _Cutter] = {
    "keras": _Cutter(partial(cut_as_keras, lower=False), places_as_keras),
    "words": _Cutter(cut_into_words, places_of_words),
}
_TEXT_CUTTERS: Mapping[Tokenizer, _TextCutter] = {
    "keras": _TextCutter(cut_as_keras, places_as_keras, read_as_keras),
    "words": _TextCutter(cut_as_earlier, places_as_earlier, read_as_earlier),
    "characters": _TextCutter(cut_into_characters, places_of_characters, read_characters),
}


def _text_cutter(rules: TextRules) -> _TextCutter | None:
    """What cuts whole texts by these rules; None where what stands between spaces can be cut by itself."""
    if rules.tokenizer == "subwords":
        model = rules.subword_model
        return _TextCutter(
            partial(cut_into_subwords, model=model),
            partial(places_of_subwords, lower=_lowers(rules), model=model),
            partial(read_subwords, model=model),
        )
    is_whole = rules.tokenizer == "characters" or rules.normalization == "none"
    return _TEXT_CUTTERS[rules.tokenizer] if is_whole else None


def _lowers(rules: TextRules) -> bool:
    """Whether a tokenizer changes case: normalization has folded it already."""
    return rules.lower and rules.normalization == "none"


def tokenize(text: str, rules: TextRules = DEFAULT_RULES) -> list[str]:
    """Normalize a text and cut it into words."""
    normalized, cutter = normalize(text, rules), _text_cutter(rules)
    return cutter.cut(normalized, _lowers(rules)) if cutter else _CUTTERS[rules.tokenizer].cut(normalized)


def word_places(text: str, rules: TextRules = DEFAULT_RULES) -> tuple[Place, ...]:
    """Start and end of each word that `tokenize` gives, in characters of the typed text."""
    cutter = _text_cutter(rules) or _CUTTERS[rules.tokenizer]
    of_signs = typed_places(text, rules)
    normalized = normalize(text, rules)
    typed, done = [], 0
    for start, end in cutter.places(normalized):
        first, last = max(done, of_signs[start][0]), of_signs[end - 1][1]
        if normalized[start:end].isspace() and not text[first:last].isspace():
            last = first  # nobody typed the space beside an emoji
        done = max(first, last)  # one typed sign may be several tokens; only the first of them is there
        typed.append((first, done))
    return tuple(typed)


def read_tokens(texts: Sequence[str], rules: TextRules = DEFAULT_RULES) -> Tokens:
    """Cut texts into words as `tokenize` cuts each, thousands in one go."""
    cutter = _text_cutter(rules)
    if cutter:
        changed = rules.strip_html or rules.normalization != "none"
        return cutter.read([normalize(text, rules) for text in texts] if changed else texts, _lowers(rules))
    without_tags = replace(rules, normalization="none")
    texts = [normalize(text, without_tags) for text in texts] if rules.strip_html else texts
    # Neither normalization nor a tokenizer looks beyond spaces: what stands between them is cut once.
    plain_rules = replace(rules, strip_html=False)
    return read_by_chunks(texts, lambda chunk: tokenize(chunk, plain_rules))


def typed_words(text: str, rules: TextRules = DEFAULT_RULES) -> list[str]:
    """The words that `tokenize` gives, as they are typed."""
    return [text[start:end] for start, end in word_places(text, rules)]


def fit_rules(texts: Sequence[str], config: TextConfig) -> TextRules:
    """The rules of some settings; `subwords` learns its pieces from the training texts."""
    rules = config.rules
    if rules.tokenizer != "subwords":
        return rules
    normalized = [normalize(text, rules) for text in texts]
    size = config.num_words - first_id(config.oov)
    return replace(rules, subword_model=train_subwords(normalized, config.subwords, size, _lowers(rules)))


def text_rules(config: TextConfig, has_vocabulary: bool) -> TextConfig:
    """The settings with the rules that cut the texts of a data set.

    Args:
        has_vocabulary: whether the words come with their ids; they are Keras', and in lower case.
    """
    of_keras = {key: value for key, value in asdict(KERAS_RULES).items() if key in TextConfig.model_fields}
    return config.model_copy(update=of_keras) if has_vocabulary else config


def rules_of(config: RunConfig) -> TextRules:
    """How a run of this config cuts texts."""
    return text_rules(config.text, source_of(config.dataset).has_vocabulary).rules


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
        tokenizer, normalization, language, strip_html: how texts are cut into words; stored vocabularies without them
            are of Keras' rules.
        subword_model: the pieces of `subwords`, in the format of Hugging Face's `tokenizer.json`.
    """

    words: tuple[str, ...]
    num_words: int
    lower: bool
    oov: bool
    start: bool = False
    tokenizer: Tokenizer = "keras"
    normalization: Normalization = "none"
    language: Language = "any"
    strip_html: bool = False
    subword_model: str = ""

    @classmethod
    def fit(cls, texts: Sequence[str], config: TextConfig) -> Self:
        """Keep the most frequent words of the training part; ids are those of Keras' `Tokenizer.fit_on_texts`."""
        rules = fit_rules(texts, config)
        return cls.of_tokens(read_tokens(texts, rules), config, rules)

    @classmethod
    def of_tokens(cls, tokens: Tokens, config: TextConfig, rules: TextRules) -> Self:
        """The same from texts that are cut already.

        Args:
            rules: the ones that cut them.
        """
        counts = np.bincount(tokens.codes, minlength=len(tokens.words))
        most_common = np.argsort(-counts, kind="stable")[: max(0, config.num_words - first_id(config.oov))]
        words = tuple(tokens.words[code] for code in most_common)
        return cls(words, config.num_words, oov=config.oov, **asdict(rules))

    @property
    def rules(self) -> TextRules:
        """How texts are cut into these words."""
        return TextRules(
            self.tokenizer, self.lower, self.normalization, self.language, self.strip_html, self.subword_model
        )

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
        values = asdict(self) | {"words": list(self.words)}
        return values if self.subword_model else {key: values[key] for key in values if key != "subword_model"}

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
