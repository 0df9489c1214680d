import numpy as np
import pytest

from core.data.text.augmentation.strong_words import StrongWords, strong_words
from core.errors import DatasetError

GOOD = ("good", "great", "funny", "lovely", "warm", "witty")
BAD = ("bad", "dull", "boring", "stupid", "weak", "awful")


def strongest(texts, is_positive) -> StrongWords:
    index = {word: number for number, word in enumerate(dict.fromkeys(" ".join(texts).split()), start=2)}
    ids = [[index[word] for word in text.split()] for text in texts]
    return strong_words(np.concatenate(ids), np.array([len(one) for one in ids]), np.array(is_positive), index)


def reviews() -> tuple[list[str], list[bool]]:
    """Six texts with each adjective, and texts with other words of one class."""
    texts = [f"it was very {word}" for word in (*GOOD, *BAD) for _ in range(6)]
    texts += ["directors filmed it"] * 9 + ["is hardly 10 ok"] * 9 + ["is so filmic"] * 10
    is_positive = [True] * 36 + [False] * 36 + [True] * 9 + [False] * 9 + [True, False] * 5
    return texts, is_positive


def test_strong_words_are_adjectives_of_one_class():
    assert strongest(*reviews()) == StrongWords(GOOD, BAD)


def test_the_strongest_word_comes_first():
    texts, is_positive = reviews()
    words = strongest([*texts, *["so witty"] * 9], [*is_positive, *[True] * 9])
    assert words.positive[0] == "witty"
    assert set(words.positive) == set(GOOD)


def test_texts_without_adjectives_are_refused():
    with pytest.raises(DatasetError, match=r"0 positive and 0 negative adjectives\. text\.augmentation needs"):
        strongest(["a b c", "a b d"], [True, False])
