"""The report as a file, opened offline."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from core.reports.figures.theme import make_figure
from core.reports.html_report import Panel, report
from core.reports.report_tables import Table

pytestmark = pytest.mark.browser

EVIL = "</script><script>document.title = 'taken over'</script><img src=x onerror=\"document.title = 'taken over'\">"
DOCUMENT = {
    "study": {"study_id": "5f2c", "name": "Both ways?"}, "runs": [], "data": EVIL, "fingerprint": "abc",
    "noun": "texts", "num_test": 1320, "rope": 0.01, "comparable": True, "unlike": [], "no_verdict": None,
    "differing_models": [],
    "arms": [], "baseline": None, "region": None, "search": None, "lead": None, "varied": [], "pairs": [],
    "split": None, "environments": [], "splits": [],
    "verdicts": [], "metrics": [], "slices": [], "settings": {}, "notes": [EVIL],
}  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_report_opens_offline_draws_its_figures_and_runs_no_script_in_text(
    browser: Browser, tmp_path: Path, scheme: Literal["light", "dark"]
):
    points = {"type": "scatter", "x": [1, 2], "y": [3, 4], "name": EVIL}
    line = make_figure([points], {"yaxis": {"title": {"text": EVIL}}})
    bars = make_figure([{"type": "bar", "x": [0.2, 0.8], "y": ["a", "b"], "orientation": "h"}], {})
    panel = Panel(EVIL, figures=[("Line", line, EVIL), ("Bars", bars, "Two bars.")],
                  tables=[Table("Texts", ("Text",), [(EVIL + " word" * 400,)])])  # fmt: skip
    path = tmp_path / "report.html"
    path.write_text(report(DOCUMENT, [panel], settings={}, data={}, commands=[EVIL]), encoding="utf-8")
    context = browser.new_context(color_scheme=scheme, offline=True, viewport={"width": 900, "height": 768})
    page, errors, requests = context.new_page(), [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("#plot-1 svg")
    assert page.title() == "Both ways? · Bothways"
    assert page.locator(".plot svg.main-svg").count() > 0
    assert page.locator("img").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 900
    ink = page.evaluate("getComputedStyle(document.querySelector('#plot-1 .xtick text')).fill")
    assert ink == {"light": "rgb(29, 32, 41)", "dark": "rgb(231, 232, 236)"}[scheme]
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    print_ink = page.evaluate("getComputedStyle(document.querySelector('#plot-1 .xtick text')).fill")
    assert print_ink == "rgb(29, 32, 41)"
    page.locator("summary").first.click()
    assert page.get_by_role("table").first.is_visible()
    assert (errors, requests) == ([], [path.as_uri()])
    context.close()
