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


def test_the_title_of_a_chart_fits_on_a_phone(app: App):
    app.page.set_viewport_size({"width": 390, "height": 844})
    app.open("data?source=cumulative_sum")
    title = app.page.locator(".st-key-sequences .gtitle")
    expect(title).to_contain_text("with the label")
    box, screen = title.bounding_box(), app.page.viewport_size
    assert box
    assert screen
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= screen["width"]
    assert title.locator("tspan").count() == 2
