"""The downloaded report in a window without a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.support.browser.browser_app import App


@contextmanager
def offline_report(app: App, path: Path) -> Iterator[Page]:
    """Download the report from Compare to this path and open it offline."""
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Report", exact=True).click()
    download.value.save_as(path)
    browser = app.page.context.browser
    assert browser
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    yield page
    context.close()
