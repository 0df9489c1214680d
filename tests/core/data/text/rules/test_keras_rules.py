from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keras.src.legacy.preprocessing.text import text_to_word_sequence

from core.data.text.rules.keras_rules import cut_as_keras, places_as_keras, read_as_keras
from tests.support.examples.texts import any_text, text_lists, wordy_text


@settings(deadline=None)
@given(any_text | wordy_text, st.booleans())
def test_words_are_those_of_keras(text, lower):
    assert cut_as_keras(text, lower) == text_to_word_sequence(text, lower=lower)


@pytest.mark.parametrize("long", [0, 10_000], ids=["with Arrow", "without"])
@settings(deadline=None)
@given(some_texts=text_lists, lower=st.booleans())
def test_words_of_many_texts_are_those_of_each_however_long(long, some_texts, lower):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.data.text.rules.chunks._LONG", long)
        tokens = read_as_keras(some_texts, lower)
    of_each = [cut_as_keras(text, lower) for text in some_texts]
    assert [tokens.words[code] for code in tokens.codes] == [word for words in of_each for word in words]
    assert tokens.lengths.tolist() == [len(words) for words in of_each]
    assert list(tokens.words) == list(dict.fromkeys(word for words in of_each for word in words))


def test_texts_are_kept_apart_across_the_portions_they_are_read_in(monkeypatch):
    monkeypatch.setattr("core.data.text.rules.chunks._TEXTS_AT_ONCE", 2)
    tokens = read_as_keras(["b a", "", "a \x00 ΑΣ", "\x01ΑΣ c", "c"], lower=True)
    assert tokens.words == ("b", "a", "\x00", "ας", "\x01ας", "c")
    assert tokens.codes.tolist() == [0, 1, 1, 2, 3, 4, 5, 5]
    assert tokens.lengths.tolist() == [2, 0, 3, 2, 1]


def test_apostrophes_stay_and_only_spaces_divide_words():
    words = cut_as_keras("It's GOOD<br />(so)very\u00a0good", lower=True)
    assert words == ["it's", "good", "br", "so", "very\u00a0good"]


@given(st.text(max_size=3_000) | st.text(alphabet="aİΣσß'.,-\t\n \x0b\u00a0\ud800😀", max_size=200), st.booleans())
def test_places_point_at_the_words(text, lower):
    tokens, places = cut_as_keras(text, lower), places_as_keras(text)
    assert len(places) == len(tokens)
    for (start, end), token, typed in zip(places, tokens, cut_as_keras(text, lower=False), strict=True):
        assert text[start:end] == typed
        expected = typed.lower() if lower else typed
        assert token.replace("ς", "σ") == expected.replace("ς", "σ")  # which of them Σ is depends on its neighbours
    assert all(end < start for (_, end), (start, _) in pairwise(places))
