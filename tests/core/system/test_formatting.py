import pytest

from core.system.formatting import (
    counted,
    frequent_classes,
    frequent_classes_note,
    listed_classes,
    noun,
    percent,
    points,
    signed_points,
)


@pytest.mark.parametrize(
    ("share", "digits", "message"),
    [(0.874, 0, "87 %"), (0.874, 1, "87.4 %"), (0.0, 0, "0 %"), (1.0, 0, "100 %"), (0.001, 0, "less than 1 %"),
     (0.999, 0, "more than 99 %"), (0.9999, 1, "100.0 %")],
)  # fmt: skip
def test_percent_never_rounds_to_none_or_all_unless_digits_are_asked_for(share, digits, message):
    assert percent(share, digits) == message


@pytest.mark.parametrize(("share", "message"), [(0.014, "1.4 points"), (0.0101, "1 point"), (0.0, "0.0 points")])
def test_one_point_is_singular(share, message):
    assert points(share) == message


def test_examples_are_called_by_their_kind_where_all_have_one():
    assert noun(["image", "image"]) == "images"
    assert noun(["image", "text"]) == "examples"


def test_a_difference_that_rounds_to_zero_is_not_negative():
    assert [signed_points(share) for share in (-0.0004, 0.0, -0.004)] == ["+0.0", "+0.0", "−0.4"]


def test_of_many_classes_the_most_frequent_are_shown_in_their_order():
    assert frequent_classes([1, 5, 2]) == [0, 1, 2]
    counts = [0] * 300
    counts[7], counts[299] = 9, 8
    assert frequent_classes(counts) == [*range(19), 299]
    assert frequent_classes_note(20) == ""
    assert listed_classes(["a", "b"]) == "a, b"
    assert listed_classes([f"{number}" for number in range(21)]).endswith("18, 19 and 1 more class")
    assert frequent_classes_note(300) == "The 20 most frequent of 300 classes are shown."


def test_a_number_has_its_noun():
    assert (counted(1, "row", "rows"), counted(1_200, "row", "rows")) == ("1 row", "1,200 rows")
