"""Digits that are chosen by keyboard, drawn and taken back, in a real browser."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import Locator, expect

from core.config import RunConfig
from core.runs.run import Run
from core.runs.store import RunStore
from core.settings import PROJECT_FOLDER, Workspace
from tests.support.browser_app import App

pytestmark = pytest.mark.browser

# TensorFlow must stay out of the tests' own process, so another one builds the network.
BUILD = """
import json, sys
from pathlib import Path
from core.config import RunConfig
from core.models.keras_model import build_model
from core.models.onnx_export import export_onnx
values, path = json.loads(sys.stdin.read())
config = RunConfig.from_dict(values)
export_onnx(build_model(config, 10), config, tuple("0123456789"), Path(path), None)
"""
STROKE = ((0.3, 0.2), (0.7, 0.2), (0.4, 0.85))


@pytest.fixture
def run(app: App) -> Run:
    """A finished run that reads digits, untrained but exported for real."""
    settings = Workspace(home=app.server.home)
    config = RunConfig.from_dict(
        {"dataset": {"name": "digits", "num_rows": 400}, "model": {"units": 3, "head": "logits"}}
    )
    store = RunStore(settings.database_url, settings.runs_folder)
    created = store.create(config, "digits")
    order = json.dumps([config.to_dict(), str(created.folder / "model.onnx")])
    subprocess.run([sys.executable, "-c", BUILD], cwd=PROJECT_FOLDER, input=order, text=True, check=True)
    store.claim(created.run_id, None)
    store.finish(created.run_id, {"test_accuracy": 0.1, "num_test": 132.0}, 1.0)
    store.close()
    return created


def draw(app: App, sheet: Locator) -> None:
    """One stroke with the mouse."""
    frame = sheet.bounding_box()
    first, *rest = ((frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]) for x, y in STROKE)
    app.page.mouse.move(*first)
    app.page.mouse.down()
    for point in rest:
        app.page.mouse.move(*point, steps=5)
    app.page.mouse.up()


def test_digits_are_chosen_by_keyboard_drawn_and_taken_back(app: App, run: Run):
    app.open(f"score?runs={run.run_id}")
    app.page.get_by_role("button", name="Test digit 7, a 2").focus()
    app.page.keyboard.press("Enter")
    expect(app.page.get_by_text("The true label is 2.")).to_be_visible()
    expect(app.page.get_by_role("button", name="Test digit 7, a 2")).to_have_attribute("aria-pressed", "true")
    assert "digit=7" in app.page.url

    app.page.get_by_text("Draw", exact=True).click()
    sheet = app.page.get_by_role("img", name="Draw one digit here")
    answer, clear = (
        app.page.get_by_text("Each digit, in per cent"),
        app.page.get_by_role("button", name="Clear", exact=True),
    )
    expect(clear).to_be_disabled()
    draw(app, sheet)
    expect(answer).to_be_visible()
    app.wait()
    draw(app, sheet)
    app.page.get_by_role("button", name="Undo").click()
    app.wait()
    expect(answer).to_be_visible()  # the first stroke is still there
    clear.click()
    expect(answer).to_be_hidden()
    sheet.click()
    expect(answer).to_be_visible()  # a dot is ink, too
    app.expect_no_error()
