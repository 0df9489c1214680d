"""Each role on each page, action and endpoint, in a real browser with a real identity provider.

The table in docs/access.md is written by this test:

    BOTHWAYS_WRITE_ACCESS=1 python -m pytest -n 0 tests/browser/journeys/test_roles.py
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from core.access.actor import Actor
from core.runs.demo.bundled import demo_runs
from core.runs.job import Worker
from core.runs.store import RunStore
from core.settings import PROJECT_FOLDER
from tests.support.browser.app_server import Server
from tests.support.browser.browser_app import IDLE_MILLISECONDS, App
from tests.support.browser.identity import identity_provider, start_with_login

DOCUMENT = PROJECT_FOLDER / "docs" / "access.md"
WRITE = "BOTHWAYS_WRITE_ACCESS"
COLUMNS = ("anonymous", "no role", "demo link", "viewer", "editor", "admin")
SUBJECTS = {"viewer": "vi", "editor": "ed", "admin": "ada", "no role": "no"}
OWN, OTHERS = "the editor's run", "another editor's run"
EDITOR, OTHER = Actor("ed@x.org", "editor"), Actor("eve@x.org", "editor")
CONNECT = """(path) => new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}${path}`, ["streamlit"])
    socket.onopen = () => { socket.close(); resolve(true) }
    socket.onerror = () => resolve(false)
})"""
SETTLED = """() => {
    const app = document.querySelector("[data-testid=stApp]")
    const now = app?.dataset.testScriptState === "notRunning" && app.dataset.testConnectionState === "CONNECTED"
        ? document.body.innerHTML.length : -1
    if (window.length_before !== now) {
        window.length_before = now
        window.since = performance.now()
    }
    return now > 0 && document.querySelector("h1") && performance.now() - window.since > 600
}"""
UPLOAD = """(path) => fetch(path, { method: "PUT", body: new FormData() }).then(async (answer) =>
    answer.status !== 401 && !(await answer.text()).startsWith("This needs the role"))"""
READ = """(path) => fetch(path).then((answer) => answer.status)"""

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600), pytest.mark.xdist_group("beside the others")]


@dataclass(frozen=True)
class Site:
    """A running app with a login, a run of the editor, one of another editor, and a link to the first."""

    server: Server
    own: str
    other: str
    link: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One app and one provider for the whole module."""
    with identity_provider() as provider:
        server = start_with_login(tmp_path_factory.mktemp("access") / "workspace", provider)
        try:
            with server.open_store() as store:
                own, other = _finished(store.acting_for(EDITOR), OWN), _finished(store.acting_for(OTHER), OTHERS)
                link = store.links.create(EDITOR, own, EDITOR.name, 1).token
            yield Site(server, own, other, link)
        finally:
            server.stop()


@pytest.fixture
def window(browser: Browser, site: Site) -> Iterator[Callable[[str], App]]:
    """Open a window as someone of this column."""
    contexts = []

    def window(column: str) -> App:
        contexts.append(browser.new_context(viewport={"width": 1366, "height": 768}))
        contexts[-1].set_default_timeout(IDLE_MILLISECONDS)  # other tests run beside these
        app = App(contexts[-1].new_page(), site.server)
        if column == "demo link":
            app.page.goto(f"{site.server.address}/shared/{site.link}")
        elif column == "anonymous":
            app.page.goto(f"{site.server.address}/runs")
        else:
            sign_in(app.page, site.server, column)
        return app

    yield window
    for context in contexts:
        context.close()


def _finished(store: RunStore, name: str) -> str:
    """A finished run with a network that works: a bundled one."""
    demo = demo_runs()[0]
    run = store.create(demo.config, name)
    shutil.copytree(demo.folder, run.folder, dirs_exist_ok=True)
    (run.folder / "log.txt").write_text("trained in a folder of the server", encoding="utf-8")
    store.claim(run.run_id, Worker("elsewhere", 1, 0.0))
    store.describe(run.run_id, data=demo.data, num_params=demo.num_params)
    store.finish(run.run_id, demo.metrics, 60.0)
    return run.run_id


def sign_in(page: Page, server: Server, person: str, path: str = "") -> None:
    """Open an address as someone who has to sign in first, and sign in at the provider."""
    page.goto(f"{server.address}/{path}")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name=SUBJECTS[person], exact=True).click()
    page.wait_for_url(f"{server.address}/**")


def opens(app: App, path: str, title: str) -> bool:
    """Whether an address shows a page with this title, at last."""
    app.page.goto(f"{app.server.address}/{path}")
    if app.page.locator("a#sign-in").count():
        return False
    settle(app)
    return app.page.locator("h1", has_text=re.compile(f"^{re.escape(title)}$")).count() == 1


def settle(app: App) -> None:
    """Wait until no script runs and the page stays as it is: what is not there then is not there for this visitor."""
    app.page.wait_for_function(SETTLED, arg=None, timeout=IDLE_MILLISECONDS)
    app.wait()


def is_usable(control: Locator, cell: str, column: str) -> bool:
    """Whether a control is on the page and enabled; one that should be may take its time."""
    if column in expected(cell):
        with suppress(AssertionError):
            expect(control.first).to_be_enabled(timeout=IDLE_MILLISECONDS)
    return control.count() > 0 and control.first.is_enabled()


def is_visible(element: Locator, cell: str, column: str) -> bool:
    """Whether something is on the page; likewise."""
    if column in expected(cell):
        with suppress(AssertionError):
            expect(element.first).to_be_visible(timeout=IDLE_MILLISECONDS)
    return element.count() > 0


def button(app: App, name: str) -> Locator:
    return app.page.get_by_role("button", name=name, exact=True)


def pages(app: App, column: str) -> dict[str, bool]:
    """Which pages open, and which actions on them are allowed."""
    cells = {"Home": opens(app, "", "Does reading both ways help?")}
    cell = "Home: train"
    cells[cell] = is_usable(button(app, "Train both ways"), cell, column)
    cells["How it works"] = opens(app, "how_it_works", "How it works")
    cells["Data"] = opens(app, "data?source=file", "Data")
    cell = "Data: upload a file"
    cells[cell] = is_usable(app.keyed("upload").get_by_test_id("stFileUploaderDropzoneInput"), cell, column)
    cell = "Data: name a file of the server"
    cells[cell] = is_visible(app.keyed("csv_path"), cell, column)
    cells["Train"] = opens(app, "train", "Train")
    cell = "Train: train"
    cells[cell] = is_usable(button(app, "Train both ways"), cell, column)
    return cells


def runs_page(app: App, column: str, site: Site) -> dict[str, bool]:
    """What the page Runs allows with the editor's run, and with another editor's."""
    cells = {"Runs": opens(app, "runs", "Runs")}
    cell = "Runs: read the audit log"
    cells[cell] = is_visible(app.keyed("audit"), cell, column)
    for whose, run_id in ((OWN, site.own), (OTHERS, site.other)):
        is_open = opens(app, f"runs?runs={run_id}", "Runs")
        cell = f"Runs: edit {whose}"
        cells[cell] = is_usable(button(app, "Edit"), cell, column)
        cell = f"Runs: delete {whose}"
        cells[cell] = is_usable(button(app, "Delete"), cell, column)
        if is_open:
            app.click("Share")
            settle(app)
        cell = f"Runs: make a link to {whose}"
        cells[cell] = is_usable(button(app, "Make a link"), cell, column)
        cell = f"Runs: choose {whose} for Home"
        cells[cell] = is_usable(button(app, "Show on Home"), cell, column)
        if is_open:
            app.page.keyboard.press("Escape")
            settle(app)
            app.choose("Log")
            settle(app)
        line = app.page.get_by_text("trained in a folder")
        cell = f"Runs: read the log of {whose}"
        cells[cell] = is_visible(line, cell, column)
    return cells


def show_pages(app: App, column: str, site: Site) -> dict[str, bool]:
    """What Compare and Score allow."""
    cells = {"Compare": opens(app, f"compare?runs={site.own}", "Compare")}
    page = "" if column == "demo link" else "score"  # guests have no other page
    for whose, run_id in ((OWN, site.own), (OTHERS, site.other)):
        if opens(app, f"{page}?runs={run_id}", "Score"):
            app.page.get_by_role("textbox").first.fill("a wonderful film")
            app.page.keyboard.press("Enter")
            settle(app)
        name = app.page.get_by_text(whose, exact=True)
        cell = f"Score: use {whose}"
        cells[cell] = is_visible(name, cell, column)
    return cells


def endpoints(app: App) -> dict[str, bool]:
    """What the server answers without a page."""
    page = app.page
    page.goto(f"{app.server.address}/_stcore/health")
    return {
        "Health check": page.evaluate(READ, "/_stcore/health") == 200,
        "Pictures and downloads": page.evaluate(READ, "/media/0000.png") == 404,
        "plotly.js": page.evaluate(READ, "/plotly/0.js") != 401,
        "Components": page.evaluate(READ, "/_stcore/bidi-components/none/none.js") != 401,
        "Connection of a page": page.evaluate(CONNECT, "/_stcore/stream"),
        "Upload endpoint": page.evaluate(UPLOAD, "/_stcore/upload_file/none/none"),
        "Metrics": page.evaluate(READ, "/_stcore/metrics") == 200,
    }


def row(name: str, cells: dict[str, bool]) -> str:
    return f"| {name} | {' | '.join('yes' if cells[column] else '–' for column in COLUMNS)} |"


def expected(name: str) -> set[str]:
    """The columns that have a yes: what SECURITY.md and the table of roles promise."""
    everyone, signed_in, editors = set(COLUMNS), {"viewer", "editor", "admin"}, {"editor", "admin"}
    if name == "Health check":
        return everyone
    if name in ("Pictures and downloads", "plotly.js", "Components", "Connection of a page", f"Score: use {OWN}"):
        return signed_in | {"demo link"}
    if name in ("Metrics", "Runs: read the audit log") or name.endswith("for Home"):
        return {"admin"}
    if name.startswith(("Runs: edit", "Runs: delete", "Runs: make", "Runs: read the log")):
        return editors if name.endswith(OWN) else {"admin"}
    if ": train" in name or name.startswith(("Data: ", "Upload")):
        return editors
    return signed_in


def test_each_role_may_do_what_it_should_and_nothing_else(site, window):
    table: dict[str, dict[str, bool]] = {}
    for column in COLUMNS:
        app = window(column)
        cells = pages(app, column) | runs_page(app, column, site) | show_pages(app, column, site) | endpoints(app)
        for name, cell in cells.items():
            table.setdefault(name, {})[column] = cell
    lines = ["| | " + " | ".join(COLUMNS) + " |", "| --- " * (len(COLUMNS) + 1) + "|"]
    lines += [row(name, cells) for name, cells in table.items()]
    text = "\n".join(lines)
    content = DOCUMENT.read_text(encoding="utf-8")
    written = re.sub(r"(<!-- matrix -->\n).*(<!-- /matrix -->)", lambda match: f"{match[1]}{text}\n{match[2]}", content,
                     flags=re.DOTALL)  # fmt: skip
    if os.environ.get(WRITE):
        DOCUMENT.write_text(written, encoding="utf-8")
    allowed = {name: {column for column, cell in cells.items() if cell} for name, cells in table.items()}
    assert allowed == {name: expected(name) for name in table}
    assert written == DOCUMENT.read_text(encoding="utf-8")


def test_the_address_that_was_asked_for_survives_the_login(site, browser):
    app = App(browser.new_page(), site.server)
    try:
        sign_in(app.page, site.server, "viewer", f"runs?runs={site.other}&find=editor")
        app.wait()
        assert app.page.url.endswith(f"/runs?runs={site.other}&find=editor")
    finally:
        app.page.close()


def test_signing_out_ends_the_session_in_every_tab(site, window):
    app = window("viewer")
    app.open("runs")
    other = App(app.page.context.new_page(), site.server)
    other.open("how_it_works")
    stolen = app.page.context.cookies()
    app.page.get_by_role("button", name="Sign out").click()
    app.page.wait_for_url("**/oauth2/end_session**")
    other.page.get_by_role("radio").last.click()
    expect(other.page.locator("a#sign-in")).to_be_visible()
    app.page.context.add_cookies(stolen)
    app.page.goto(f"{site.server.address}/runs")
    expect(app.page.locator("a#sign-in")).to_be_visible()
