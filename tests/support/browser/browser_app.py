"""The app in a browser window: what a test opens, clicks and waits for."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser.app_server import Server

IDLE_MILLISECONDS = 60_000
HEADER_PIXELS, ROW_PIXELS, ROW_BOX_PIXELS = 36, 35, 16  # of a table: its header, a row, the middle of a row's box
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
WATCH_FOR_RERUN = """(event) => {
    window.rerun = new Promise((resolve) => {
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
# A table that was just drawn misses a click that comes before its next frames.
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# While a browser draws, it may take the beginning and the end of a short script for one change.
UNTIL_IDLE = "() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(() => done())))"
TIME_OUT = "(time => new Promise((_, fail) => setTimeout(() => fail('the server did not answer'), time)))"


@dataclass(frozen=True)
class App:
    """A browser window and the server whose app it shows."""

    page: Page
    server: Server

    def open(self, path: str = "") -> None:
        """Open an address of the app and wait until its script has run."""
        self.page.goto(f"{self.server.address}/{path}", timeout=IDLE_MILLISECONDS)
        self.wait()

    def wait(self) -> None:
        """Wait until the browser is connected and no script runs."""
        for state in ("connection-state='CONNECTED'", "script-state='notRunning'"):
            app = self.page.locator(f"[data-testid='stApp'][data-test-{state}]")
            expect(app).to_be_attached(timeout=IDLE_MILLISECONDS)

    def switch(self, title: str) -> None:
        """Choose a page in the navigation and wait for it."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        expect(self.headline(HEADLINES[title])).to_be_visible()
        self.wait()

    def headline(self, title: str) -> Locator:
        """The page's title."""
        return self.page.get_by_role("heading", level=1, name=title, exact=True)

    def keyed(self, key: str) -> Locator:
        """The widget or container with this Streamlit key."""
        return self.page.locator(f".st-key-{re.sub(r'[^A-Za-z0-9_-]', '-', key)}")

    def click(self, button: str) -> None:
        """Click the button with this label and wait until the script has run."""
        self.page.get_by_role("button", name=button, exact=True).click()
        self.wait()

    def radio(self, name: str) -> Locator:
        """The option with this label in a segmented control or a group of radio buttons."""
        return self.page.get_by_role("radio", name=name, exact=True)

    def choose(self, option: str) -> None:
        """Choose an option of a segmented control or of radio buttons, and wait until the script has run."""
        self.radio(option).click()
        self.wait()

    def chart(self, label: str) -> Locator:
        """The chart with this text in its label, once plotly has drawn it."""
        return self.page.locator(f".bothways-chart[data-drawn][aria-label*='{label}']")

    def wait_for_charts(self) -> None:
        """Wait until every chart is drawn and the browser has nothing to do."""
        expect(self.page.locator(".bothways-chart:not([data-drawn])")).to_have_count(0)
        self.page.evaluate(UNTIL_IDLE)

    def click_cell(self, table: Locator, row: int, x: float, row_height: float = ROW_PIXELS) -> None:
        """Click into a data row of a table, which is one picture: rows count from 0, `x` is in pixels."""
        canvas = table.locator("canvas").first
        canvas.scroll_into_view_if_needed()
        self.page.evaluate(TWO_FRAMES)
        canvas.click(position={"x": x, "y": HEADER_PIXELS + (row + 0.5) * row_height}, force=True)
        self.wait()

    def select_row(self, table: Locator, row: int, row_height: float = ROW_PIXELS) -> None:
        """Click the box at the beginning of a table's row."""
        self.click_cell(table, row, ROW_BOX_PIXELS, row_height)

    @property
    def score_box(self) -> Locator:
        """The text box of the Score page."""
        return self.keyed("score_text").get_by_role("textbox")

    @property
    def score_cards(self) -> Locator:
        """The cards of the Score page, one a network."""
        return self.page.locator("[class*=st-key-card_]")

    def type_number(self, key: str, number: str) -> None:
        """Fill the number box with this key; an empty text clears it."""
        box = self.keyed(key).locator("input")
        box.fill(number)
        box.press("Enter")
        self.wait()

    def milliseconds_to(self, title: str) -> float:
        """Choose a page in the navigation; the browser's time from the click to the end of the page's script."""
        link = self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True)
        return link.evaluate(CLICK_AND_WAIT, HEADLINES[title])

    def milliseconds_after(
        self, act: Callable[[], object], event: str = "pointerdown", idle_milliseconds: int = IDLE_MILLISECONDS
    ) -> float:
        """Do something that runs a script; the browser's time from the event to the end of the script.

        Args:
            event: the DOM event from which the time counts.
            idle_milliseconds: after which the event counts as missed.

        Raises:
            playwright.sync_api.Error: when no script has run.
        """
        self.page.evaluate(WATCH_FOR_RERUN, event)
        act()
        return self.page.evaluate(f"Promise.race([window.rerun, {TIME_OUT}({idle_milliseconds})])")

    def expect_no_error(self) -> None:
        """Assert that no traceback, error box or dialog is open."""
        for sign in ("[data-testid=stException]", "[class*=st-key-error_]", "[role=dialog]"):
            expect(self.page.locator(sign)).to_have_count(0)
