import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.config import TextRules
from core.data.text.rules.normalization import fold, normalize
from core.data.text.tokenization import DEFAULT_RULES, KERAS_RULES, tokenize

TURKISH = TextRules(language="tr")
# Texts that people read as the same: their words must be equal.
ALIKE = [
    # apostrophes and quotes
    ("don\u2019t", "don't"),
    ("don\u2018t", "don't"),
    ("don\u02bct", "don't"),
    ("don\u00b4t", "don't"),
    ("don\uff07t", "don't"),
    ("don\u2032t", "don't"),
    ("don\u0092t", "don't"),
    ("rock\u2019n\u2019roll", "rock'n'roll"),
    ("\u201cawful\u201d", '"awful"'),
    ("\u201eawful\u201c", "'awful'"),
    ("\u00abawful\u00bb", "awful"),
    ("\u0093awful\u0094", "awful"),
    ("\u2018awful\u2019", "'awful'"),
    ("\u275dgood\u275e", "good"),
    # dashes and ellipses
    ("awful\u2014boring", "awful - boring"),
    ("awful\u2013boring", "awful-boring"),
    ("awful\u2015boring", "awful boring"),
    ("well\u2011made", "well-made"),
    ("well\u2010made", "well-made"),
    ("a\u2212b", "a-b"),
    ("a\u0097b", "a-b"),
    ("boring\u2026 bad", "boring... bad"),
    ("boring\u2026bad", "boring... bad"),
    ("boring\u0085bad", "boring...bad"),
    # spaces, ends of lines, controls
    ("so\u00a0good", "so good"),
    ("so\u202fgood", "so good"),
    ("so\u2003good", "so good"),
    ("so\u3000good", "so good"),
    ("Terrible\r\nBoring", "Terrible\nBoring"),
    ("Terrible\rBoring", "Terrible Boring"),
    ("so\tgood", "so good"),
    ("so\x0bgood", "so good"),
    ("so\x0cgood", "so good"),
    ("so\u2028good", "so good"),
    ("so\x00good", "so good"),
    # invisible characters
    ("\ufeffgood", "good"),
    ("go\u00adod", "good"),
    ("go\u200bod", "good"),
    ("good\u200b", "good"),
    ("go\u2060od", "good"),
    ("good\u200e", "good"),
    ("\u202bgood\u202c", "good"),
    ("go\u200cod", "good"),
    ("go\u200dod", "good"),
    ("good\u200d !", "good !"),
    # composed letters and case
    ("cafe\u0301", "caf\u00e9"),
    ("CAFE\u0301", "caf\u00c9"),
    ("\u212bngstr\u00f6m", "\u00e5ngstro\u0308m"),
    ("\u1112\u1161\u11ab", "\ud55c"),
    ("e\u200b\u0301t\u00e9", "\u00e9te\u0301"),
    ("STRASSE", "stra\u00dfe"),
    ("\u039f\u0394\u039f\u03a3", "\u03bf\u03b4\u03bf\u03c2"),
    ("\u0130Y\u0130", "iyi"),
    ("I\u0307Y\u0130", "iyi"),
    ("IYI", "\u0130Y\u0130"),
    ("GOOD", "good"),
    ("\uff27\uff2f\uff2f\uff24", "good"),
    ("good\uff01\uff1f", "good!?"),
    ("\uff18\uff0f\uff11\uff10", "8/10"),
    ("\u0424\u0418\u041b\u042c\u041c", "\u0444\u0438\u043b\u044c\u043c"),
    # emoji and emoticons
    ("great\U0001f600", "great \U0001f600"),
    ("\U0001f600great", "\U0001f600 great"),
    ("great:)", "great :)"),
    ("\u2764\ufe0f", "\u2764"),
    ("\u2764\ufe0e", "\u2764"),
    ("\U0001f600\U0001f600", "\U0001f600 \U0001f600"),
    ("ok\U0001f44d\U0001f3fdok", "ok \U0001f44d\U0001f3fd ok"),
    ("\u2764\ufe0f\u200d\U0001f525", "\u2764\u200d\U0001f525"),
    ("\U0001f1fa\U0001f1f8\U0001f1ec\U0001f1e7", "\U0001f1fa\U0001f1f8 \U0001f1ec\U0001f1e7"),
    ("1\ufe0f\u20e3", "1\u20e3"),
    ("love<3", "love <3"),
    (":D", ":d"),
    # HTML
    ("good<br />bad", "good bad"),
    ("good<br>bad", "good bad"),
    ("good<BR/>bad", "good bad"),
    ("<p>good</p>", "good"),
    ("good &amp; bad", "good & bad"),
    ("it&#39;s", "it's"),
    ("it&rsquo;s", "it's"),
    ("so&nbsp;good", "so good"),
    ('<a href="x">good</a>', "good"),
    ("good<!-- a note -->", "good"),
    ("3 &lt; 4", "3 < 4"),
    ("&#128512;", "\U0001f600"),
    # punctuation that is no word
    ("good, bad.", "good bad"),
    ("good_bad", "good bad"),
    ("wow!!!!!!!", "wow!!!"),
    ("(good)", "good"),
    ("#good", "good"),
    # scripts without spaces, joiners
    ("\u5f88\u597d", "\u5f88 \u597d"),
    ("\u5f88\u3000\u597d\u3002", "\u5f88\u597d"),
    ("\u0e14\u0e35\u200b\u0e21\u0e32\u0e01", "\u0e14\u0e35\u0e21\u0e32\u0e01"),
    ("\u0645\u06cc\u200c\u0631\u0648\u0645\u200c", "\u0645\u06cc\u200c\u0631\u0648\u0645"),
]
# Texts that mean different things: their words must differ.
DIFFERENT = [
    ("isn't", "is"),
    ("isn't", "isnt"),
    ("can't", "can"),
    ("good!", "good"),
    ("good?", "good!"),
    ("good!!", "good!"),
    (":)", ":("),
    (":(", ""),
    ("<3", "3"),
    ("</3", "<3"),
    ("7.5", "75"),
    ("10/10", "10 10"),
    ("1,000", "1 000"),
    ("caf\u00e9", "cafe"),
    ("na\u00efve", "naive"),
    ("\u00fcber", "uber"),
    ("r\u00e9sum\u00e9", "resume"),
    ("good bad", "goodbad"),
    ("good-bad", "goodbad"),
    ("so\u00a0good", "sogood"),
    ("good<br />bad", "goodbad"),
    ("\U0001f600", "\U0001f622"),
    ("\U0001f44d", "\U0001f44d\U0001f3fd"),
    ("\U0001f44d\U0001f3fb", "\U0001f44d\U0001f3ff"),
    ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\U0001f469\U0001f467"),
    ("\U0001f1fa\U0001f1f8", "\U0001f1ec\U0001f1e7"),
    ("great\U0001f600", "great"),
    ("I <think so>", "I"),
    ("\u0645\u06cc\u200c\u0631\u0648\u0645", "\u0645\u06cc\u0631\u0648\u0645"),
    ("\u0645\u06cc\u200c\u0631\u0648\u0645", "\u0645\u06cc \u0631\u0648\u0645"),
    ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u0937"),
    ("\u5f88\u597d", "\u597d\u5f88"),
    ("\u5927", "\u592a"),
    ("\u0e01\u0e34\u0e19", "\u0e01\u0e19"),
    ("\u0131", "i"),
    ("AT&T", "AT"),
    ("it's", "its"),
    ("3 < 4", "3"),
]
EVERY_RULES = [
    TextRules(tokenizer, lower, normalization, language, strip_html)
    for tokenizer in ("keras", "words")
    for lower in (True, False)
    for normalization in ("none", "unicode")
    for language in ("any", "tr")
    for strip_html in (True, False)
]
signs = st.text(
    alphabet="naIi\u0130\u0131\u0307\u0301\u200b\u200c\u200d\ufe0f\u2019\u2026\u2764\U0001f3fd<br />&lt;\r", max_size=40
)


def test_enough_pairs_are_compared():
    assert len(set(ALIKE)) >= 60
    assert len(set(DIFFERENT)) >= 30


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_texts_that_people_read_as_the_same_have_the_same_words(first, second):
    assert tokenize(first) == tokenize(second) != []


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_texts_that_mean_different_things_have_different_words(first, second):
    assert tokenize(first) != tokenize(second)


@pytest.mark.parametrize(
    ("first", "second"), [("I\u015eIK", "\u0131\u015f\u0131k"), ("\u0130Y\u0130", "iyi"), ("I\u0307YI\u0307", "iyi")]
)
def test_turkish_has_two_letters_i(first, second):
    assert tokenize(first, TURKISH) == tokenize(second, TURKISH)
    assert tokenize("SIK", TURKISH) != tokenize("sik", TURKISH)
    assert fold("SIK", "az") == "s\u0131k"


def test_keras_rules_read_the_same_normalized_text():
    rules = TextRules("keras")
    assert tokenize("It wasn\u2019t\u00a0good\u2026\r\nawful\u2014boring\U0001f600", rules) == [
        "it", "wasn't", "good", "awful", "boring", "\U0001f600",
    ]  # fmt: skip
    assert tokenize("good<br />bad", rules) == ["good", "bad"]


def test_texts_that_are_not_normalized_stay_as_typed():
    text = "It\u2019s\u00a0so<br />\u0130\r"
    assert normalize(text, KERAS_RULES) == text
    assert tokenize(text, KERAS_RULES) == ["it\u2019s\u00a0so", "br", "i\u0307\r"]


def test_case_stays_without_lower():
    assert tokenize("It\u2019s GOOD \u0130", TextRules(lower=False)) == ["It's", "GOOD", "\u0130"]


@pytest.mark.parametrize(
    "text", ["a <b and c> d", "I <think so>", "2 <3 4>", "AT&T; &noname;", "<i think so>", "< br >"]
)
def test_what_only_looks_like_html_stays(text):
    assert normalize(text, TextRules(lower=False)) == text


@given(st.text(max_size=100) | signs, st.sampled_from(EVERY_RULES))
def test_a_normalized_text_is_composed_and_has_no_invisible_spaces(text, rules):
    normalized = normalize(text, rules)
    if rules.normalization == "unicode":
        assert unicodedata.is_normalized("NFC", normalized)
        assert not {*normalized} & {"\u200b", "\ufeff", "\u00ad", "\u00a0", "\r", "\u2019", "\u2026"}


def test_long_texts_of_one_kind_of_sign_take_linear_time():
    for sign in (
        "<a ",
        "<!--",
        "<a =",
        "&#",
        "e\u0301",
        "\u200d",
        "\u2764\u200d",
        "\U0001f1fa",
        "\u0e14\u200b",
        "i\u0307",
    ):
        assert len(normalize(sign * 20_000, DEFAULT_RULES)) <= 120_000  # quadratic time would take minutes
