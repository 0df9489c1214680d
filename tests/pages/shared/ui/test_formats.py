import pytest

from pages.shared.ui import formats


@pytest.mark.parametrize(
    ("duration", "text"),
    [(None, "–"), (0.44, "0.4 s"), (9.96, "10 s"), (59.6, "1 min 0 s"), (72.4, "1 min 12 s"), (7500, "2 h 5 min")],
)
def test_durations_have_two_units_at_most(duration, text):
    assert formats.seconds(duration) == text


def test_numbers_are_formatted_alike_on_all_pages():
    assert formats.percent(0.8734) == "87.3 %"
    assert formats.loss(0.34567) == "0.346"
    assert formats.count(131584) == "131,584"
    assert formats.percent(float("nan")) == formats.count(None) == formats.loss(None) == "–"


@pytest.mark.parametrize(
    ("passed", "text"),
    [(3, "just now"), (300, "5 min ago"), (7300, "2 h ago"), (90_000, "1 day ago"), (180_000, "2 days ago")],
)
def test_moments_are_shown_by_how_long_ago_they_were(passed, text):
    assert formats.ago(1_000_000 - passed, now=1_000_000) == text


def test_markdown_in_a_users_text_is_escaped():
    assert formats.literal("*a* [b](c)") == r"\*a\* \[b\]\(c\)"
