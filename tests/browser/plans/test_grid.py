"""A study of any settings from its button to its report: a 2 x 2 grid with three seeds, on 1,500 reviews."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import App
from tests.support.browser.offline_report import offline_report
from tests.support.browser.planning import plan_on_few_rows, start_and_wait

STUDY_MILLISECONDS = 500_000
SETTINGS = {"text.num_words": "1000", "text.maxlen": "10", "train.epochs": "1", "train.batch_size": "128"}
ARMS = ("LSTM, 2 units", "LSTM, 4 units", "GRU, 2 units", "GRU, 4 units")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(700), pytest.mark.xdist_group("beside the others")]


def test_a_grid_of_settings_is_planned_trained_compared_and_reported(
    start_server: Callable[..., Server], open_app: Callable[[Server], App], tmp_path: Path
):
    app = open_app(start_server())
    plan(app)
    start_and_wait(app, "Train the study", "12 of 12 finished", STUDY_MILLISECONDS)
    read_the_comparison(app)
    download_the_report(app, tmp_path / "report.html")


def plan(app: App) -> None:
    plan_on_few_rows(app, 1500, SETTINGS, "Study")
    app.choose("Any settings")
    box = app.keyed("grid").get_by_role("combobox")
    box.fill("model.units")
    box.press("Enter")
    box.press("Escape")
    app.wait()
    app.type_number("grid_cell", "LSTM, GRU")
    app.type_number("grid_units", "2, 4")
    for arm in ARMS:
        expect(app.page.get_by_role("cell", name=arm, exact=True)).to_be_visible()
    expect(app.keyed("study_plan")).to_contain_text("6 pairs of arms")
    expect(app.keyed("study_plan")).to_contain_text(re.compile(r"12 runs, .*(min|s)\b"), timeout=STUDY_MILLISECONDS)
    at_a_time = re.compile(r"One run trains at a time|runs train side by side")
    expect(app.keyed("study_plan")).to_contain_text(at_a_time, timeout=STUDY_MILLISECONDS)


def read_the_comparison(app: App) -> None:
    app.switch("Compare")
    expect(app.page.get_by_text("has the highest accuracy (").first).to_be_visible()
    expect(app.page.get_by_text("3 seeds, 495 test texts").first).to_be_visible()
    expect(app.chart("Settings and test accuracy")).to_be_visible()
    expect(app.page.get_by_text("All pairs", exact=True)).to_be_visible()
    app.expect_no_error()


def download_the_report(app: App, path: Path) -> None:
    with offline_report(app, path) as page:
        expect(page.get_by_text("has the highest accuracy (").first).to_be_visible()
        expect(page.get_by_text("p (Holm)").first).to_be_visible()
        expect(page.get_by_text("--arm 'model.cell=LSTM model.units=2'").first).to_be_visible()
