"""The Score page before anything is trained, in a real browser: typing, history, presenter keys and all its panels."""

import csv
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.support.app_server import Server
from tests.support.browser_app import App

pytestmark = pytest.mark.browser

SENTENCE = 'What a "dull" & <b>long</b>, lovely film 😀 100 %'
LINES = "a wonderful film\nan awful film\n=1+1"
TABLE = "id,text,label\n1,a wonderful film,positive\n2,an awful film,negative\n3,a lovely film,positive\n"
FIRST_ROW, MARKERS, ROW_HEIGHT = 37, 16, 40  # pixels of the history's table: below its titles, the column to choose in
TYPE = """(box, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text)
    box.dispatchEvent(new Event("input", { bubbles: true }))
}"""
IS_WIDER = "main => main.scrollWidth > main.clientWidth"


def box(app: App) -> Locator:
    return app.keyed("score_text").get_by_role("textbox")


def verdicts(app: App) -> Locator:
    return app.page.locator("[class*=st-key-card_] .verdict-words")


def cells_of(app: App) -> Locator:
    """The cells of the open panel's table, as its canvas tells them to screen readers."""
    return app.page.get_by_test_id("stDataFrame").locator("canvas td")


def open_panel(app: App, name: str) -> None:
    app.keyed("panel").get_by_text(name, exact=True).click()
    app.wait()


def choose(app: App, key: str, option: str) -> None:
    app.keyed(key).get_by_role("combobox").click()
    app.page.get_by_role("option").filter(has_text=option).click()
    app.wait()


def download(app: App, button: str) -> Path:
    """The file that the first button with this label gives."""
    with app.page.expect_download() as given:
        app.page.get_by_role("button", name=button).first.click()
    return given.value.path()


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
    pin_and_export(app)
    half_a_character(app)
    link_opens_the_same(app, open_app(app.server))
    present(app)
    what_if(app)
    many(app)
    many_of_a_file(app)
    download_model(app)
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
    open_panel(app, "History")
    cells = cells_of(app)
    expect(cells.filter(has_text="A slow start")).to_have_count(1)
    expect(cells.filter(has_text=SENTENCE)).to_have_count(1)
    app.click("Undo")
    expect(box(app)).to_have_value(SENTENCE)


def pin_and_export(app: App) -> None:
    """The older text is pinned, stands above the newer one, and first in the file."""
    table = app.page.get_by_test_id("stDataFrame")
    expect(app.page.get_by_role("button", name="Pin", exact=True)).to_be_disabled()
    table.click(position={"x": MARKERS, "y": FIRST_ROW + 1.5 * ROW_HEIGHT})
    app.wait()
    app.click("Pin")
    expect(cells_of(app).filter(has_text=f"📌 {SENTENCE}")).to_have_count(1)
    with download(app, "Download CSV").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["text"], row["pinned"]) for row in rows] == [
        (SENTENCE, "yes"), ("A slow start, but what an ending!", "no"),
    ]  # fmt: skip
    assert {row["Demo, both ways: verdict"] for row in rows} <= {"positive", "negative"}


def half_a_character(app: App) -> None:
    """Half a surrogate pair, which no message can carry, is replaced and told."""
    box(app).evaluate(TYPE, "a good \ud83d film")
    expect(box(app)).to_have_value("a good \N{REPLACEMENT CHARACTER} film")
    expect(app.page.get_by_text("stands for a character that could not be read")).to_be_visible()
    box(app).fill(SENTENCE)
    expect(app.page.get_by_text("stands for a character that could not be read")).to_have_count(0)
    app.wait()


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
    empty = heights(app)
    box(app).press_sequentially("n")  # a letter in the box is a letter, and the key that follows at once still counts
    press(app, "Alt+n")
    expect(box(app)).to_have_value("I expected to love it. I did not.")
    press(app, "Alt+n")
    expect(box(app)).to_have_value("Not a bad film at all.")
    expect(verdicts(app)).to_have_count(2)
    assert heights(app) == pytest.approx(empty, abs=1)
    explain(app)
    press(app, "Alt+m")
    expect(verdicts(app)).to_have_count(1)
    assert "present=1" in app.page.url
    press(app, "Escape")
    expect(app.headline("Score")).to_be_visible()
    expect(verdicts(app)).to_have_count(2)


def explain(app: App) -> None:
    """Why opens and changes by its key; it begins on a small screen, and a large one has room for the bars, too."""
    words, bars = app.page.locator(".tinted-words"), app.page.locator(".shares")
    expect(words).to_have_count(0)
    press(app, "Alt+y")
    expect(words).to_have_count(2)
    for shown in (*verdicts(app).all(), *app.page.locator("[class*=st-key-trained_]").all(), *words.all()):
        expect(shown).to_be_in_viewport(ratio=1)
    expect(bars.first).to_be_hidden()
    app.page.set_viewport_size({"width": 1920, "height": 1080})
    for shown in (*bars.all(), *words.all()):
        expect(shown).to_be_in_viewport(ratio=1)
    assert not app.page.get_by_test_id("stMain").evaluate(IS_WIDER)
    app.page.set_viewport_size({"width": 1366, "height": 768})
    assert not app.page.get_by_test_id("stMain").evaluate(IS_WIDER)
    press(app, "Alt+y")
    expect(words).to_have_count(0)
    expect(app.page.get_by_text("Reading forward", exact=False)).to_have_count(2)


def what_if(app: App) -> None:
    """Without its first word the sentence stands beneath the original, and beneath it without one word more."""
    open_panel(app, "What if")
    app.click("Try it")
    cells = cells_of(app)
    expect(cells.filter(has_text="Not a bad film at all.")).to_have_count(1)
    expect(cells.filter(has_text="└ 1 · deleted “Not”")).to_have_count(1)
    choose(app, "what_if_base", "└ 1 ·")
    app.click("Try it")
    expect(cells.filter(has_text="└ 2 · deleted “a”")).to_have_count(1)
    expect(cells.filter(has_text=re.compile(r"^bad film at all\.$"))).to_have_count(1)


def many(app: App) -> None:
    """A few pasted lines are scored aside."""
    open_panel(app, "Many")
    lines = app.keyed("many_lines").get_by_role("textbox")
    lines.fill(LINES)
    lines.press("Control+Enter")
    app.wait()
    app.click("Score all")
    expect(app.page.get_by_role("button", name="Score other texts")).to_be_visible(timeout=60_000)


def many_of_a_file(app: App) -> None:
    """The columns of an uploaded file are known, and its labels give an accuracy."""
    app.click("Score other texts")
    app.keyed("many_source").get_by_text("CSV file", exact=True).click()
    file = {"name": "some.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    app.keyed("many_upload").locator("input[type=file]").set_input_files(file)
    expect(app.page.get_by_role("combobox", name="True labels, if known")).to_have_value("label")
    app.click("Score all")
    expect(app.page.get_by_test_id("stMetric")).to_have_count(2, timeout=60_000)
    expect(app.page.get_by_text(re.compile("^N = 3, 95 % interval"))).to_have_count(2)


def download_model(app: App) -> None:
    """The zip of a network is whole."""
    open_panel(app, "Download")
    with zipfile.ZipFile(download(app, "Download model")) as archive:
        assert archive.testzip() is None
        assert {"model.onnx", "predict.py", "README.md"} <= set(archive.namelist())
