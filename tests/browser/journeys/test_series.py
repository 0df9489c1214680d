"""Series of the user, from an uploaded file to the report: shown, trained both ways, compared and scored."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser.browser_app import App
from tests.support.browser.offline_report import offline_report
from tests.support.examples.series_files import ts_file

TRAINING_MILLISECONDS = 240_000
SMALL = {"model.units": "4", "train.epochs": "10", "train.batch_size": "4"}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(500), pytest.mark.xdist_group("beside the others")]


def test_a_file_of_series_is_trained_both_ways_compared_scored_and_reported(app: App, tmp_path: Path):
    app.open("data?source=own_series")
    app.page.locator("input[type=file]").first.set_input_files(ts_file(tmp_path / "waves.ts", 120))
    expect(app.keyed("train_on_this")).to_be_visible()
    expect(app.page.get_by_test_id("stMetric").filter(has_text="channels")).to_contain_text("2")
    expect(app.chart("Values of the first series of each class as lines")).to_be_visible()
    app.click("Train on this")
    expect(app.headline("Train")).to_be_visible()
    expect(app.keyed("data_choice")).to_contain_text("120 rows · 2 classes")
    for name, value in SMALL.items():
        app.type_number(f"draft.{name}", value)
    app.click("Train both ways")
    expect(app.page.get_by_role("button", name="Score", exact=True)).to_be_visible(timeout=TRAINING_MILLISECONDS)
    compare(app, tmp_path)
    score(app)
    app.expect_no_error()


def compare(app: App, folder: Path) -> None:
    app.page.get_by_role("button", name="Compare", exact=True).click()
    expect(app.page.get_by_text("test series").first).to_be_visible()
    with offline_report(app, folder / "report.html") as page:
        expect(page.get_by_role("heading", name="Verdict", exact=True)).to_be_visible()


def score(app: App) -> None:
    """Both networks classify a test series and typed values of two channels."""
    app.open(f"score?runs={','.join(run.run_id for run in app.server.stored_runs())}")
    expect(app.page.get_by_text("Actual class: down")).to_be_visible()
    app.choose("Type values")
    app.page.get_by_role("textbox", name="Values").fill("0, 0.3, 0.6, 0.9 : 1, 1.6, 2.2, 2.8")
    app.page.get_by_role("textbox", name="Values").press("Control+Enter")
    app.wait()
    expect(app.page.get_by_text("4 steps")).to_have_count(2)
    app.wait_for_charts()
