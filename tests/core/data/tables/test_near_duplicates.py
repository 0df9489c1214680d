import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.dataset import Dataset, Split
from core.data.tables.near_duplicates import num_near_duplicates, text_key

WORDS = st.lists(st.text("abcde\u00e9\u00df\u0915\u093f", min_size=1, max_size=5), min_size=1, max_size=6)
MARKS = st.sampled_from([" ", ", ", "!! ", "\u2014", "-", "\t\n", " \u00bb", "...", " <", "\u3002"])


@given(WORDS, st.data())
def test_case_spaces_and_punctuation_change_no_key(words, data):
    cased = [word.upper() if data.draw(st.booleans()) else word for word in words]
    changed = "".join(f"{data.draw(MARKS)}{word}" for word in cased) + data.draw(MARKS)
    assert text_key(changed) == text_key(" ".join(words))


@given(WORDS, WORDS)
def test_other_words_make_another_key(first, second):
    same = [word.casefold() for word in first] == [word.casefold() for word in second]
    assert (text_key(" ".join(first)) == text_key(" ".join(second))) == same


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Don't  STOP, (ever)!", "dont stop ever"),
        ("don\u2019t stop\u2026 ever", "dont stop ever"),
        ("cafe\u0301", "caf\u00e9"),
        ("good \U0001f600", "good \U0001f600"),
        (":)", ":)"),
        ("", ""),
    ],
)
def test_the_key_of_a_text_is_its_words(text, key):
    assert text_key(text) == key


def test_test_texts_that_repeat_a_training_or_validation_text_are_counted():
    texts = ["A film", "dull", "a film!", "Dull.", "new", "new", ":)", ":("]
    dataset = Dataset("own", texts, np.zeros(8, np.int32), ("a", "b"), np.arange(8))
    parts = Split(train=np.array([0, 6]), validation=np.array([1]), test=np.array([2, 3, 4, 5, 7]))
    assert num_near_duplicates(dataset, parts) == 2


def test_images_and_sequences_have_no_near_duplicates():
    dataset = Dataset("sums", [], np.zeros((2, 3), np.int32), ("0", "1"), np.arange(2), values=np.zeros((2, 3, 1)))
    assert num_near_duplicates(dataset, Split(np.array([0]), np.array([], int), np.array([1]))) == 0
