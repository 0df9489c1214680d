import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.data.text.tokens import distinct_numbers, joined_tokens, number_words, renamed_words, token_places, word_lists

TOKENS = number_words([["a", "b"], ["c"], ["b", "d", "a"]])


def test_places_of_no_row_are_none():
    assert token_places(TOKENS.lengths, np.array([1])).tolist() == [2]
    assert token_places(TOKENS.lengths, np.array([], int)).tolist() == []


def test_words_of_one_name_become_one_word():
    renamed = renamed_words(TOKENS, {"a": "x", "d": "x"})
    assert renamed.words == ("x", "b", "c")
    assert list(word_lists(renamed)) == [["x", "b"], ["c"], ["b", "x", "x"]]


def test_lists_of_texts_are_joined_with_each_word_once():
    joined = joined_tokens([TOKENS, number_words([["e", "a"]])])
    assert joined.words == ("a", "b", "c", "d", "e")
    assert list(word_lists(joined)) == [["a", "b"], ["c"], ["b", "d", "a"], ["e", "a"]]


@given(st.lists(st.integers(-9, 9)))
def test_different_numbers_are_those_of_numpy(numbers):
    given_numbers = np.array(numbers, np.int64)
    np.testing.assert_array_equal(distinct_numbers(given_numbers), np.unique(given_numbers))
