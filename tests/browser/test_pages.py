"""Every page by its own address."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import App

PAGES = {
    "": "Does reading both ways help?",
    "data": "Data",
    "train": "Train",
    "runs": "Runs",
    "compare": "Compare",
    "score": "Score",
}

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("path", "headline"), PAGES.items())
def test_a_deep_link_works_as_the_first_request_of_a_fresh_server(app: App, path: str, headline: str):
    app.open(path)
    expect(app.page.get_by_role("heading", level=1, name=headline)).to_be_visible()
    expect(app.page.get_by_test_id("stSidebarNav").get_by_role("link")).to_have_count(len(PAGES))
    app.expect_no_error()
