"""Given tokens: words that were cut elsewhere and keep their places, in the spelling that a network reads."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.config import TextConfig, TextRules
from core.data.text.rules.normalization import normalize
from core.data.text.tokenization import read_tokens
from core.data.text.tokens import Tokens, token_places

if TYPE_CHECKING:
    from core.data.dataset import Dataset


def token_rules(config: TextConfig) -> TextRules:
    """How sentences whose tokens have labels are read; a typed one is cut into words whatever `text.tokenizer` says."""
    return replace(config.rules, tokenizer="words", strip_html=False)


def words_of_rows(dataset: "Dataset", rows: np.ndarray, rules: TextRules) -> Tokens:
    """The words of some rows of a data set, as the rules cut texts and spell the tokens of sentences."""
    if dataset.tokens is None:
        return read_tokens([dataset.texts[row] for row in rows], rules)
    return normalize_tokens(rows_of_tokens(dataset.tokens, rows), rules)


def rows_of_tokens(tokens: Tokens, rows: np.ndarray) -> Tokens:
    """The tokens of some sentences, in the order of `rows`, with only their own words."""
    return _renumbered(tokens.words, tokens.codes[token_places(tokens.lengths, rows)], tokens.lengths[rows])


def normalize_tokens(tokens: Tokens, rules: TextRules) -> Tokens:
    """Each token in the spelling of the rules: as a whole, and never cut, so that it keeps its label."""
    words = [normalize(word, rules) for word in tokens.words]
    numbers = {word: number for number, word in enumerate(dict.fromkeys(words))}
    codes = np.fromiter((numbers[word] for word in words), np.int32, len(words))[tokens.codes]
    return _renumbered(tuple(numbers), codes, tokens.lengths)


def _renumbered(words: tuple[str, ...], codes: np.ndarray, lengths: np.ndarray) -> Tokens:
    """The same tokens with their words in the order of first appearance, and no others."""
    used, first, numbers = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    places = np.empty(len(used), np.int32)
    places[order] = np.arange(len(used), dtype=np.int32)
    return Tokens(tuple(words[code] for code in used[order]), places[numbers], lengths)
