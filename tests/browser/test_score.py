"""The Score page with the bundled pair: typing, history, presenter keys and every panel."""

import csv
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, expect

from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import App

pytestmark = pytest.mark.browser

SENTENCE = 'What a "dull" & <b>long</b>, lovely film 😀 100 %'
LINES = "a wonderful film\nan awful film\n=1+1"
TABLE = "id,text,label\n1,a wonderful film,positive\n2,an awful film,negative\n3,a lovely film,positive\n"
HISTORY_ROW_PIXELS = 40
TYPE = """(box, text) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text)
    box.dispatchEvent(new Event("input", { bubbles: true }))
}"""
IS_WIDER = "main => main.scrollWidth > main.clientWidth"


def verdicts(app: App) -> Locator:
    return app.score_cards.locator(".verdict-words")


def cells_of(app: App) -> Locator:
    """The cells of the open panel's table, as its canvas describes them to screen readers."""
    return app.page.get_by_test_id("stDataFrame").locator("canvas td")


def select_option(app: App, key: str, option: str) -> None:
    app.keyed(key).get_by_role("combobox").click()
    app.page.get_by_role("option").filter(has_text=option).click()
    app.wait()


def download(app: App, button: str) -> Path:
    """The file that the first button with this label downloads."""
    with app.page.expect_download() as event:
        app.page.get_by_role("button", name=button).first.click()
    return event.value.path()


def heights(app: App) -> list[float]:
    boxes = [card.bounding_box() for card in app.score_cards.all()]
    return [box["height"] for box in boxes if box]


def press(app: App, key: str) -> None:
    app.page.keyboard.press(key)
    app.wait()


def test_the_bundled_pair_is_typed_to_presented_explained_and_downloaded(
    start_server: Callable[[], Server], open_app: Callable[[Server], App]
):
    app = open_app(start_server())
    app.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    app.open("score")
    type_and_undo(app)
    pin_and_export(app)
    replace_half_a_character(app)
    open_the_copied_link(app, open_app(app.server))
    present(app)
    try_what_if(app)
    score_pasted_lines(app)
    score_a_file(app)
    download_a_model(app)
    app.expect_no_error()


def type_and_undo(app: App) -> None:
    """Predictions appear while typing and nothing jumps; Enter adds the text to the history, Undo restores it."""
    expect(app.score_cards.locator(".verdict")).to_have_count(2)
    empty = heights(app)
    app.score_box.press_sequentially(SENTENCE)
    expect(verdicts(app)).to_have_count(2)
    expect(verdicts(app)).to_have_text([re.compile("(posi|nega)tive")] * 2)
    expect(app.score_cards.locator(".shares")).to_have_count(2)
    assert heights(app) == pytest.approx(empty, abs=1)
    app.score_box.press("Enter")
    app.wait()
    app.keyed("score_example").get_by_text("Contrast", exact=True).click()
    expect(app.score_box).to_have_value("A slow start, but what an ending!")
    app.choose("History")
    cells = cells_of(app)
    expect(cells.filter(has_text="A slow start")).to_have_count(1)
    expect(cells.filter(has_text=SENTENCE)).to_have_count(1)
    app.click("Undo")
    expect(app.score_box).to_have_value(SENTENCE)


def pin_and_export(app: App) -> None:
    """The older text is pinned: it moves above the newer one, and is first in the downloaded file."""
    table = app.page.get_by_test_id("stDataFrame")
    expect(app.page.get_by_role("button", name="Pin", exact=True)).to_be_disabled()
    app.select_row(table, 1, HISTORY_ROW_PIXELS)
    app.click("Pin")
    expect(cells_of(app).filter(has_text=f"📌 {SENTENCE}")).to_have_count(1)
    with download(app, "Download CSV").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["text"], row["pinned"]) for row in rows] == [
        (SENTENCE, "yes"), ("A slow start, but what an ending!", "no"),
    ]  # fmt: skip
    assert {row["Demo, both ways: verdict"] for row in rows} <= {"positive", "negative"}


def replace_half_a_character(app: App) -> None:
    """Half a surrogate pair, which no message can carry, is replaced and a caption says so."""
    app.score_box.evaluate(TYPE, "a good \ud83d film")
    expect(app.score_box).to_have_value("a good \N{REPLACEMENT CHARACTER} film")
    expect(app.page.get_by_text("replaces a character that could not be read")).to_be_visible()
    app.score_box.fill(SENTENCE)
    expect(app.page.get_by_text("replaces a character that could not be read")).to_have_count(0)
    app.wait()


def open_the_copied_link(app: App, other: App) -> None:
    """The link that "Copy link" puts on the clipboard opens the same text, networks and panel in another session."""
    app.page.get_by_role("button", name="Copy link").click()
    expect(app.page.get_by_text("Copied", exact=True)).to_be_visible()
    link = app.page.evaluate("navigator.clipboard.readText()")
    other.open(link.removeprefix(f"{app.server.address}/"))
    expect(other.score_box).to_have_value(SENTENCE)
    expect(verdicts(other)).to_have_text(verdicts(app).all_inner_texts())
    expect(other.page.get_by_text("No texts yet")).to_be_visible()  # of another session


def present(app: App) -> None:
    """The presenter view is opened, used and left by keyboard alone."""
    press(app, "Alt+p")
    expect(app.page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(app.headline("Score")).to_be_hidden()
    expect(app.score_box).to_be_focused()
    press(app, "Alt+x")
    expect(app.score_box).to_have_value("")
    empty = heights(app)
    app.score_box.press_sequentially("n")  # no shortcut, and the shortcut right after it still works
    press(app, "Alt+n")
    expect(app.score_box).to_have_value("I expected to love it. I did not.")
    press(app, "Alt+n")
    expect(app.score_box).to_have_value("Not a bad film at all.")
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
    """Why opens and changes by its key; its words fit a small screen, and on a large one the bars fit, too."""
    words, bars = app.page.locator(".highlighted-words"), app.page.locator(".shares")
    expect(words).to_have_count(0)
    press(app, "Alt+y")
    expect(words).to_have_count(2)
    for element in (*verdicts(app).all(), *app.page.locator("[class*=st-key-trained_]").all(), *words.all()):
        expect(element).to_be_in_viewport(ratio=1)
    expect(bars.first).to_be_hidden()
    app.page.set_viewport_size({"width": 1920, "height": 1080})
    for element in (*bars.all(), *words.all()):
        expect(element).to_be_in_viewport(ratio=1)
    assert not app.page.get_by_test_id("stMain").evaluate(IS_WIDER)
    app.page.set_viewport_size({"width": 1366, "height": 768})
    assert not app.page.get_by_test_id("stMain").evaluate(IS_WIDER)
    press(app, "Alt+y")
    expect(words).to_have_count(0)
    expect(app.page.get_by_text(re.compile("^Forward .* bias .* the sum is"))).to_have_count(2)


def try_what_if(app: App) -> None:
    """A change is a row beneath the original, and a change of that one is a row beneath it."""
    app.choose("What if")
    app.click("Try it")
    cells = cells_of(app)
    expect(cells.filter(has_text="Not a bad film at all.")).to_have_count(1)
    expect(cells.filter(has_text="└ 1 · deleted “Not”")).to_have_count(1)
    select_option(app, "what_if_base", "└ 1 ·")
    app.click("Try it")
    expect(cells.filter(has_text="└ 2 · deleted “a”")).to_have_count(1)
    expect(cells.filter(has_text=re.compile(r"^bad film at all\.$"))).to_have_count(1)


def score_pasted_lines(app: App) -> None:
    """Pasted lines are scored in another process."""
    app.choose("Batch")
    lines = app.keyed("many_lines").get_by_role("textbox")
    lines.fill(LINES)
    lines.press("Control+Enter")
    app.wait()
    app.click("Score all")
    expect(app.page.get_by_role("button", name="Score other texts")).to_be_visible(timeout=60_000)


def score_a_file(app: App) -> None:
    """The columns of an uploaded file are recognized, and its labels give an accuracy."""
    app.click("Score other texts")
    app.keyed("many_source").get_by_text("File", exact=True).click()
    file = FilePayload(name="some.csv", mimeType="text/csv", buffer=TABLE.encode())
    app.keyed("many_upload").locator("input[type=file]").set_input_files(file)
    expect(app.page.get_by_role("combobox", name="True labels, if known")).to_have_value("label")
    app.click("Score all")
    expect(app.page.get_by_test_id("stMetric")).to_have_count(2, timeout=60_000)
    expect(app.page.get_by_text(re.compile("^N = 3, 95 % interval"))).to_have_count(2)


def download_a_model(app: App) -> None:
    """The zip of a network is complete."""
    app.choose("Download")
    with zipfile.ZipFile(download(app, "Download model")) as archive:
        assert archive.testzip() is None
        assert {"model.onnx", "predict.py", "README.md"} <= set(archive.namelist())
