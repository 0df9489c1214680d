"""Digits on the Score page: chosen by keyboard, drawn, undone and cleared."""

import pytest
from playwright.sync_api import Locator, expect

from core.config import RunConfig
from core.runs.run import Run
from tests.support.browser.browser_app import App
from tests.support.keras_networks import export_networks

pytestmark = pytest.mark.browser

STROKE = ((0.3, 0.2), (0.7, 0.2), (0.4, 0.85))


@pytest.fixture
def run(app: App) -> Run:
    """A finished run that classifies digits, untrained."""
    config = RunConfig.from_dict(
        {"dataset": {"name": "digits", "num_rows": 400}, "model": {"units": 3, "head": "logits"}}
    )
    with app.server.open_store() as store:
        run = store.create(config, "digits")
        export_networks({run.folder: config})
        store.claim(run.run_id, None)
        store.finish(run.run_id, {"test_accuracy": 0.1, "num_test": 132.0}, 1.0)
    return run


def draw(app: App, sheet: Locator) -> None:
    """Draw one stroke with the mouse."""
    frame = sheet.bounding_box()
    assert frame
    first, *rest = ((frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]) for x, y in STROKE)
    app.page.mouse.move(*first)
    app.page.mouse.down()
    for point in rest:
        app.page.mouse.move(*point, steps=5)
    app.page.mouse.up()


def test_digits_are_chosen_by_keyboard_drawn_undone_and_cleared(app: App, run: Run):
    app.open(f"score?runs={run.run_id}")
    app.page.get_by_role("button", name="Test digit 7, a 2").focus()
    app.page.keyboard.press("Enter")
    expect(app.page.get_by_text("Actual label: 2.")).to_be_visible()
    expect(app.page.get_by_role("button", name="Test digit 7, a 2")).to_have_attribute("aria-pressed", "true")
    assert "digit=7" in app.page.url

    app.choose("Draw")
    sheet = app.page.get_by_role("img", name="Draw one digit here")
    prediction = app.page.get_by_text("Probability of each digit in per cent")
    clear = app.page.get_by_role("button", name="Clear", exact=True)
    expect(clear).to_be_disabled()
    draw(app, sheet)
    expect(prediction).to_be_visible()
    app.wait()
    draw(app, sheet)
    app.page.get_by_role("button", name="Undo").click()
    app.wait()
    expect(prediction).to_be_visible()  # the first stroke is still there
    clear.click()
    expect(prediction).to_be_hidden()
    sheet.click()
    expect(prediction).to_be_visible()  # a dot is a drawing, too
    app.expect_no_error()
