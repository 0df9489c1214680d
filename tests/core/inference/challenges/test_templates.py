from collections import Counter

from core.inference.challenges import CATEGORIES, challenges


def test_every_category_has_as_many_positive_as_negative_sentences():
    counts = Counter((one.category, one.is_positive) for one in challenges())
    assert set(counts) == {(category, sign) for category in CATEGORIES for sign in (True, False)}
    assert all(counts[category, True] == counts[category, False] >= 20 for category in CATEGORIES)


def test_every_template_is_filled_and_no_sentence_comes_twice():
    texts = [one.text for one in challenges()]
    assert not [text for text in texts if "{" in text or " a awful" in text.lower()]
    assert len(set(texts)) == len(texts)


def test_the_issued_difficulties_are_there_with_four_templates_or_more():
    templates = {
        category: {one.template for one in challenges() if one.category == category} for category in CATEGORIES
    }
    assert {
        "negation", "double negation", "contrast", "intensifier", "irrelevant fact", "typo", "word order",
        "word at the start", "word in the middle", "word at the end",
    } == set(templates)  # fmt: skip
    assert min(map(len, templates.values())) >= 4


def test_negation_turns_the_sentiment_of_its_word_and_double_negation_does_not():
    expected = {one.text: one.is_positive for one in challenges()}
    assert expected["The film is not good."] is False
    assert expected["The film is not bad."] is True
    assert expected["I never thought that it was not bad."] is False
    assert expected["It is good, not bad."] is True
    assert expected["Despite a bad beginning, the film is good."] is True
    assert expected["By far the most awful film of the year."] is False
    assert expected["This is not an awful film."] is True
