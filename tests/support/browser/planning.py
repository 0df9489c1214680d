"""What tests of several runs do before training: choose few rows and small settings, and what to train."""

from collections.abc import Mapping

from playwright.sync_api import expect

from tests.support.browser.browser_app import App


def plan_on_few_rows(app: App, num_rows: int, settings: Mapping[str, str], what: str) -> None:
    """Take the first rows of the packaged reviews to Train.

    Args:
        settings: the numbers to type, by setting.
        what: the choice under "What to train".
    """
    app.open("data")
    app.type_number("data.dataset.num_rows", str(num_rows))
    app.click("Train on this")
    expect(app.headline("Train")).to_be_visible()
    for name, value in settings.items():
        app.type_number(f"draft.{name}", value)
    app.keyed("what").get_by_role("radio", name=what, exact=True).click()
    app.wait()


def start_and_wait(app: App, button: str, progress: str, milliseconds: int) -> None:
    """Start what is planned and wait on Runs until its progress is this text."""
    app.click(button)
    expect(app.headline("Runs")).to_be_visible()
    expect(app.page.get_by_text(progress).first).to_be_visible(timeout=milliseconds)
