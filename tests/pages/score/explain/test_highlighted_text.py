import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.inference.explain.attribution import leave_one_out
from pages.score.explain.highlighted_text import highlighted_html, legend
from tests.support.networks import KNOWN_WORDS, random_scorer
from tests.support.page_elements import RenderedHtml

EVIL = "good <img src=x onerror=alert(1)> **film** [l](javascript:alert(1)) &lt; \"' film"


@pytest.fixture(scope="module")
def scorer(tmp_path_factory):
    return random_scorer(tmp_path_factory.mktemp("network"), maxlen=12)


@given(text=st.lists(st.text(max_size=60) | st.sampled_from(KNOWN_WORDS), max_size=15).map(" ".join) | st.just(EVIL))
def test_the_highlighted_text_is_exactly_the_typed_text(scorer, text):
    try:
        attributions = leave_one_out(scorer, text)
    except InputError:
        return
    rendered = RenderedHtml(highlighted_html(text, attributions, 1.0))
    assert (rendered.text, rendered.tags) == (html.unescape(html.escape(text)), {"div", "span"})
    assert rendered.attributes <= {"class", "style", "data-note", "tabindex", "role", "aria-label"}
    assert RenderedHtml(legend(attributions)).tags == {"div", "span"}


def test_a_long_part_that_is_not_read_is_only_counted(scorer):
    text = "film " * 1_000
    rendered = RenderedHtml(highlighted_html(text, leave_one_out(scorer, text), 1.0)).text
    assert "characters …" in rendered
    assert len(rendered) < 400
