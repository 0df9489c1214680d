import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.text.rules.character_rules import SPACE, cut_into_characters, places_of_characters, read_characters
from tests.support.examples.texts import any_text, text_lists, wordy_text

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
CUT = {
    "\u5473\u9053\u592a\u5dee": ["\u5473", "\u9053", "\u592a", "\u5dee"],
    "\u0e01\u0e33\u0e19\u0e49\u0e33": ["\u0e01\u0e33", "\u0e19\u0e49\u0e33"],  # Thai vowels and tones are marks
    "\u65e5\u672c\u306e \u6620\u753b": ["\u65e5", "\u672c", "\u306e", SPACE, "\u6620", "\u753b"],
    "e\u0301t\u00e9": ["e\u0301", "t", "\u00e9"],
    f"ok{FAMILY}\U0001f1e9\U0001f1ea\U0001f44d\U0001f3fd": [
        "o", "k", FAMILY, "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd",
    ],
    "  no\t\r\n !": ["n", "o", SPACE, "!"],
    "\u0600  1": ["\u0600", SPACE, "1"],
    "": [], " \n ": [],
}  # fmt: skip


@pytest.mark.parametrize(("text", "characters"), CUT.items())
def test_what_a_person_sees_as_a_character_is_a_token(text, characters):
    assert cut_into_characters(text, lower=False) == characters


def test_lower_case_is_that_of_each_character():
    assert cut_into_characters("\u00c9A \u0130", lower=True) == ["\u00e9", "a", SPACE, "i\u0307"]
    assert cut_into_characters("AB", lower=True) == ["a", "b"]


@given(any_text | wordy_text, st.booleans())
def test_each_character_has_its_place_in_the_text(text, lower):
    characters, places = cut_into_characters(text, lower), places_of_characters(text)
    of_places = [text[start:end] for start, end in places]
    spaces = [re.sub(r"\s+", SPACE, one) for one in of_places]
    assert characters == [one.lower() if lower else one for one in spaces]
    assert "".join(of_places) == text.strip()


@given(text_lists, st.booleans())
def test_many_texts_have_the_characters_of_each(texts, lower):
    tokens = read_characters(texts, lower)
    of_each = [cut_into_characters(text, lower) for text in texts]
    assert [tokens.words[code] for code in tokens.codes] == [one for characters in of_each for one in characters]
    assert tokens.lengths.tolist() == [len(characters) for characters in of_each]
