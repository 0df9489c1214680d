from core.data.sources.packaged.capitals import capitals_of
from core.data.sources.packaged.review_windows import words_of


def test_the_label_of_a_word_says_which_of_its_letters_are_capitals():
    words = words_of("I saw McDonald's DVD, A TV's eBay ad in 1999. ISN'T it B2B? Élan")
    labels = dict(zip(words.typed, capitals_of(words), strict=True))
    assert labels == {
        "I": 1, "saw": 0, "McDonald's": 1, "DVD": 2, "A": 1, "TV's": 1, "eBay": 0, "ad": 0, "in": 0, "1999": 0,
        "IS": 2, "N'T": 2, "it": 0, "B2B": 2, "Élan": 1,
    }  # fmt: skip
