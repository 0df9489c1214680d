"""Restoring capitals: words of reviews in lower case, and which of their letters are capitals."""

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.sources.packaged.review_windows import Words, read_windows


def load(config: DatasetConfig) -> Dataset:
    """Windows of reviews whose words have as label which of their letters are capitals: none, the first one, or all.

    A single letter counts as the first one, and so does a word with a capital first letter and any others, such as
    McDonald. Marks are left out, so that nothing but the words says where a sentence begins.

    Raises:
        DatasetError: when the packaged reviews are not installed.
    """
    return read_windows(config, capitals_of)


def capitals_of(words: Words) -> list[int]:
    """The class number of each word of a text: 0 for no capital first letter, 1 for one, 2 for capitals alone."""
    return [_capitals(word) for word in words.typed]


def _capitals(word: str) -> int:
    if word.isupper() and sum(map(str.isalpha, word)) > 1:
        return 2
    return int(word[0].isupper())
