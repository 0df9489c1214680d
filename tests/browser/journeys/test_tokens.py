"""Labels of tokens, from Data to the report: a study restores marks, its arms are compared, a sentence is scored."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser.browser_app import App
from tests.support.browser.offline_report import offline_report
from tests.support.browser.planning import start_and_wait

READING_MILLISECONDS, TRAINING_MILLISECONDS = 300_000, 400_000
SENTENCE = "well i did not expect much but what an ending"
SMALL = {
    "text.num_words": "2000",
    "model.units": "8",
    "train.epochs": "1",
    "train.batch_size": "32",
}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1_000), pytest.mark.xdist_group("beside the others")]


def test_punctuation_is_looked_at_studied_compared_scored_and_reported(app: App, tmp_path: Path):
    look_at_the_data(app)
    app.click("Train on this")
    train_a_small_study(app)
    compare(app, tmp_path)
    score(app)
    app.expect_no_error()


def look_at_the_data(app: App) -> None:
    """Windows of reviews are words with the marks that follow them; all 73,273 of them are read first."""
    app.page.goto(f"{app.server.address}/data?source=punctuation")
    sentences = app.page.get_by_test_id("stMetric").filter(has_text="sentences")
    expect(sentences).to_contain_text("73,273", timeout=READING_MILLISECONDS)
    app.wait()
    app.type_number("data.dataset.num_rows", "300")
    expect(sentences).to_contain_text("300", timeout=READING_MILLISECONDS)
    first = app.page.locator(".tagged-words").first
    expect(first).to_be_visible()
    expect(app.page.locator(".tagged-words-legend").first).to_contain_text("full stop")


def train_a_small_study(app: App) -> None:
    """Three seeds of a forward and of a bidirectional network that label every word."""
    expect(app.headline("Train")).to_be_visible()
    expect(app.keyed("data_choice")).to_contain_text("300 sentences · 5 labels, one for each token")
    expect(app.page.get_by_text("pooling", exact=True)).to_have_count(0)
    for name, value in SMALL.items():
        app.type_number(f"draft.{name}", value)
    app.keyed("what").get_by_role("radio", name="Study", exact=True).click()
    app.wait()
    start_and_wait(app, "Train the study", "6 of 6 finished", TRAINING_MILLISECONDS)


def compare(app: App, folder: Path) -> None:
    """The verdict counts sentences and has macro F1, disagreements are tagged sentences, and so is the report."""
    app.switch("Compare")
    expect(app.page.get_by_role("heading", level=3)).to_be_visible()
    expect(app.page.get_by_text(re.compile(r"101 test sentences")).first).to_be_visible()
    expect(app.page.get_by_text(re.compile("Macro F1 of bidirectional LSTM 8 minus that of forward"))).to_be_visible()
    expect(app.page.get_by_text(re.compile(r"baseline \(")).first).to_be_visible(timeout=TRAINING_MILLISECONDS)
    app.choose("Disagreements")
    expect(app.page.get_by_text(re.compile("that only one arm labels correctly"))).to_be_visible()
    app.choose("Confusion")
    app.expect_no_error()
    with offline_report(app, folder / "report.html") as page:
        expect(page.get_by_role("heading", name="Verdict", exact=True)).to_be_visible()
        expect(page.get_by_text("Tokens of test sentences by actual and predicted class.")).to_be_visible()


def score(app: App) -> None:
    """Both networks put their marks into a typed sentence, one below the other."""
    by_direction = {run.config.model.direction: run.run_id for run in app.server.stored_runs()}
    app.open(f"score?runs={by_direction['forward']},{by_direction['bidirectional']}")
    app.score_box.press_sequentially(SENTENCE)
    expect(app.page.locator(".restored-text")).to_have_count(2)
    expect(app.page.locator(".restored-text").last).to_contain_text("what an ending")
    assert app.page.locator(".tagged-words").first.locator(".tagged-word").count() == len(SENTENCE.split())
    app.choose("Why")
    expect(app.page.get_by_text("a forward network labels a token before it has read what follows")).to_be_visible()
    app.choose("Directions")
    app.wait_for_charts()
