import pytest

from core.config import TextConfig, TextRules
from core.data.text.text_warnings import TextSigns, text_signs, text_warnings, unknown_share
from core.data.text.tokenization import DEFAULT_RULES, KERAS_RULES, Vocabulary


def test_signs_are_counted_by_text():
    signs = text_signs(["a <BR /> b <p>", "it&rsquo;s", "3 < 4 & 5", "很好吃。", "good 好", "ดีมาก", ""])
    assert signs == TextSigns(num_texts=7, num_html=2, html="<br>", num_without_spaces=2)
    assert signs.html_note == "2 texts (28.6 %) have HTML, such as <br>."
    assert text_signs(["&lt;x"]).html_note == "1 text (100.0 %) has HTML, such as &lt;."
    assert text_signs(["plain"]).html_note == ""


def test_an_attribute_of_a_tag_is_not_repeated():
    assert text_signs(['<a href="https://secret">x</a>']).html == "<a>"


PLAIN = TextSigns(100)


def warnings(signs=PLAIN, rules=DEFAULT_RULES, unknown=0.1, unknown_to_all=0.05):
    return list(text_warnings(signs, rules, unknown, unknown_to_all))


def test_html_is_reported_where_it_is_read_as_words():
    signs = TextSigns(100, 40, "<br>")
    assert warnings(signs) == []
    (warning,) = warnings(signs, TextRules(strip_html=False))
    assert "40 texts" in warning
    assert "Set text.strip_html=true" in warning


@pytest.mark.parametrize("rules", [KERAS_RULES, TextRules("keras"), TextRules("words", normalization="none")])
def test_scripts_without_spaces_need_rules_that_split_them(rules):
    signs = TextSigns(100, num_without_spaces=90)
    (warning,) = warnings(signs, rules)
    assert "text.tokenizer=words" in warning
    assert warnings(signs) == []
    assert warnings(TextSigns(100, num_without_spaces=1), rules) == []


def test_many_unknown_words_are_reported_with_what_to_do():
    assert warnings(unknown=0.29) == []
    (warning,) = warnings(unknown=0.31)
    assert warning.endswith("Raise text.num_words.")
    (warning,) = warnings(unknown=1.0, unknown_to_all=1.0)
    assert "encoding" in warning


def test_the_unknown_share_counts_repeated_words():
    vocabulary = Vocabulary.fit(["good film"], TextConfig())
    assert unknown_share(["good good bad", "Film?"], vocabulary) == 2 / 5
    assert unknown_share([""], vocabulary) == 0
