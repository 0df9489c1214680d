import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.inference.challenges import OWN, Challenge, read_lines

SENTENCES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1)


def test_lines_have_a_sentiment_and_a_sentence():
    read = read_lines(
        ["+ Not bad at all.", "", "- Not a good film.", "Negative: So dull.", "positive\t Fine - really."]
    )
    assert [(one.is_positive, one.text) for one in read] == [
        (True, "Not bad at all."), (False, "Not a good film."), (False, "So dull."), (True, "Fine - really."),
    ]  # fmt: skip
    assert {one.category for one in read} == {OWN}


@given(st.lists(st.tuples(st.booleans(), SENTENCES)))
def test_what_was_written_is_read_back(written):
    lines = [f"{'+' if is_positive else '-'} {text}" for is_positive, text in written]
    assert read_lines(lines) == tuple(Challenge(OWN, text, text, is_positive) for is_positive, text in written)


@pytest.mark.parametrize("line", ["Not a good film.", "+", "-  ", "neutral: fine", "-no space"])
def test_a_line_without_sentiment_or_sentence_is_named(line):
    with pytest.raises(InputError, match=r"^Line 2 is .* A line has a sentiment"):
        read_lines(["+ Fine.", line])


def test_too_many_lines_are_refused():
    with pytest.raises(InputError, match="There are 1,001 lines"):
        read_lines(["+ Fine."] * 1_001)
