"""Text warnings: what about texts and the rules that cut them may make a network read something else than words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.config import TextRules
from core.data.dataset import Dataset, Split
from core.data.text.rules.given_tokens import words_of_rows
from core.data.text.rules.normalization import HTML, without_html
from core.data.text.rules.word_rules import SINGLES
from core.data.text.token_leaks import encoded_leaks
from core.data.text.tokenization import Vocabulary, as_tokens
from core.data.text.tokens import Tokens
from core.system.formatting import counted, percent

# Of the words of test texts. Packaged reviews, sentences and tweets have 6 to 9 % unknown words with the default
# vocabulary. With three of ten, hardly any pair of neighbouring words is known as a whole.
MANY_UNKNOWN = 0.3
_FEW_TEXTS = 0.02  # with a sign in less, the sign is an exception and not the language of the texts
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")


@dataclass(frozen=True)
class TextSigns:
    """What texts have in them that some rules cut badly.

    Args:
        num_texts: of all.
        num_html: texts with tags or entities.
        html: the first of them, without attributes.
        num_without_spaces: texts of which at least half of the letters are of scripts without spaces between words.
    """

    num_texts: int
    num_html: int = 0
    html: str = ""
    num_without_spaces: int = 0

    @property
    def html_note(self) -> str:
        """That the texts have HTML; empty if none has."""
        if not self.num_html:
            return ""
        have = "has" if self.num_html == 1 else "have"
        share = percent(self.num_html / self.num_texts, 1)
        return f"{counted(self.num_html, 'text', 'texts')} ({share}) {have} HTML, such as {self.html}."


def text_signs(texts: Sequence[str]) -> TextSigns:
    """Look for HTML and for scripts without spaces."""
    with_html = [match[0] for text in texts if (match := _html(text))]
    example = with_html[0] if with_html else ""
    if tag := _TAG.match(example):
        example = f"<{tag[1].lower()}>"
    num_without_spaces = sum(not text.isascii() and _lacks_spaces(text) for text in texts)
    return TextSigns(len(texts), len(with_html), example, num_without_spaces)


def text_warnings(signs: TextSigns, rules: TextRules, unknown: float, unknown_to_all: float) -> Iterator[str]:
    """What may make results misleading, as sentences.

    Args:
        unknown: share of the words of test texts that are out of vocabulary.
        unknown_to_all: the same share if the vocabulary had all words of the training texts.
    """
    if signs.num_html and not rules.strip_html:
        yield (
            f"{signs.html_note} Its names are read as words. Set text.strip_html=true to replace tags by spaces and "
            "entities by their characters."
        )
    reads_sentences = rules.tokenizer == "keras" or (rules.tokenizer == "words" and rules.normalization == "none")
    if signs.num_without_spaces > _FEW_TEXTS * signs.num_texts and reads_sentences:
        yield (
            f"{percent(signs.num_without_spaces / signs.num_texts)} of texts are in a script without spaces between "
            f"words, such as Chinese or Thai, and text.tokenizer={rules.tokenizer} takes what is between spaces as one "
            "word. Set text.tokenizer=words and text.normalization=unicode, so that each character is a word."
        )
    if unknown >= MANY_UNKNOWN:
        hint = "Raise text.num_words."
        if unknown_to_all >= MANY_UNKNOWN:
            hint = (
                "Training texts do not have them either: check the language and the encoding of the file, add rows, or "
                "choose another text.tokenizer."
            )
        yield f"{percent(unknown)} of the words of test texts are unknown to the network (out of vocabulary). {hint}"


def word_warnings(dataset: Dataset, parts: Split, ids: np.ndarray, vocabulary: Vocabulary) -> list[str]:
    """What is to be said of the words of a data set before a network is trained on it: leaks first.

    Args:
        ids: of the words of the training texts, (n, steps); clauses, which leak their labels on purpose, may follow.
    """
    unknown = unknown_share(words_of_rows(dataset, parts.test, vocabulary.rules), vocabulary)
    is_full = max(vocabulary.word_index.values(), default=0) == vocabulary.num_words - 1  # there may be more words
    warnings = text_warnings(text_signs(dataset.texts), vocabulary.rules, unknown, 0.0 if is_full else unknown)
    leaks: list[str] = []
    if dataset.labels.ndim == 1:
        labels = dataset.labels[parts.train]
        leaks = encoded_leaks(ids[: len(labels)], labels, vocabulary, dataset.class_names)
    return [*leaks, *warnings]


def unknown_share(texts: Sequence[str] | Tokens, vocabulary: Vocabulary) -> float:
    """Share of the words of texts that are out of vocabulary; 0 without any word."""
    tokens = as_tokens(texts, vocabulary.rules)
    unknown = [word not in vocabulary.word_index for word in tokens.words]
    return sum(unknown[code] for code in tokens.codes.tolist()) / max(1, len(tokens.codes))


def _html(text: str) -> re.Match[str] | None:
    """The first tag, or the first entity that stands for a character."""
    if "<" not in text and "&" not in text:
        return None
    return next((match for match in HTML.finditer(text) if without_html(match) != match[0]), None)


def _lacks_spaces(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 0 and 2 * len(_single().findall(text)) >= letters


@lru_cache
def _single() -> re.Pattern[str]:
    return re.compile(f"[{SINGLES}]")
