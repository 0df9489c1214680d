"""A fresh install scores a sentence at once: Home's box, the shipped pair's verdicts, and the way on to Score."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser_app import App

pytestmark = [pytest.mark.browser, pytest.mark.measures]

SENTENCE = "What a wonderful film"
MAX_MILLISECONDS = 1_500  # the aim is 300 after the box's own 250, on cores that are not busy with other tests
TYPE_AND_WAIT = """(box, sentence) => new Promise((resolve) => {
    const began = performance.now()
    const look = () => {
        const cards = [...document.querySelectorAll("[class*=st-key-home_card_]")]
        if (cards.filter((card) => card.innerText.includes("positive")).length < 2) return
        watch.disconnect()
        resolve(performance.now() - began)
    }
    const watch = new MutationObserver(look)
    watch.observe(document, { subtree: true, childList: true, characterData: true })
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, sentence)
    box.dispatchEvent(new Event("input", { bubbles: true }))
})"""


def test_the_first_sentence_on_a_fresh_server_is_scored_at_once_and_taken_to_score(
    app: App, record_property: Callable[[str, object], None]
):
    app.open()
    box = app.keyed("home_text").get_by_role("textbox")
    milliseconds = box.evaluate(TYPE_AND_WAIT, SENTENCE)
    record_property("milliseconds to the first verdicts, 250 of them the box's own", round(milliseconds))
    app.wait()
    app.page.get_by_role("link", name="Look closer on the Score page").click()
    expect(app.headline("Score")).to_be_visible()
    app.wait()
    expect(app.keyed("score_text").get_by_role("textbox")).to_have_value(SENTENCE)
    verdicts = app.page.locator("[class*=st-key-card_]")
    expect(verdicts).to_have_count(2)
    for verdict in verdicts.all():
        expect(verdict).to_contain_text("positive")
    app.expect_no_error()
    assert milliseconds < MAX_MILLISECONDS
