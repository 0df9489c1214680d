import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.rules import earlier_word_rules
from core.data.text.rules.earlier_word_rules import APOSTROPHES, cut_as_earlier, places_as_earlier, read_as_earlier
from tests.support.examples.texts import RULE_EXAMPLES

texts_of_signs = st.text(alphabet="naNTtİΣ0'\u2019!?:;()-/.,3<>br &\u0301\u200c\u200b\ud800\u05d0😀", max_size=60)


@pytest.mark.parametrize(("text", "words"), RULE_EXAMPLES.items())
def test_examples_are_cut_as_promised(text, words):
    assert cut_as_earlier(text, lower=False) == words


@settings(deadline=None)
@given(st.text(max_size=300) | texts_of_signs, st.booleans())
def test_each_place_holds_its_word_and_places_follow_each_other(text, lower):
    words, places, before = cut_as_earlier(text, lower), places_as_earlier(text), 0
    for (start, end), word in zip(places, words, strict=True):
        assert before <= start < end
        before = end
        typed = text[start:end]
        for apostrophe in APOSTROPHES:
            typed = typed.replace(apostrophe, "'")
        assert word == (typed.lower() if lower else typed)


@settings(deadline=None)
@given(st.text(max_size=300) | texts_of_signs)
def test_no_letter_or_digit_is_lost_but_those_of_html(text):
    text = text.replace("<", " ").replace("&", " ")
    kept = "".join(cut_as_earlier(text, lower=False))
    assert [sign for sign in kept if sign.isalnum()] == [s for s in text if s.isalnum() and s not in APOSTROPHES]


@settings(deadline=None)
@given(st.lists(texts_of_signs, max_size=6), st.booleans())
def test_many_texts_in_one_go_have_the_words_of_each(texts, lower):
    tokens, of_each = read_as_earlier(texts, lower), [cut_as_earlier(text, lower) for text in texts]
    assert [tokens.words[code] for code in tokens.codes] == [word for words in of_each for word in words]
    assert tokens.lengths.tolist() == list(map(len, of_each))
    assert list(tokens.words) == list(dict.fromkeys(word for words in of_each for word in words))


def test_lower_case_makes_words_one():
    tokens = read_as_earlier(["Film b FILM", "film :D :d"], lower=True)
    assert tokens.words == ("film", "b", ":d")
    assert tokens.codes.tolist() == [0, 1, 0, 0, 2, 2]


def test_long_texts_of_one_kind_of_sign_take_linear_time():
    for sign in ("n't", "n'", "'", "1/", "&", "<br", "!", ":", "a\u0301", "nn"):
        assert len(cut_as_earlier(sign * 20_000, lower=True)) <= 40_000  # quadratic time would take minutes


def test_marks_of_letters_are_looked_up_once():
    assert earlier_word_rules._pattern() is earlier_word_rules._pattern()
