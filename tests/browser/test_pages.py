"""Every page by its address."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser.browser_app import HEADLINES, App

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("title", HEADLINES)
def test_a_page_link_works_as_the_first_request_of_a_fresh_server(app: App, title: str):
    app.open("" if title == "Home" else title.lower().replace(" ", "_"))
    expect(app.headline(HEADLINES[title])).to_be_visible()
    expect(app.page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_text(
        [re.compile(f"{name}$") for name in HEADLINES]
    )
    app.expect_no_error()
