"""Restoring punctuation: words of reviews without marks, and which mark follows each of them."""

import re

from core.config import DatasetConfig
from core.data.dataset import Dataset
from core.data.sources.packaged.review_windows import Words, read_windows

# The sign of each class but the first, which is no mark; in the order of the classes of the catalog.
MARKS = {"comma": ",", "full stop": ".", "question mark": "?", "exclamation mark": "!"}
_CLASS_OF = {mark: number for number, mark in enumerate(MARKS.values(), start=1)}
MARK = re.compile(f"[{''.join(MARKS.values())}]")


def load(config: DatasetConfig) -> Dataset:
    """Windows of reviews whose words have as label the mark that follows: none, or the first one before the next word.

    The task of Tilk and Alumäe (2015, https://www.isca-archive.org/interspeech_2015/tilk15_interspeech.html), who
    restored commas and full stops in transcribed speech. All other signs are left out.

    Raises:
        DatasetError: when the packaged reviews are not installed.
    """
    return read_windows(config, following_marks)


def following_marks(words: Words) -> list[int]:
    """The class number of the mark that follows each word of a text."""
    return [_CLASS_OF[mark[0]] if (mark := MARK.search(gap)) else 0 for gap in words.gaps]
