"""Windows of reviews: words without marks and capitals, each with a label, cut where no sentence decides it."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from core.catalog import source_of
from core.config import DatasetConfig, TextRules
from core.data.dataset import Dataset
from core.data.reading import Reading
from core.data.sources.packaged.packaged_reviews import read_reviews
from core.data.tables.cleaning import clean
from core.data.text.rules.normalization import fold, normalize
from core.data.text.rules.word_rules import places_of_words
from core.data.text.tokens import number_words
from core.system.formatting import counted

NUM_WORDS = 60
ROWS_OF_REVIEW = 100  # more than a review has windows; the longest has 41

_WITHOUT_HTML = TextRules(normalization="none")
_AS_TYPED = TextRules(lower=False, strip_html=False)


class Words(NamedTuple):
    """The words of a text.

    Args:
        typed: with their capitals.
        folded: in lower case.
        gaps: the signs after each word and before the next one, without spaces.
    """

    typed: list[str]
    folded: list[str]
    gaps: list[str]


def read_windows(config: DatasetConfig, label: Callable[[Words], Sequence[int]]) -> Dataset:
    """Windows of 60 words of the packaged IMDb reviews, all of them or `num_rows`, each word with a label.

    The first window of a review starts at one of its first 60 words, which its row number decides, and only whole
    windows are used: where they begin and end says nothing about sentences. All windows of a review are in one group,
    so that a split keeps them together. A window's row is 100 times the review's, plus the number of the window.

    Args:
        label: the class number of each word of a text.

    Raises:
        DatasetError: when the packaged reviews are not installed.
    """
    frame = read_reviews()
    frame, reading = clean(frame[frame["source"] == "imdb"], Reading(), config)
    order = np.arange(len(frame))
    if config.num_rows is not None:
        order = np.random.default_rng(config.seed).permutation(order)
    texts, rows = frame["text"].tolist(), frame.index.tolist()
    cut = lru_cache(maxsize=None)(_cut)  # most words come many times, and are cut once
    windows: dict[int, tuple[list[str], Sequence[int]]] = {}
    for place in order.tolist():
        if len(windows) == config.num_rows:
            break
        words = _words(texts[place], cut)
        labels = label(words)
        for number, start in enumerate(_starts(len(labels), rows[place])[: _left(config, len(windows))], start=1):
            end = start + NUM_WORDS
            windows[ROWS_OF_REVIEW * rows[place] + number] = (words.folded[start:end], labels[start:end])
    numbers = np.array(sorted(windows), np.int64)
    in_order = [windows[number] for number in numbers.tolist()]
    groups = numbers // ROWS_OF_REVIEW
    source = source_of(config)
    return Dataset(
        name=source.subject or source.title,
        texts=[" ".join(words) for words, _ in in_order],
        labels=np.array([labels for _, labels in in_order], np.int32).reshape(-1, NUM_WORDS),
        class_names=source.classes,
        rows=numbers,
        reading=replace(reading, num_conflicts=0, remarks=(_remark(len(numbers), len(np.unique(groups)), config),)),
        tokens=number_words(words for words, _ in in_order),
        groups=groups,
    )


def words_of(text: str) -> Words:
    """The words of a text as windows have them."""
    return _words(text, _cut)


def _words(text: str, cut: Callable[[str], tuple[str, list[tuple[str, str, str]]]]) -> Words:
    words = Words([], [], [])
    for chunk in normalize(text, _WITHOUT_HTML).split():
        before, parts = cut(chunk)
        if before and words.gaps:
            words.gaps[-1] += before
        for typed, folded, after in parts:
            words.typed.append(typed)
            words.folded.append(folded)
            words.gaps.append(after)
    return words


def _cut(chunk: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The signs before the first word of what stands between spaces, and each word with the signs after it."""
    chunk = normalize(chunk, _AS_TYPED)
    places = [place for place in places_of_words(chunk) if chunk[place[0]].isalnum()]
    if not places:
        return chunk, []
    ends = [*(start for start, _ in places[1:]), len(chunk)]
    parts = zip(places, ends, strict=True)
    return chunk[: places[0][0]], [(chunk[a:b], fold(chunk[a:b]), chunk[b:end]) for (a, b), end in parts]


def _starts(num_words: int, row: int) -> range:
    """Where the windows of a review start."""
    first = zlib.crc32(str(row).encode()) % NUM_WORDS
    return range(first, num_words - NUM_WORDS + 1, NUM_WORDS)[: ROWS_OF_REVIEW - 1]


def _left(config: DatasetConfig, num_windows: int) -> int | None:
    """How many more windows are wanted; None for all."""
    return None if config.num_rows is None else config.num_rows - num_windows


def _remark(num_windows: int, num_reviews: int, config: DatasetConfig) -> str:
    windows = f"{num_windows:,} windows of {NUM_WORDS} words from {counted(num_reviews, 'review', 'reviews')}"
    if config.num_rows is None or num_windows < config.num_rows:
        return f"{windows} were used, which are all."
    return f"{windows} were drawn with seed {config.seed}."
