"""The Score page before anything is trained, in a real browser: typing, link, presenter keys, what if, many texts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.app import App
from tests.browser.server import Server

pytestmark = pytest.mark.browser

SENTENCE = 'What a "dull" & <b>long</b>, lovely film 😀 100 %'
LINES = "a wonderful film\nan awful film\n=1+1"


def box(app: App) -> Locator:
    return app.keyed("score_text").get_by_role("textbox")


def verdicts(app: App) -> Locator:
    return app.page.locator("[class*=st-key-card_] .verdict-words")


def cells_of(app: App) -> Locator:
    """The cells of the open panel's table, as its canvas tells them to screen readers."""
    return app.page.get_by_test_id("stDataFrame").locator("canvas td")


def heights(app: App) -> list[float]:
    cards = app.page.locator("[class*=st-key-card_]")
    return [cards.nth(number).bounding_box()["height"] for number in range(cards.count())]


def press(app: App, key: str) -> None:
    app.page.keyboard.press(key)
    app.wait()


def test_somebody_shows_the_shipped_pair_to_an_audience(
    start_server: Callable[[], Server], open_app: Callable[[Server], App]
):
    app = open_app(start_server())
    app.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    app.open("score")
    type_and_keep(app)
    link_opens_the_same(app, open_app(app.server))
    present(app)
    what_if(app)
    many(app)
    app.expect_no_error()


def type_and_keep(app: App) -> None:
    """Verdicts come while one types, nothing jumps, Enter keeps the text, Undo brings it back."""
    expect(app.page.locator("[class*=st-key-card_] .verdict")).to_have_count(2)
    empty = heights(app)
    box(app).press_sequentially(SENTENCE)
    expect(verdicts(app)).to_have_count(2)
    expect(verdicts(app)).to_have_text([re.compile("(posi|nega)tive")] * 2)
    expect(app.page.locator("[class*=st-key-card_] .shares")).to_have_count(2)
    assert heights(app) == pytest.approx(empty, abs=1)
    box(app).press("Enter")
    app.wait()
    app.keyed("score_example").get_by_text("Contrast", exact=True).click()
    expect(box(app)).to_have_value("A slow start, but what an ending!")
    app.keyed("panel").get_by_text("History", exact=True).click()
    cells = cells_of(app)
    expect(cells.filter(has_text="A slow start")).to_have_count(1)
    expect(cells.filter(has_text=SENTENCE)).to_have_count(1)
    app.click("Undo")
    expect(box(app)).to_have_value(SENTENCE)


def link_opens_the_same(app: App, other: App) -> None:
    """What "Copy link" puts on the clipboard opens the same text, networks and panel elsewhere."""
    app.page.get_by_role("button", name="Copy link").click()
    expect(app.page.get_by_text("Copied", exact=True)).to_be_visible()
    link = app.page.evaluate("navigator.clipboard.readText()")
    other.open(link.removeprefix(f"{app.server.address}/"))
    expect(box(other)).to_have_value(SENTENCE)
    expect(verdicts(other)).to_have_text(verdicts(app).all_inner_texts())
    expect(other.page.get_by_text("Nothing yet")).to_be_visible()  # the history panel; the history is another's


def present(app: App) -> None:
    """The presenter view is opened, led and left by keys alone."""
    press(app, "Alt+p")
    expect(app.page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(app.headline("Score")).to_be_hidden()
    expect(box(app)).to_be_focused()
    press(app, "Alt+x")
    expect(box(app)).to_have_value("")
    box(app).press_sequentially("n")  # a letter in the box is a letter, and the key that follows at once still counts
    press(app, "Alt+n")
    expect(box(app)).to_have_value("I expected to love it. I did not.")
    press(app, "Alt+n")
    expect(box(app)).to_have_value("Not a bad film at all.")
    expect(verdicts(app)).to_have_count(2)
    press(app, "Alt+m")
    expect(verdicts(app)).to_have_count(1)
    assert "present=1" in app.page.url
    press(app, "Escape")
    expect(app.headline("Score")).to_be_visible()
    expect(verdicts(app)).to_have_count(2)


def what_if(app: App) -> None:
    """Without its first word the sentence stands beneath the original."""
    app.keyed("panel").get_by_text("What if", exact=True).click()
    app.click("Try it")
    cells = cells_of(app)
    expect(cells.filter(has_text="Not a bad film at all.")).to_have_count(1)
    expect(cells.filter(has_text="↳ 1")).to_have_count(1)


def many(app: App) -> None:
    """A few pasted lines are scored aside."""
    app.keyed("panel").get_by_text("Many", exact=True).click()
    lines = app.keyed("many_lines").get_by_role("textbox")
    lines.fill(LINES)
    lines.press("Control+Enter")
    app.wait()
    app.click("Score all")
    expect(app.page.get_by_role("button", name="Score other texts")).to_be_visible(timeout=60_000)
