import pytest

from core.data.tables.sentiment_classes import named_positive, sentiment_numbers
from core.errors import DatasetError


@pytest.mark.parametrize(
    ("names", "positive"),
    [(("negative", "positive"), "positive"), (("Good", "bad"), "Good"), (("0", "4"), "4"), (("a", "b"), None),
     (("1", "yes"), "yes"), (("5", "10"), "10"), (("a", "good", "bad"), None), (("good", "pos"), None)],
)  # fmt: skip
def test_the_positive_class_is_known_by_its_name(names, positive):
    assert named_positive(names) == positive


def test_the_numbers_are_those_of_the_negative_and_the_positive_class():
    assert sentiment_numbers(("negative", "positive")) == (0, 1)
    assert sentiment_numbers(("Pos", "neg")) == (1, 0)


@pytest.mark.parametrize(
    ("names", "listed"), [(("ham", "spam"), "ham, spam"), (tuple("abcdefg"), r"a, b, c, d, e, \.\.\.")]
)
def test_classes_without_a_sentiment_are_refused(names, listed):
    with pytest.raises(
        DatasetError, match=rf"^The classes of the data are {listed}\. text\.augmentation needs two classes"
    ):
        sentiment_numbers(names)
