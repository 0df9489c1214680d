"""The app as somebody sees it in a browser window."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.app_server import Server

IDLE_MILLISECONDS = 30_000
HEADLINES = {
    "Home": "Does reading both ways help?",
    "How it works": "How it works",
    "Data": "Data",
    "Train": "Train",
    "Runs": "Runs",
    "Compare": "Compare",
    "Score": "Score",
}
CLICK_AND_WAIT = """(link, headline) => new Promise((resolve) => {
    const began = performance.now()
    const look = () => {
        const app = document.querySelector("[data-testid=stApp]")
        if (document.querySelector("h1")?.innerText !== headline) return
        if (app.dataset.testScriptState !== "notRunning") return
        watch.disconnect()
        resolve(performance.now() - began)
    }
    const watch = new MutationObserver(look)
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    link.click()
})"""
WATCH_FOR_THE_ANSWER = """(event) => {
    window.answered = new Promise((resolve) => {
        let began, ran = false
        addEventListener(event, () => (began = performance.now()), { capture: true, once: true })
        const app = document.querySelector("[data-testid=stApp]")
        const watch = new MutationObserver((changes) => {
            ran ||= began && changes.some((change) => change.oldValue === "running")
            if (!ran || app.dataset.testScriptState !== "notRunning") return
            watch.disconnect()
            resolve(performance.now() - began)
        })
        watch.observe(app, { attributeFilter: ["data-test-script-state"], attributeOldValue: true })
    })
}"""
GIVE_UP = f"new Promise((_, fail) => setTimeout(() => fail('no answer'), {IDLE_MILLISECONDS}))"


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
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        expect(self.headline(HEADLINES[title])).to_be_visible()
        self.wait()

    def headline(self, title: str) -> Locator:
        return self.page.get_by_role("heading", level=1, name=title, exact=True)

    def keyed(self, key: str) -> Locator:
        """The widget or container with this Streamlit key."""
        return self.page.locator(f".st-key-{re.sub(r'[^A-Za-z0-9_-]', '-', key)}")

    def click(self, button: str) -> None:
        """Press the button with this label and wait for what comes of it."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.wait()

    def type_number(self, key: str, number: str) -> None:
        """Fill the number box with this key; nothing empties it."""
        box = self.keyed(key).locator("input")
        box.fill(number)
        box.press("Enter")
        self.wait()

    def milliseconds_to(self, title: str) -> float:
        """Choose a page in the navigation; the time from the click to its standing still, in the browser."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
        return link.evaluate(CLICK_AND_WAIT, HEADLINES[title])

    def milliseconds_after(self, act: Callable[[], object], event: str = "pointerdown") -> float:
        """Do something on the page that the server answers; the time from it to standing still, in the browser.

        Args:
            event: what the browser calls that which the time runs from.
        """
        self.page.evaluate(WATCH_FOR_THE_ANSWER, event)
        act()
        return self.page.evaluate(f"Promise.race([window.answered, {GIVE_UP}])")

    def expect_no_error(self) -> None:
        """No traceback, no box that tells of an error, no dialog in the way."""
        for sign in ("[data-testid=stException]", "[class*=st-key-error_]", "[role=dialog]"):
            expect(self.page.locator(sign)).to_have_count(0)
