"""What the server does beside answering pages: it looks after the runs and hands out plotly.js."""

import gc
import gzip
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from ipaddress import ip_address
from pathlib import Path

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.errors import BothwaysError
from core.runs.jobs import queue
from core.runs.store import RunStore
from core.settings import Workspace, read_workspace
from pages.shared.session import cache as cached

_BASE = st.get_option("server.baseUrlPath").strip("/")
PLOTLY_PATH = f"{'/' if _BASE else ''}{_BASE}/plotly/{plotly.__version__}.js"
SUPERVISOR_SECONDS = 1.0
FIRST_TEXT = "The first sentence takes longest."
_log = logging.getLogger(__name__)


def plotly_js(_: Request) -> Response:
    """The plotly.js of the installed plotly package, so that both speak one version; a browser fetches it once."""
    headers = {"Content-Encoding": "gzip", "Cache-Control": "public, max-age=31536000, immutable"}
    return Response(_compressed_plotly(), media_type="text/javascript", headers=headers)


def listens_on_loopback() -> bool:
    """Whether only this machine reaches the server, so that whoever types a path there can read the file anyway."""
    address = st.get_option("server.address") or ""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:  # none, or a host name
        return False


def check_workspace() -> None:
    """End the server before it starts, with one sentence, where its settings or its run store cannot be used."""
    try:
        settings = read_workspace()
        RunStore(settings.database_url, settings.runs_folder).close()
    except BothwaysError as error:
        raise SystemExit(str(error)) from None


def spare_imports() -> None:
    """Leave whatever has been imported out of the garbage collection that Streamlit runs after every click.

    Call it where a script begins: what the last one has left behind is collected by then.
    """
    _freeze(len(sys.modules))


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """While the server lives, with or without a browser, mend dead runs and move the queue; load what is shown."""
    stop = threading.Event()
    arguments = (cached.store(), cached.workspace(), stop)
    supervisor = threading.Thread(target=supervise, args=arguments, name="supervisor", daemon=True)
    supervisor.start()
    threading.Thread(target=load_shown_runs, name="loader", daemon=True).start()
    yield
    stop.set()


def supervise(store: RunStore, settings: Workspace, stop: threading.Event) -> None:
    """Reconcile runs and processes every second until `stop` is set, whatever happens to one round."""
    while not stop.wait(SUPERVISOR_SECONDS):
        try:
            queue.reconcile(store, settings)
        except Exception:
            _log.exception("The supervisor could not look after the runs; it tries again.")


def load_shown_runs() -> None:
    """Load the shown networks, and what explains their answers, before somebody waits for the first one."""
    try:
        from core.reports.figures.datasets import class_balance  # plotly: its first figure takes longest, too

        for run in cached.showcase_runs():
            if run.config.dataset.kind == "text":
                score = cached.scorer(run).score([FIRST_TEXT])[0]
                class_balance(score.probabilities, "")
                cached.observed_confidence(run)
    except Exception:
        _log.exception("The shown networks could not be loaded in advance; the first score loads them.")


@cache
def _freeze(num_modules: int) -> None:
    """Once for each growth of the imports: what is frozen and dies in a cycle is never given back."""
    gc.freeze()


@cache
def _compressed_plotly() -> bytes:
    return gzip.compress(
        (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes(), compresslevel=6
    )


ROUTES = (Route(PLOTLY_PATH, plotly_js),)
