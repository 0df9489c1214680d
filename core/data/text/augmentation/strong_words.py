"""Strong words: the adjectives that point to a sentiment most in the training texts."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from core.data.text.augmentation.frames import OWN_WORDS
from core.data.text.tokens import distinct_numbers
from core.errors import DatasetError

MAX_WORDS = 300  # of a sentiment
MIN_WORDS = 5
# Words that stand before adjectives, and how many of an adjective's occurrences follow one of them at least.
WORDS_BEFORE = (
    "very", "so", "too", "really", "quite", "pretty", "more", "most", "as", "often", "always", "is", "was", "it's",
    "are", "be", "but",
)  # fmt: skip
LEAST_SHARE = 0.1
LEAST_TEXTS = 4
LEAST_SCORE = 1.0
SHORTEST = 3  # letters


@dataclass(frozen=True)
class StrongWords:
    """Adjectives that point to one sentiment, the strongest first."""

    positive: tuple[str, ...]
    negative: tuple[str, ...]


def strong_words(
    ids: np.ndarray, lengths: np.ndarray, is_positive: np.ndarray, word_index: Mapping[str, int],
    own_words: Set[str] = OWN_WORDS,
) -> StrongWords:  # fmt: skip
    """The adjectives of each sentiment in the training texts.

    Words that often follow words such as `very` or `is` are taken for adjectives; those of the frames themselves are
    left out. Their score is the log-count ratio of the two classes divided by its standard error (Monroe, Colaresi and
    Quinn 2008, https://doi.org/10.1093/pan/mpn018).

    Args:
        ids: word numbers of the training texts, one text after the other, shape (total,).
        lengths: how many each text has, shape (n,).
        is_positive: shape (n,).
        own_words: of the frames.

    Raises:
        DatasetError: when there are too few such words.
    """
    words, numbers = list(word_index), np.fromiter(word_index.values(), np.int64, len(word_index))
    size = max(int(ids.max(initial=0)), int(numbers.max(initial=0))) + 1
    text_of = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths)
    pairs = distinct_numbers(text_of * size + ids)  # a word counts once in a text
    of_positive, of_negative = (
        np.bincount(pairs[is_class[pairs // size]] % size, minlength=size)[numbers]
        for is_class in (is_positive, ~is_positive)
    )
    logs = np.log(of_positive + 1) - np.log(is_positive.sum() + 2)
    logs_of_others = np.log(of_negative + 1) - np.log((~is_positive).sum() + 2)
    scores = (logs - logs_of_others) / np.sqrt(1 / (of_positive + 1) + 1 / (of_negative + 1))
    before = [word_index[word] for word in WORDS_BEFORE if word in word_index]
    follows = np.isin(ids[:-1], before) & (text_of[1:] == text_of[:-1])
    counts = np.bincount(ids, minlength=size)[numbers]
    of_adjective = np.bincount(ids[1:][follows], minlength=size)[numbers]
    is_candidate = (of_adjective >= np.maximum(LEAST_SHARE * counts, 1)) & (of_positive + of_negative >= LEAST_TEXTS)
    is_candidate &= np.array([_is_usable(word, own_words) for word in words], bool)
    positive, negative = (
        tuple(words[place] for place in np.argsort(-signed, kind="stable")[:MAX_WORDS] if signed[place] >= LEAST_SCORE)
        for signed in (np.where(is_candidate, scores, 0), np.where(is_candidate, -scores, 0))
    )
    if min(len(positive), len(negative)) < MIN_WORDS:
        raise DatasetError(
            f"The training texts have {len(positive)} positive and {len(negative)} negative adjectives.",
            f"text.augmentation needs at least {MIN_WORDS} of each, in English texts with a sentiment.",
            "Use more rows, or set text.augmentation to none.",
        )
    return StrongWords(positive, negative)


def _is_usable(word: str, own_words: Set[str]) -> bool:
    """Whether a word may be put into a frame, which would mean something else with one of its own words."""
    return word.isalpha() and len(word) >= SHORTEST and word.lower() not in own_words
