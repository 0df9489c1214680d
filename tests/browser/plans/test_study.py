"""A study from its plan to the report, on 4,000 of the packaged reviews."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import App
from tests.support.browser.offline_report import offline_report
from tests.support.browser.planning import plan_on_few_rows, start_and_wait

STUDY_MILLISECONDS = 400_000
SETTINGS = {
    "text.num_words": "2000",
    "text.maxlen": "25",
    "model.units": "4",
    "train.epochs": "1",
    "train.batch_size": "128",
}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("beside the others")]


def test_a_study_of_three_arms_and_three_seeds_is_trained_compared_and_reported(
    start_server: Callable[..., Server], open_app: Callable[[Server], App], tmp_path: Path
):
    app = open_app(start_server(BOTHWAYS_MAX_RUNNING="2"))
    plan(app)
    start_and_wait(app, "Train the study", "9 of 9 finished", STUDY_MILLISECONDS)
    read_the_verdict(app)
    choose_a_cell(app)
    score_a_disagreement(app)
    download_the_report(app, tmp_path / "report.html")


def plan(app: App) -> None:
    plan_on_few_rows(app, 4000, SETTINGS, "Study")
    app.keyed("arms").get_by_role("button", name="two forward").click()
    app.wait()
    expect(app.keyed("study_plan")).to_contain_text("80 % power")
    expect(app.keyed("study_plan")).to_contain_text(re.compile(r"9 runs, .*(min|s)\b"), timeout=STUDY_MILLISECONDS)


def read_the_verdict(app: App) -> None:
    app.switch("Compare")
    expect(app.page.get_by_text("3 seeds, 1,320 test texts").first).to_be_visible()
    expect(app.chart("practically the same")).to_be_visible()
    expect(app.page.get_by_text("The linear baseline (")).to_be_visible()
    expect(app.page.get_by_text("Naive Bayes baseline (")).to_be_visible()
    for panel in ("Curves", "Slices", "Confusion", "Calibration", "Word order", "Settings", "Runs"):
        app.choose(panel)
        app.expect_no_error()


def choose_a_cell(app: App) -> None:
    """The rows of a confusion matrix's cell appear when it is chosen."""
    app.choose("Confusion")
    matrix = app.keyed("confusions").get_by_test_id("stDataFrame").first
    frame = matrix.bounding_box()
    assert frame
    app.click_cell(matrix, row=0, x=0.5 * frame["width"])
    expect(app.page.get_by_text(re.compile("^Actual: negative, predicted: negative: "))).to_be_visible()


def score_a_disagreement(app: App) -> None:
    app.choose("Disagreements")
    app.select_row(app.keyed("disagreements"), 0)
    app.click("Score this text")
    expect(app.headline("Score")).to_be_visible()
    expect(app.score_box).not_to_be_empty()


def download_the_report(app: App, path: Path) -> None:
    app.switch("Compare")
    with offline_report(app, path) as page:
        expect(page.get_by_role("heading", name="Verdict", exact=True)).to_be_visible()
        expect(page.get_by_text("3 seeds, 1,320 test texts").first).to_be_visible()
        assert page.locator(".js-plotly-plot").count() >= 5
