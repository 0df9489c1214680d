import pytest

from core.system.formatting import noun, percent, points, signed_points


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
