import pytest

from core.catalog import SOURCES
from core.data.sources.packaged.punctuation import MARKS, following_marks
from core.data.sources.packaged.review_windows import words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Well, go on. Why? Now!", "comma none,full stop,question mark,exclamation mark"),
        ('He said "no". Then (at last) he left', "none none,full stop none none none none none"),
        ("What?! Never ... or so ; maybe", "question mark,full stop none none none"),
        ("It costs 3.50, in the U.S. only", "none none,comma none none,full stop,full stop none"),
    ],
)
def test_the_label_of_a_word_is_the_first_mark_before_the_next_one(text, expected):
    names = SOURCES["punctuation"].classes
    labels = [names[number] for number in following_marks(words_of(text))]
    assert " ".join(labels) == expected.replace(",", " ")


def test_every_class_but_the_first_has_its_sign():
    assert SOURCES["punctuation"].classes == ("none", *MARKS)
