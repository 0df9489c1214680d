"""What the server does besides pages: it supervises runs, loads the showcase networks and serves plotly.js."""

import gc
import gzip
import logging
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import plotly
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import BothwaysError
from core.runs.database.backups import back_up_daily, damage_of, database_path
from core.runs.database.reserve import keep_reserve
from core.runs.database.store_errors import damaged
from core.runs.jobs import queue
from core.runs.store import RunStore
from core.settings import Workspace, read_workspace
from pages.shared.access import gate, listening, login, shared_store
from pages.shared.session import cache as cached

_BASE = st.get_option("server.baseUrlPath").strip("/")
_PREFIX = f"/{_BASE}" if _BASE else ""
PLOTLY_PATH = f"{_PREFIX}/plotly/{plotly.__version__}.js"
SUPERVISOR_SECONDS = 1.0
BACKUP_SECONDS = 3600.0  # between two looks at whether a backup is due
FIRST_TEXT = "The first sentence takes longest."
_log = logging.getLogger(__name__)


def plotly_js(_: Request) -> Response:
    """The plotly.js of the installed plotly package, so that their versions match; a browser fetches it once."""
    headers = {"Content-Encoding": "gzip", "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_compressed_plotly(), media_type="text/javascript", headers=headers)


def check_workspace() -> None:
    """End the server before it starts, with one sentence, where its settings or its run store cannot be used."""
    try:
        login.check()
        login.roles()
        listening.check_address()
        settings = read_workspace()
        RunStore(settings.database_url, settings.runs_folder).close()
        file = database_path(settings.database_url)
        if file and (damage := damage_of(file)):  # of any size, unlike when it is opened
            raise damaged(file, damage)
        keep_reserve(settings.home)
    except BothwaysError as error:
        raise SystemExit(str(error)) from None


def spare_imports() -> None:
    """Exclude all imports from the garbage collection that Streamlit runs after every click.

    Call it at the start of a script, when the garbage of the last one has been collected.
    """
    _freeze(len(sys.modules))


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """While the server runs, with or without a browser: supervise runs, and load the showcase networks at once."""
    stop = threading.Event()
    arguments = (shared_store.store(), shared_store.workspace(), stop)
    supervisor = threading.Thread(target=supervise, args=arguments, name="supervisor", daemon=True)
    supervisor.start()
    threading.Thread(target=load_showcase, name="loader", daemon=True).start()
    yield
    stop.set()


def supervise(store: RunStore, settings: Workspace, stop: threading.Event) -> None:
    """Reconcile runs and processes every second until `stop` is set, and back up the run store once a day.

    A failed attempt does not end it. What fails in the same way again is logged once.
    """
    database, failure, backup_due = database_path(settings.database_url), "", 0.0
    while not stop.wait(SUPERVISOR_SECONDS):
        try:
            queue.reconcile(store, settings)
            if database and time.monotonic() >= backup_due:
                backup_due = time.monotonic() + BACKUP_SECONDS  # also where it fails
                keep_reserve(settings.home)
                back_up_daily(database)
            failure = ""
        except Exception as error:
            if str(error) != failure:
                _log.exception("The supervisor could not reconcile the runs; it tries again.")
            failure = str(error)


def load_showcase() -> None:
    """Load the showcase networks and what explains their predictions before a user waits for the first one."""
    try:
        from core.reports.figures.datasets import class_balance
        from core.reports.figures.theme import to_json  # plotly: its first figure takes longest, too

        for run in cached.showcase_runs():
            if run.config.dataset.kind == "text":
                score = cached.scorer(run).score([FIRST_TEXT])[0]
                to_json(class_balance(score.probabilities, ""))
                cached.observed_confidence(run)
    except Exception:
        _log.exception("The showcase networks could not be loaded in advance; the first prediction loads them.")


@cache
def _freeze(num_modules: int) -> None:
    """Once for each number of modules: frozen objects that die in a cycle are never freed."""
    gc.freeze()


@cache
def _compressed_plotly() -> bytes:
    return gzip.compress(
        (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(), compresslevel=6
    )


ROUTES = (Route(PLOTLY_PATH, plotly_js), Route(f"{_PREFIX}/shared/{{token}}", gate.open_link))
MIDDLEWARE = (Middleware(gate.Gate),)
