import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.data.text.rules import word_rules
from core.data.text.rules.word_rules import cut_into_words, places_of_words
from tests.support.examples.texts import RULE_EXAMPLES

OF_EARLIER_RULES_ALONE = {"don\u2019t WON'T can\u2018t", "one<br />two<BR>&quot;three&quot;)"}  # normalization does it
texts_of_signs = st.text(alphabet="naNTtİΣ0'!?:;()-/.,3<>\u0301\u200c\u200d\ud800\u05d0😀好ดี", max_size=60)


@pytest.mark.parametrize("text", [text for text in RULE_EXAMPLES if text not in OF_EARLIER_RULES_ALONE])
def test_examples_of_the_earlier_rules_are_cut_as_before(text):
    assert cut_into_words(text) == RULE_EXAMPLES[text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("这家店很好。", ["这", "家", "店", "很", "好"]),
        ("とても良いカメラ", ["と", "て", "も", "良", "い", "カメラ"]),
        ("หนังดี", ["ห", "นั", "ง", "ดี"]),
        ("น้ำ", ["น้ำ"]),
        ("영화가 좋아요", ["영화가", "좋아요"]),
        ("20分钟iPhone", ["20", "分", "钟", "iPhone"]),
        ("col\u00b7lecci\u00f3 a\u00b7b", ["col\u00b7lecci\u00f3", "a", "b"]),
        ('\u05e6\u05d4"\u05dc "\u05e6\u05d4"', ['\u05e6\u05d4"\u05dc', "\u05e6\u05d4"]),
        ("good👍🏽👨\u200d👩\u200d👧🇺🇸🇬🇧", ["good", "👍🏽", "👨\u200d👩\u200d👧", "🇺🇸", "🇬🇧"]),
        (
            "1\u20e3 #\u20e3 🏴\U000e0067\U000e0062\U000e007f",
            ["1\u20e3", "#\u20e3", "🏴\U000e0067\U000e0062\U000e007f"],
        ),
        ("⭐⭐ \u203c", ["⭐", "⭐", "\u203c"]),
    ],
)
def test_words_of_other_scripts_and_emoji(text, words):
    assert cut_into_words(text) == words


@settings(deadline=None)
@given(st.text(max_size=200) | texts_of_signs)
def test_each_place_holds_its_word_and_places_follow_each_other(text):
    words, places, before = cut_into_words(text), places_of_words(text), 0
    for (start, end), word in zip(places, words, strict=True):
        assert before <= start < end
        assert text[start:end] == word
        before = end


@settings(deadline=None)
@given(st.text(max_size=200) | texts_of_signs)
def test_no_letter_or_digit_is_lost(text):
    kept = "".join(cut_into_words(text))
    assert [sign for sign in kept if sign.isalnum()] == [sign for sign in text if sign.isalnum()]


@settings(deadline=None)
@given(texts_of_signs, texts_of_signs)
def test_no_rule_looks_beyond_a_space(first, second):
    assert cut_into_words(f"{first} {second}") == cut_into_words(first) + cut_into_words(second)


def test_long_texts_of_one_kind_of_sign_take_linear_time():
    for sign in ("n't", "n'", "'", "1/", "!", ":", "a\u0301", "nn", "😀\u200d", "好", "ดี", "l\u00b7"):
        assert len(cut_into_words(sign * 20_000)) <= 60_000  # quadratic time would take minutes


def test_marks_of_letters_are_looked_up_once():
    assert word_rules._pattern() is word_rules._pattern()
