"""What all sessions of one server share: the only `st.cache_*` wrappers of the app."""

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core import jobs
from core.config import DatasetConfig
from core.runs import Run, RunStore
from core.settings import Settings, read_settings

if TYPE_CHECKING:
    from core.scoring import Scorer

    from core.datasets import Dataset

_SUPERVISOR_SECONDS = 1.0
_log = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The workspace this server serves."""
    return read_settings()


@st.cache_resource(show_spinner=False, on_release=RunStore.close)
def store() -> RunStore:
    """All runs of the workspace."""
    return RunStore(settings().database_url, settings().runs_folder)


@st.cache_resource(show_spinner=False, on_release=threading.Event.set)
def supervise() -> threading.Event:
    """Start, once per server, the thread that mends dead runs and moves the queue; the event ends it."""
    stop = threading.Event()
    arguments = (store(), settings(), stop)
    threading.Thread(target=_reconcile_until, args=arguments, name="supervisor", daemon=True).start()
    return stop


def scorer(run: Run) -> "Scorer":
    """The trained network of a finished run, ready to score texts."""
    return _scorer(run.run_id, run.finished_at, run)


def dataset(config: DatasetConfig) -> "Dataset":
    """The texts and labels of a data set; a file that has changed is read again."""
    path = Path(config.path) if config.path else None
    changed_at = path.stat().st_mtime_ns if path and path.is_file() else None
    return _dataset(config.model_dump_json(), changed_at)


@st.cache_resource(show_spinner=False, max_entries=16)
def _scorer(run_id: str, finished_at: float | None, _run: Run) -> "Scorer":
    from core.scoring import Scorer  # onnxruntime is loaded when the first text is scored, not with the first page

    return Scorer(_run.folder, _run.config)


@st.cache_resource(show_spinner="Reading the texts …", max_entries=4)
def _dataset(config_json: str, changed_at: int | None) -> "Dataset":
    from core import datasets  # scikit-learn is loaded when the first data set is read, not with the first page

    return datasets.load(DatasetConfig.model_validate_json(config_json))


def _reconcile_until(run_store: RunStore, workspace: Settings, stop: threading.Event) -> None:
    while not stop.wait(_SUPERVISOR_SECONDS):
        try:
            jobs.reconcile(run_store, workspace)
        except Exception:  # whatever happens to one round, the next one must come
            _log.exception("The supervisor could not look after the runs; it tries again.")
