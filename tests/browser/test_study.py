"""A study as a person does it: from its plan to the report, on 4,000 of the packaged reviews."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser_app import App

STUDY_MILLISECONDS = 400_000
SETTINGS = {
    "text.num_words": "2000",
    "text.maxlen": "25",
    "model.units": "4",
    "train.epochs": "1",
    "train.batch_size": "128",
}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("beside the others")]


def test_a_study_of_three_arms_and_three_seeds_is_trained_compared_and_reported(start_server, open_app, tmp_path: Path):
    app = open_app(start_server(BOTHWAYS_MAX_RUNNING="2"))
    plan(app)
    train(app)
    read_the_verdict(app)
    choose_a_cell(app)
    send_a_text_to_score(app)
    take_the_report(app, tmp_path / "report.html")


def plan(app: App) -> None:
    app.open("data")
    app.type_number("data.dataset.num_rows", "4000")
    app.click("Train on this")
    expect(app.headline("Train")).to_be_visible()
    for name, value in SETTINGS.items():
        app.type_number(f"draft.{name}", value)
    app.keyed("what").get_by_role("radio", name="Study").click()
    app.keyed("arms").get_by_role("button", name="two forward").click()
    app.wait()
    expect(app.keyed("study_plan")).to_contain_text("80 % power")
    expect(app.keyed("study_plan")).to_contain_text(re.compile(r"9 runs, .*(min|s)\b"), timeout=STUDY_MILLISECONDS)


def train(app: App) -> None:
    app.click("Train the study")
    expect(app.headline("Runs")).to_be_visible()
    expect(app.page.get_by_text("9 of 9 finished").first).to_be_visible(timeout=STUDY_MILLISECONDS)


def read_the_verdict(app: App) -> None:
    app.switch("Compare")
    verdict = app.page.get_by_role("heading", level=3)
    expect(verdict).to_contain_text("3 seeds, 1,320 test texts")
    expect(app.page.locator(".bothways-chart[data-drawn][aria-label*='practically the same']")).to_be_visible()
    expect(app.page.get_by_text("A linear model of words")).to_be_visible()
    for panel in ("Curves", "Where", "Confusion", "Confidence", "Order", "Settings", "Runs"):
        app.page.get_by_role("radio", name=panel, exact=True).click()
        app.wait()
        app.expect_no_error()


def choose_a_cell(app: App) -> None:
    """The rows of a confusion matrix's cell appear when it is chosen."""
    app.page.get_by_role("radio", name="Confusion", exact=True).click()
    app.wait()
    table = app.keyed("confusions").locator("canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    app.page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 52)
    expect(app.page.get_by_text(re.compile("^Truly negative, said negative: "))).to_be_visible()


def send_a_text_to_score(app: App) -> None:
    app.page.get_by_role("radio", name="Texts", exact=True).click()
    app.wait()
    table = app.keyed("disagreements").locator("canvas").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    app.page.mouse.click(box["x"] + 16, box["y"] + 52)  # the first row's box: the table is one picture
    app.wait()
    app.click("Score this text")
    expect(app.headline("Score")).to_be_visible()
    expect(app.page.get_by_role("textbox").first).not_to_be_empty()


def take_the_report(app: App, path: Path) -> None:
    app.switch("Compare")
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Report", exact=True).click()
    download.value.save_as(path)
    context = app.page.context.browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.get_by_role("heading", name="The verdict")).to_be_visible()
    expect(page.get_by_text("3 seeds, 1,320 test texts").first).to_be_visible()
    assert page.locator(".js-plotly-plot").count() >= 5
    context.close()
