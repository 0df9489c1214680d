"""A real server with its own workspace, and a real browser."""

import os
import re
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from core.settings import PROJECT_FOLDER
from tests.support.browser.app_server import Server, start
from tests.support.browser.browser_app import App

SCREENSHOTS = PROJECT_FOLDER / "test-results"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# What a browser reports when a test stops the server or leaves a page while it loads, and when Streamlit looks for the
# base of a page's address.
EXPECTED_ERRORS = ("WebSocket connection to", "net::ERR_CONNECTION_REFUSED", "net::ERR_ABORTED", "/_stcore/")
PAGES = pytest.StashKey[list[Page]]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the path in CHROMIUM, the system's, or the one that Playwright installs."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    path = next((path for path in map(shutil.which, filter(None, names)) if path), None)
    expect.set_options(timeout=30_000)  # other tests train beside these
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error:
            pytest.skip("No browser is installed. Run `bash scripts/test`, or set CHROMIUM to the path of one.")
        yield browser
        browser.close()


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start the app in the test's workspace on a free port; the end of the test stops it and its helper processes."""
    started: list[Server] = []

    def start_here(**environment: str) -> Server:
        started.append(start(tmp_path / "workspace", **environment))
        return started[-1]

    yield start_here
    for server in started:
        server.stop()


@pytest.fixture
def open_app(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[[Server], App]]:
    """Open a browser window of a small laptop's size for a server; an error in its console fails the test."""
    pages = request.node.stash.setdefault(PAGES, [])
    errors: list[str] = []

    def open_window(server: Server) -> App:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(_words(message)) if message.type == "error" else None)
        pages.append(page)
        return App(page, server)

    yield open_window
    for page in pages:
        page.context.close()
    assert [error for error in errors if not any(one in error for one in EXPECTED_ERRORS)] == []


def _words(message: ConsoleMessage) -> str:
    return f"{message.text} {message.location.get('url', '')}"


@pytest.fixture
def app(start_server: Callable[..., Server], open_app: Callable[[Server], App]) -> App:
    """The app in a fresh workspace, and a browser window that has opened no page yet."""
    return open_app(start_server())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Save a screenshot of each open window when a test fails."""
    report = yield
    if report.failed:
        SCREENSHOTS.mkdir(exist_ok=True)
        for number, page in enumerate(item.stash.get(PAGES, []), start=1):
            name = re.sub(r"\W+", "-", item.name).strip("-")
            with suppress(Error):  # a window that answers no more would end the whole run of tests
                page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)
    return report
