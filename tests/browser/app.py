"""The app as somebody sees it in a browser window."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.server import Server

IDLE_MILLISECONDS = 30_000


@dataclass(frozen=True)
class App:
    """A window in front of a server."""

    page: Page
    server: Server

    def open(self, path: str = "") -> None:
        """Go to an address of the app and wait until it stands still."""
        self.page.goto(f"{self.server.address}/{path}")
        self.wait()

    def wait(self) -> None:
        """Wait until no script runs."""
        for state in ("connection-state='CONNECTED'", "script-state='notRunning'"):
            app = self.page.locator(f"[data-testid='stApp'][data-test-{state}]")
            expect(app).to_be_attached(timeout=IDLE_MILLISECONDS)

    def switch(self, title: str) -> None:
        """Choose a page in the navigation."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title).click()
        self.wait()

    def keyed(self, key: str) -> Locator:
        """The widget or container with this Streamlit key."""
        return self.page.locator(f".st-key-{key}")

    def expect_no_error(self) -> None:
        """No traceback, and no box that tells of an error."""
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        expect(self.page.locator("[class*='st-key-error_']")).to_have_count(0)
