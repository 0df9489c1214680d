"""A fresh install scores a sentence at once: the box on Home, the bundled pair, and the link to Score."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser.browser_app import App

pytestmark = [pytest.mark.browser, pytest.mark.measures]

SENTENCE = "What a wonderful film"
MAX_MILLISECONDS = 1_500  # the target is 300 after the delay of the box, 250, on idle cores
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


def test_a_fresh_server_scores_a_sentence_at_once_and_opens_it_on_score(
    app: App, record_property: Callable[[str, object], None]
):
    app.open()
    box = app.keyed("home_text").get_by_role("textbox")
    milliseconds = box.evaluate(TYPE_AND_WAIT, SENTENCE)
    record_property("milliseconds to the first predictions, 250 of them the delay of the box", round(milliseconds))
    app.wait()
    app.page.get_by_role("link", name="Open in Score").click()
    expect(app.headline("Score")).to_be_visible()
    app.wait()
    expect(app.score_box).to_have_value(SENTENCE)
    expect(app.score_cards).to_have_count(2)
    for card in app.score_cards.all():
        expect(card).to_contain_text("positive")
    app.expect_no_error()
    assert milliseconds < MAX_MILLISECONDS
