import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import TextRules
from core.data.text.rules.normalization import normalize
from core.data.text.rules.typed_places import typed_places
from core.data.text.tokenization import tokenize, word_places
from tests.core.data.text.rules.test_normalization import ALIKE, EVERY_RULES, signs

texts = (
    st.text(max_size=80) | signs | st.lists(st.sampled_from([text for pair in ALIKE for text in pair])).map(" ".join)
)


@settings(deadline=None)
@given(texts, st.sampled_from(EVERY_RULES))
def test_every_character_has_a_place_and_places_never_go_back(text, rules):
    places = typed_places(text, rules)
    assert len(places) == len(normalize(text, rules))
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)


@settings(deadline=None)
@given(texts, st.sampled_from(EVERY_RULES))
def test_every_word_has_a_place_of_which_it_was_made(text, rules):
    words, places = tokenize(text, rules), word_places(text, rules)
    assert len(words) == len(places)
    before = 0
    for start, end in places:
        assert before <= start < end <= len(text)
        before = start


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("It wasn\u2019t \u201cgood\u201d", ["It", "was", "n\u2019t", "good"]),
        ("boring\u2026\r\ncafe\u0301!", ["boring", "cafe\u0301", "!"]),
        ("so&nbsp;good<br />&hearts;it&rsquo;s", ["so", "good", "&hearts;", "it&rsquo;s"]),
        ("great\U0001f600\U0001f600now", ["great", "\U0001f600", "\U0001f600", "now"]),
        ("STRA\u00dfE \u0130Y\u0130 go\u00adod\ufeff", ["STRA\u00dfE", "\u0130Y\u0130", "go\u00adod"]),
        ("\u2764\ufe0f \uff27\uff2f\uff01", ["\u2764", "\uff27\uff2f", "\uff01"]),
    ],
)
def test_words_are_shown_as_they_were_typed(text, typed):
    assert [text[start:end] for start, end in word_places(text)] == typed
    assert len(tokenize(text)) == len(typed)


def test_a_text_that_stays_has_its_own_places():
    assert typed_places("abc", TextRules()) == [(0, 1), (1, 2), (2, 3)]
