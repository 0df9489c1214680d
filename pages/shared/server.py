"""What the server does beside answering pages: it looks after the runs and hands out plotly.js."""

import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import plotly
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from core import jobs
from core.runs import RunStore
from core.settings import Settings
from pages.shared import cached

PLOTLY_PATH = "/plotly"  # plotly.js comes from the installed plotly package, so that both speak one version
ROUTES = (Mount(PLOTLY_PATH, StaticFiles(directory=Path(plotly.__file__).parent / "package_data")),)
SUPERVISOR_SECONDS = 1.0
_log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """While the server lives, with or without a browser, mend dead runs and move the queue."""
    stop = threading.Event()
    arguments = (cached.store(), cached.settings(), stop)
    supervisor = threading.Thread(target=supervise, args=arguments, name="supervisor", daemon=True)
    supervisor.start()
    yield
    stop.set()


def supervise(store: RunStore, settings: Settings, stop: threading.Event) -> None:
    """Reconcile runs and processes every second until `stop` is set, whatever happens to one round."""
    while not stop.wait(SUPERVISOR_SECONDS):
        try:
            jobs.reconcile(store, settings)
        except Exception:
            _log.exception("The supervisor could not look after the runs; it tries again.")
