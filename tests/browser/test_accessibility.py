"""Every page in light and dark: axe-core finds nothing serious that is ours."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from core.comparison.planning.run_sets import pair
from core.config import RunConfig
from core.training.history import Epoch
from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import HEADLINES, App

pytestmark = pytest.mark.browser

SERIOUS = ("serious", "critical")
# Streamlit's own: its navigation has lists in lists without items, and formulas that are wider than the page scroll.
OF_STREAMLIT = {"exclude": [["[data-testid=stSidebarNav]"], [".katex-display"]]}


@pytest.fixture
def filled(start_server: Callable[..., Server]) -> Server:
    """A server whose workspace has a finished pair of runs, so that tables and charts are drawn."""
    server = start_server()
    with server.open_store() as store:
        for config in pair(RunConfig()):
            run = store.create(config, config.model.direction)
            store.claim(run.run_id, None)
            for number in (1, 2, 3):
                store.add_epoch(run.run_id, Epoch(number, 0.5, 0.7, 0.5, 0.6 + number / 20, 2.0))
            store.finish(run.run_id, {"test_accuracy": 0.8, "test_loss": 0.4, "test_f1": 0.8, "num_test": 100.0}, 9.0)
    return server


def test_no_page_has_a_serious_barrier_of_ours_in_either_theme(browser: Browser, filled: Server):
    barriers_of = {}
    for theme in ("light", "dark"):
        page = browser.new_context(viewport={"width": 1366, "height": 768}, color_scheme=theme).new_page()
        window = App(page, filled)
        for title in HEADLINES:
            window.open("" if title == "Home" else title.lower().replace(" ", "_"))
            window.wait_for_charts()
            if barriers := serious_barriers(page):
                barriers_of[theme, title] = barriers
        page.context.close()
    assert barriers_of == {}


def serious_barriers(page: Page) -> list[str]:
    """The serious violations of a page, each as its rule and the beginning of its element."""
    violations = Axe().run(page, context=OF_STREAMLIT).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary'].splitlines()[-1].strip()}"
        for violation in violations
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
