"""The frame around every page: navigation, the strip of active runs, errors, and what is never loaded."""

import asyncio
import gc
import gzip
import logging
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.errors import ConfigError
from core.runs.database.backups import list_backups
from core.runs.database.store_errors import damaged
from core.runs.store import RunStore
from core.settings import PROJECT_FOLDER
from pages.shared import server
from pages.shared.session import cache, routes
from tests.support.page_elements import texts

SCRIPTS = [
    routes.HOME,
    routes.HOW_IT_WORKS,
    routes.DATA,
    routes.TRAIN,
    routes.RUNS,
    routes.COMPARE,
    routes.SCORE,
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_page_opens_in_a_fresh_workspace(open_page, script):
    app = open_page(script)
    assert not app.exception
    assert app.title[0].value
    assert not app.session_state.get("errors")


def test_running_and_queued_runs_are_on_every_page(open_page, add_run, monkeypatch):
    monkeypatch.setattr("core.runs.jobs.queue.alive", lambda run: True)
    add_run("trains", status="running"), add_run("waits", status="queued")
    app = open_page(routes.COMPARE)
    assert "↔ trains" in texts(app)
    (bar,) = app.get("progress")
    assert bar.proto.text.endswith(" · 1 queued")


def test_a_failing_page_shows_an_error_without_traceback_until_dismissed(open_page, monkeypatch):
    def fail(*_):
        raise RuntimeError("deep inside")

    app = open_page(routes.RUNS)
    with monkeypatch.context() as patch:
        patch.setattr("pages.shared.ui.empty_state.empty_state", fail)
        app.run()
    assert not app.exception
    assert "An unexpected error occurred." in texts(app)
    assert app.expander[0].code[0].value == "RuntimeError: deep inside"
    next(button for button in app.button if button.label == "Dismiss").click().run()
    assert not app.session_state["errors"]
    assert "An unexpected error occurred." not in texts(app)


def test_a_failing_part_shows_an_error_in_its_place_and_the_rest_stays(open_page, add_run, monkeypatch):
    def fail(*_, **__):
        raise ConfigError("It is 7.", "It must be 8.", "Make it 8.")

    run = add_run("kept")
    monkeypatch.setattr("core.reports.figures.training_curves.curves", fail)
    app = open_page(routes.RUNS, runs=run.run_id)
    assert not app.exception
    assert {"It is 7.", "It must be 8. Make it 8."} <= set(texts(app))
    assert list(app.dataframe[0].value["name"]) == ["kept"]


def test_the_supervisor_continues_after_a_failure_until_stopped(settings, monkeypatch, caplog):
    stop, rounds = threading.Event(), []

    def reconcile(*_):
        rounds.append(None)
        if len(rounds) == 1:
            raise OSError("the disk is gone for a moment")
        stop.set()

    monkeypatch.setattr("core.runs.jobs.queue.reconcile", reconcile)
    monkeypatch.setattr(server, "SUPERVISOR_SECONDS", 0.001)
    with caplog.at_level(logging.CRITICAL):
        server.supervise(None, settings, stop)
    assert len(rounds) == 2


def test_the_supervisor_backs_up_the_store_and_keeps_a_reserve(store, tmp_path, monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr("core.runs.jobs.queue.reconcile", lambda *_: stop.set())
    monkeypatch.setattr(server, "SUPERVISOR_SECONDS", 0.001)
    server.supervise(store, cache.workspace(), stop)
    assert len(list_backups(tmp_path)) == 1
    assert (tmp_path / "reserve").stat().st_size > 0


def test_a_server_does_not_start_with_a_damaged_store(store, tmp_path):
    store.close()
    (tmp_path / "bothways.db").write_bytes(b"garbage" * 1000)
    with pytest.raises(SystemExit, match=r"The run store bothways\.db is damaged .* core doctor"):
        server.check_workspace()


def test_a_store_that_becomes_damaged_is_named_on_every_page(open_page, store, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise damaged(Path("bothways.db"), "database disk image is malformed")

    monkeypatch.setattr(RunStore, "list", fail)
    for script in (routes.HOME, routes.RUNS, routes.SCORE):
        app = open_page(script)
        assert not app.exception
        named = "The run store bothways.db is damaged (database disk image is malformed)."
        assert named in texts(app)


def test_the_supervisor_runs_as_long_as_the_server(store, monkeypatch):
    problem = threading.Event()
    monkeypatch.setattr("core.runs.jobs.queue.reconcile", lambda *_: problem.set())
    monkeypatch.setattr(server, "SUPERVISOR_SECONDS", 0.001)

    async def serve() -> threading.Thread:
        async with server.lifespan(None):
            assert problem.wait(10)
            return next(thread for thread in threading.enumerate() if thread.name == "supervisor")

    with ThreadPoolExecutor(1) as thread:  # a browser test before this one may have left its loop in this thread
        supervisor = thread.submit(asyncio.run, serve()).result()
    supervisor.join(10)
    assert not supervisor.is_alive()


def test_plotly_js_comes_from_the_installed_package_and_is_fetched_once():
    answer = server.plotly_js(None)
    assert b"plotly.js v" in gzip.decompress(answer.body)[:200]
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_neither_tensorflow_nor_keras_is_loaded_by_any_page(tmp_path):
    program = f"""
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("app.py", default_timeout=60).run()
for script in {SCRIPTS!r}:
    app.switch_page(script).run()
    assert not app.exception, script
loaded = [name for name in ("tensorflow", "keras") if name in sys.modules]
assert not loaded, loaded
"""
    environment = {"BOTHWAYS_HOME": str(tmp_path), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_server_with_an_invalid_setting_ends_with_one_sentence(monkeypatch):
    monkeypatch.setenv("BOTHWAYS_MAX_RUNNING", "many")
    with pytest.raises(SystemExit, match="BOTHWAYS_MAX_RUNNING is 'many'"):
        server.check_workspace()


def test_imports_are_excluded_from_the_garbage_collection_after_each_click(open_page):
    open_page(routes.RUNS).run()
    assert gc.get_freeze_count() > len(gc.get_objects())
